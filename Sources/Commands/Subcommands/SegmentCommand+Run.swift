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
    let inputs =
      image.isEmpty ? try scenes(workbench, reporter) : try image.map(Self.input)
    var maps: [LabelMap] = []
    for (index, input) in inputs.enumerated() {
      maps.append(try workbench.segment(input.image))
      try reporter.hear(
        JobProgress(
          phase: "images segmented",
          done: index + 1,
          total: inputs.count,
          secondsLeft: nil
        )
      )
    }
    if let npy { try writeArray(maps, to: npy) }
    if let output { try writePictures(maps, names: inputs.map(\.name), vocabulary, to: output) }
    if npy != "-" { try say(lines: Self.areas(of: maps, vocabulary)) }
  }

  private typealias Input = (name: String, image: Tensor)

  private func scenes(_ workbench: Workbench, _ reporter: Reporter) throws(Fault) -> [Input] {
    let scenes = samples?.numbers ?? [0]
    let images = try workbench.generate(
      scenes: scenes,
      edit: EditFile.read(edit),
      progress: reporter.hear
    ).images
    return scenes.indices.map { (workbench.pictureName(of: scenes[$0]), images.sample($0)) }
  }

  private static func input(_ path: String) throws(Fault) -> Input {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return (
      name.lowercased().hasSuffix(".png") ? String(name.dropLast(4)) : name,
      try PNG.read(path: path).image.tensor
    )
  }

  private func writeArray(_ maps: [LabelMap], to path: String) throws(Fault) {
    let shape = maps[0].shape
    guard maps.allSatisfy({ $0.shape == shape }) else {
      throw Fault(
        .usage,
        "write the label maps",
        on: path,
        expected: "images of one size",
        found: "several sizes",
        advice: "Segment them one by one, or use --output DIRECTORY"
      )
    }
    let all = LabelMap(
      Shape(maps.count, shape.channels, shape.height, shape.width),
      maps.flatMap(\.labels)
    )
    try Destination.write(NPY.encode(all), to: path, attempt: "write the label maps")
  }

  /// One coloured picture an image, and what the colours and numbers mean.
  private func writePictures(
    _ maps: [LabelMap],
    names: [String],
    _ vocabulary: ConceptVocabulary,
    to folder: String
  ) throws(Fault) {
    try FinishedFile.makeFolder(folder, attempt: "make the folder")
    for (name, map) in zip(names, maps) {
      try PNG.write(RGBImage(coloring: map), to: "\(folder)/\(name)-concepts.png")
    }
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

  /// Mean area of each concept, largest first.
  private static func areas(of maps: [LabelMap], _ vocabulary: ConceptVocabulary) -> [String] {
    var shares: [Int: Double] = [:]
    for map in maps {
      for label in map.labels {
        shares[Int(label), default: 0] += 1 / Double(map.shape.planeCount * maps.count)
      }
    }
    if !vocabulary.zeroIsConcept { shares[0] = nil }
    var table = Table([("concept", .left), ("category", .left), ("area", .right)])
    table.rows = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { number, share in
      let concept = vocabulary[number]
      return [
        concept?.name ?? "\(number)", concept?.category.rawValue ?? "", percentText(share),
      ]
    }
    return table.lines
  }
}

/// "12.34 %".
func percentText(_ share: Double) -> String { "\(decimal(share * 100, places: 2)) %" }

/// A number with so many digits after the point.
func decimal(_ value: Double, places: Int) -> String {
  guard value.isFinite else { return "–" }
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  let scaled = (abs(value) * scale).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let digits = String(Int(scaled))
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard places > 0 else { return sign + padded }
  return sign + padded.dropLast(places) + "." + padded.suffix(places)
}
