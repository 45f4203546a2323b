import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Laboratory
import Reports
import Tensors

struct PaperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "paper",
    abstract: "Make the paper's figures for a generator: a folder that any browser opens.",
    discussion: """
      Layers, single units, successive ablation beside controls and all rankings, contexts, \
      propagation, artifacts and comparison, with the report of the layer. It says what it costs \
      before it starts; stopped, the same command goes on.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp("The folder; made if absent.", valueName: "folder"),
    transform: OutputName.folder
  )
  var output: String

  @Option(
    help: "The layer of the interventions. (default: that with most matching units)",
    completion: .layers
  )
  var layer: String?

  @Option(help: "Concepts, with commas between. (default: the three most units stand for)")
  var concepts: String?

  @Option(
    help: ArgumentHelp(
      "Real pictures, PNGs of the generator's size: artifacts are judged by them.",
      valueName: "folder"
    )
  )
  var real: String?

  @Option(
    help: ArgumentHelp(
      "Another generator's file: it is dissected too, and both are compared.",
      valueName: "file"
    )
  )
  var against: String?

  @Option(help: "How many scenes are dissected.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(help: "How many scenes each intervention is tried on.", transform: SampleSize.parse)
  var trials = SampleSize(32)

  @Flag(help: "Only say what it costs.")
  var estimate = false

  /// On how many scenes insertions are tried, each of them at every cell.
  var contextScenes: Int { min(12, trials.count) }
  /// On how many scenes units are judged by how far their top scenes lie.
  var artifactScenes: Int { max(4, min(200, sampleSize.count)) }
}

extension PaperCommand {
  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    _ = try workbench.vocabulary(for: "make the paper's figures")
    if let layer { _ = try workbench.layer(LayerName(layer)) }
    let cost = try cost(workbench)
    complain(
      "this takes about \(duration(cost)) here, less what the store holds; "
        + "stopped with Ctrl-C, the same command goes on"
    )
    guard !estimate else { return }
    var paper = try PaperRun(command: self, workbench: workbench)
    try paper.run()
    try say(
      "written: \(displayable(output))/index.html, \(counted(paper.folder.page.count, "figure"))"
    )
  }

  /// What all parts take, from what drawing and segmenting a scene takes here.
  private func cost(_ workbench: Workbench) throws(Fault) -> Double {
    let dissecting = try workbench.cost(
      of: .dissection(workbench.layers.map(\.name)),
      sampleSize: sampleSize.count
    )
    let layer = try workbench.layer(layer.map { LayerName($0) } ?? workbench.layers[0].name)
    let largest = workbench.layers.max { $0.units < $1.units } ?? layer
    let swept = self.layer == nil ? largest : layer
    let sweep = try workbench.cost(of: .sweep(swept.name), sampleSize: trials.count)
    let perScene = sweep.whole / Double((swept.units + 1) * trials.count)
    let concepts = concepts?.split(separator: ",").count ?? PaperRun.conceptCount
    // Eight sizes for up to four orders and six controls; rankings beside five random sets.
    let curves = concepts * CurveRequest.usualNumbers.count * 10 * trials.count
    let rankings = (concepts * 4 + 5) * trials.count
    let cells = swept.height * swept.width
    let contexts = concepts * contextScenes * (cells + 12)
    let artifacts = (real == nil ? 4 : 6) * artifactScenes
    let scenes = Double(curves + rankings + contexts + artifacts)
    let other = against == nil ? 0 : dissecting.whole
    return dissecting.whole + other + sweep.whole + scenes * perScene
  }
}
