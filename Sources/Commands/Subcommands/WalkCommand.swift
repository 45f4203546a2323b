import ArgumentParser
import Directions
import Experiments
import Faults
import Files
import Generators
import Images
import Interventions
import Laboratory
import Tensors

struct WalkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walk",
    abstract: "Draw scenes along a direction, or from scene to scene, as a strip or an animation.",
    discussion: """
      With --directions and --direction each row is a scene, from -strength on the left to \
      +strength on the right. Without them the way leads through the scenes of --samples in turn. \
      --animate writes one animated PNG instead, which browsers play and others show still.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("Directions of ganscope or GANSpace.", valueName: "FILE.npz"))
  var directions: String?

  @Option(help: "The direction's number from 0, or its name.")
  var direction: String?

  @Option(help: "The space that a file of GANSpace is in, where widths do not tell.")
  var space: String?

  @Option(
    help: "How far to both sides, in standard deviations. (default: 3)",
    transform: Strength.parse
  )
  var strength: Strength?

  @Option(
    help: ArgumentHelp("Only these inputs of w.", valueName: "range"),
    transform: InputRange.parse
  )
  var inputs: InputRange?

  @Option(
    help: ArgumentHelp("Scene numbers, such as 0-3,12.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var samples = NumberList([0, 1, 2, 3])

  @Option(help: "How many pictures for each scene, or from one scene to the next. (default: 7)")
  var steps: Int?

  @Option(
    help: ArgumentHelp("Edit to apply on the way.", valueName: "EDIT.json"),
    completion: .edits
  )
  var edit: String?

  @Flag(help: "Write an animation instead of a strip.")
  var animate = false

  @Option(help: "Milliseconds that each picture of an animation is shown.")
  var delay = 80

  @Option(
    help: ArgumentHelp("The picture to write.", valueName: "FILE.png"),
    transform: OutputName.picture
  )
  var output: String

  func validate() throws {
    if (directions == nil) != (direction == nil) {
      throw ValidationError("--directions FILE goes with --direction NUMBER.")
    }
    if directions == nil, strength != nil || inputs != nil || space != nil {
      throw ValidationError("--strength, --inputs and --space go with --directions FILE.")
    }
    if directions == nil, samples.numbers.count < 2 {
      throw ValidationError("Without a direction the way needs two --samples or more.")
    }
    if let strength, strength.value <= 0 {
      throw ValidationError("--strength takes a number above 0: the strip shows both sides.")
    }
    if let steps, !(2...PNG.frameLimit / 2).contains(steps) {
      throw ValidationError("--steps takes a number from 2 to \(PNG.frameLimit / 2).")
    }
    if !(1...60_000).contains(delay) {
      throw ValidationError("--delay takes a number from 1 to 60000.")
    }
  }
}

extension WalkCommand {
  /// The most pixels of a strip.
  private static let pixelLimit = PNG.pixelLimit

  func run() throws {
    let reporter = Reporter(isStored: false)
    let workbench = try model.openWorkbench(withSegmenter: false, store: .none)
    let edit = try EditFile.read(edit)
    // Rows of pictures: a scene each along a direction, else the one way.
    let rows: [[RGBImage]]
    if let directions, let direction {
      let set = try workbench.directions(in: directions, space: space)
      let entry = try set.chosenEntry(direction)
      rows = try self.rows(along: entry, workbench, edit: edit, reporter: reporter)
    } else {
      try checkSize(workbench, rows: 1, columns: (samples.numbers.count - 1) * count + 1)
      let images = try workbench.walk(
        through: samples.numbers,
        steps: count,
        edit: edit,
        progress: reporter.report
      )
      rows = [(0..<images.shape.batch).map { RGBImage(clamping: images, sample: $0) }]
    }
    let bytes = try animate ? animation(rows) : PNG.encode(strip(rows))
    try FinishedFile.write(bytes, to: output, attempt: "write the picture")
  }

  private var count: Int { steps ?? (animate ? 16 : 7) }

  /// The strengths from left to right; the middle one of an odd number is 0.
  private var strengths: [Float] {
    let most = strength?.value ?? 3
    return (0..<count).map { most * (2 * Float($0) / Float(count - 1) - 1) }
  }

  private func rows(
    along entry: DirectionSet.Entry,
    _ workbench: Workbench,
    edit: Edit,
    reporter: Reporter
  ) throws(Fault) -> [[RGBImage]] {
    let scenes = samples.numbers
    try checkSize(workbench, rows: scenes.count, columns: count)
    var columns: [[RGBImage]] = []
    for (index, strength) in strengths.enumerated() {
      var moved = edit
      moved.directions.append(entry.edit(strength: strength, inputs: inputs?.range))
      let images = try workbench.generate(scenes: scenes, edit: moved).images
      columns.append(scenes.indices.map { RGBImage(clamping: images, sample: $0) })
      try reporter.report(
        JobProgress(phase: "steps drawn", done: index + 1, total: count, secondsLeft: nil)
      )
    }
    return scenes.indices.map { scene in columns.map { $0[scene] } }
  }

  private func strip(_ rows: [[RGBImage]]) -> RGBImage {
    .grid(rows.flatMap { $0 }, columns: rows[0].count)
  }

  /// There and back along a direction; one way through scenes.
  private func animation(_ rows: [[RGBImage]]) throws(Fault) -> [UInt8] {
    let side = Int(Double(rows.count).squareRoot().rounded(.up))
    let there = rows[0].indices.map { step in
      RGBImage.grid(rows.map { $0[step] }, columns: side)
    }
    let back = direction == nil ? [] : there.dropFirst().dropLast().reversed()
    return try PNG.encode(frames: there + back, milliseconds: delay)
  }

  private func checkSize(_ workbench: Workbench, rows: Int, columns: Int) throws(Fault) {
    let facts = workbench.generatorFacts
    let pixels = rows * columns * facts.imageHeight * facts.imageWidth
    guard animate ? columns <= PNG.frameLimit : pixels <= Self.pixelLimit else {
      throw Fault(
        .usage,
        "draw the walk",
        expected: animate
          ? "at most \(PNG.frameLimit) pictures" : "at most \(Self.pixelLimit) pixels",
        found: animate ? "\(columns)" : "\(pixels)",
        advice: "Take fewer --samples or --steps"
      )
    }
  }
}
