import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import JSONText
import Plots
import Tensors

struct PropagationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propagation",
    abstract: "Follow an insertion through the later layers, where it worked and where not.",
    discussion: """
      Each unit's change is told in units of its own mean absolute activation. An insertion worked \
      where the concept grew by at least a quarter of the pixels that the cell covers.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "The layer.", completion: .layers)
  var layer: String

  @Option(help: "The concept; CATEGORY:NAME where several share a name.")
  var concept: String

  @Option(
    help: ArgumentHelp("Unit numbers, such as 3,7,11.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var units: NumberList?

  @Option(help: "How many of the best units by IoU, where --units are not given.")
  var best = 20

  @Option(help: ArgumentHelp("The quantile of each unit, 0.5 to 0.999.", valueName: "quantile"))
  var insert = 0.995

  @Option(help: "How many cells of each scene are tried.")
  var cellsPerScene = 8

  @Option(help: "How many scenes are tried.", transform: SampleSize.parse)
  var sampleSize = SampleSize(20)

  @OptionGroup(title: "Output") var output: PlotOptions

  func validate() throws {
    if best < 1 { throw ValidationError("--best takes a number from 1.") }
    try refuse(insertionAt: insert)
    if !(1...4096).contains(cellsPerScene) {
      throw ValidationError("--cells-per-scene takes a number from 1 to 4096.")
    }
  }

  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    let vocabulary = try workbench.vocabulary(for: "follow an insertion")
    let concept = try vocabulary.chosenConcept(concept)
    let insertion = try InsertionChoice(layer: layer, units: units, best: best, quantile: insert)
      .request(for: concept, workbench)
    let propagation = try workbench.propagation(
      PropagationRequest(insertion, cellsPerScene: cellsPerScene),
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    let name = displayable(vocabulary.title(of: concept))
    let plot = propagation.plot(of: name)
    try output.write(
      json: JSONValue.object(Self.record(of: propagation, concept) + workbench.settingsRecord)
        .text() + "\n",
      csv: Self.rows(of: propagation),
      svg: plot.svg(),
      png: plot.image()
    )
    guard !output.takesOutput else { return }
    var table = Table([
      ("layer", .left), ("\(name) appeared", .right), ("95 %", .right), ("did not", .right),
      ("95 %", .right),
    ])
    table.rows = propagation.layers.map {
      [$0.layer.name.rawValue] + $0.appeared.cells + $0.failed.cells
    }
    try say(lines: plot.cells(width: 76, height: 18).lines + [""] + table.lines)
  }

  private static func rows(of propagation: Propagation) -> [[String]] {
    let heading = ["layer", "appeared", "appeared_half_width_95", "failed", "failed_half_width_95"]
    return [heading]
      + propagation.layers.map { layer in
        let figures = [
          layer.appeared?.value, layer.appeared?.halfWidth, layer.failed?.value,
          layer.failed?.halfWidth,
        ]
        return [layer.layer.name.rawValue] + figures.map { $0.map { "\($0)" } ?? "" }
      }
  }

  private static func record(
    of propagation: Propagation,
    _ concept: Concept
  ) -> [(name: String, value: JSONValue)] {
    let insertion = propagation.request.insertion
    return [
      ("layer", .string(insertion.layer.rawValue)), ("concept", .string(concept.query)),
      ("units", .array(insertion.units.map { .integer($0) })),
      ("values", .array(insertion.values.map { .float($0) })),
      ("seed", .integer(Int(propagation.seed))), ("sample_size", .integer(propagation.scenes)),
      ("cells_per_scene", .integer(propagation.request.cellsPerScene)),
      ("appeared", .integer(propagation.appearances)), ("failed", .integer(propagation.failures)),
      (
        "layers",
        .array(
          propagation.layers.map {
            .object([
              ("layer", .string($0.layer.name.rawValue)), ("appeared", $0.appeared.json),
              ("failed", $0.failed.json),
            ])
          }
        )
      ),
    ]
  }
}
