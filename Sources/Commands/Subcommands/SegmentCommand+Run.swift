import ArgumentParser
import Concepts
import Experiments
import Faults
import Files
import Generators
import Images
import Interventions
import JSONText
import Laboratory
import NumPyFiles
import Tensors

extension SegmentCommand {
  func run() throws {
    let reporter = Reporter(isStored: false)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .none)
    let vocabulary = try workbench.vocabulary(for: "segment pictures")
    var areas = MeanAreas()
    if let output { try writeLegend(vocabulary, to: output) }
    let take = { (name: String, map: LabelMap) throws(Fault) in
      areas.add(map)
      if let output {
        try PNG.write(RGBImage(coloring: map), to: "\(output)/\(name)-concepts.png")
      }
    }
    if let npy {
      try segmentAll(workbench, reporter, writingTo: npy, take: take)
    } else {
      try segmentAll(workbench, reporter, take: take)
    }
    if let json {
      let members = areas.record(vocabulary) + workbench.settingsRecord
      let text = JSONValue.object(members).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the areas")
    }
    if npy != "-", json != "-" { try say(lines: areas.lines(vocabulary)) }
  }

  private var count: Int { image.isEmpty ? samples?.numbers.count ?? 1 : image.count }

  /// Segments one picture after another, so that they need not be in memory at once.
  private func segmentAll(
    _ workbench: Workbench,
    _ reporter: Reporter,
    take: (String, LabelMap) throws(Fault) -> Void
  ) throws(Fault) {
    var done = 0
    func segment(_ name: String, _ image: Tensor) throws(Fault) {
      try take(name, workbench.segment(image))
      done += 1
      try reporter.report(
        JobProgress(phase: "images segmented", done: done, total: count, secondsLeft: nil)
      )
    }
    for path in image {
      let input = try Self.input(path)
      try segment(input.name, input.image)
    }
    guard image.isEmpty else { return }
    let scenes = samples?.numbers ?? [0]
    try workbench.generate(scenes: scenes, edit: EditFile.read(edit)) {
      (generation) throws(Fault) in
      for sample in 0..<generation.images.shape.batch {
        let name = workbench.pictureName(of: scenes[done])
        try segment(name, generation.images.sample(sample))
      }
    }
  }

  private typealias Input = (name: String, image: Tensor)

  private static func input(_ path: String) throws(Fault) -> Input {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return (
      name.lowercased().hasSuffix(".png") ? String(name.dropLast(4)) : name,
      try PNG.read(path: path).image.tensor
    )
  }

  /// The same, and writes the maps as an array meanwhile.
  private func segmentAll(
    _ workbench: Workbench,
    _ reporter: Reporter,
    writingTo path: String,
    take: (String, LabelMap) throws(Fault) -> Void
  ) throws(Fault) {
    let attempt = "write the label maps"
    var first: Shape?
    try Destination.write(to: path, attempt: attempt) { (append) throws(Fault) in
      try segmentAll(workbench, reporter) { (name, map) throws(Fault) in
        if first == nil {
          let header = NPY.header(labels: map.shape.withBatch(count))
          let size = header.count + count * map.shape.count * MemoryLayout<Int32>.stride
          try Destination.checkRoom(for: size, at: path, attempt: attempt)
          try append(header)
        }
        guard first == nil || map.shape == first else {
          throw Fault(
            .usage,
            attempt,
            on: path,
            expected: "images of one size",
            found: "several sizes",
            advice: "Segment them one by one, or use --output DIRECTORY"
          )
        }
        first = map.shape
        try append(NPY.body(map.labels))
        try take(name, map)
      }
    }
  }

  /// What the colours and numbers of the pictures mean.
  private func writeLegend(_ vocabulary: ConceptVocabulary, to folder: String) throws(Fault) {
    try FinishedFile.makeFolder(folder, attempt: "make the folder")
    let legend = vocabulary.concepts.map { concept -> JSONValue in
      .object([
        ("number", .integer(concept.number)), ("name", .string(concept.name)),
        ("category", .string(concept.category.rawValue)),
        ("color", .array(ConceptColor.bytes(of: concept.number).map { .integer(Int($0)) })),
      ])
    }
    let text = JSONValue.array(legend).text() + "\n"
    try FinishedFile.write(Array(text.utf8), to: folder + "/labels.json")
  }
}

/// Mean area of each concept over pictures, which may be of several sizes.
private struct MeanAreas {
  private var shares: [Int: Double] = [:]
  private var pictures = 0

  mutating func add(_ map: LabelMap) {
    var counts: [Int32: Int] = [:]
    for label in map.labels { counts[label, default: 0] += 1 }
    for (label, count) in counts {
      shares[Int(label), default: 0] += Double(count) / Double(map.shape.planeCount)
    }
    pictures += 1
  }

  /// By category, the largest first: areas of several categories lie over each other.
  private func areas(_ vocabulary: ConceptVocabulary) -> [AreasByCategory.Area] {
    let means = shares.mapValues { $0 / Double(max(1, pictures)) }
    return AreasByCategory(means, vocabulary).groups.flatMap(\.areas)
  }

  func lines(_ vocabulary: ConceptVocabulary) -> [String] {
    var table = Table([("concept", .left), ("category", .left), ("area", .right)])
    table.rows = areas(vocabulary).map { area in
      [area.concept.name, area.concept.category.rawValue, percentText(area.share)]
    }
    return table.lines
  }

  func record(_ vocabulary: ConceptVocabulary) -> [(name: String, value: JSONValue)] {
    let concepts = areas(vocabulary).map { area -> JSONValue in
      .object([
        ("number", .integer(area.concept.number)), ("name", .string(area.concept.name)),
        ("category", .string(area.concept.category.rawValue)), ("area", .double(area.share)),
      ])
    }
    return [("pictures", .integer(pictures)), ("concepts", .array(concepts))]
  }
}

/// "12.34 %".
func percentText(_ share: Double) -> String { "\(fixed(share * 100, 2)) %" }
