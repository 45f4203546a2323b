import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Laboratory
import Reports
import Tensors

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
