import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Images
import Interventions
import Laboratory
import Plots
import Tensors

extension PaperCommand {
  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    _ = try workbench.vocabulary(for: "make the paper's figures")
    let cost = try cost(workbench)
    complain(
      "this takes about \(duration(cost)) here, less what the store holds; "
        + "stopped with Ctrl-C, the same command goes on"
    )
    guard !estimate else { return }
    let paper = PaperRun(command: self, workbench: workbench, reporter: Reporter(isStored: true))
    let page = try paper.pages()
    try Destination.write(
      Array(page.html().utf8),
      to: output + "/index.html",
      attempt: "write the index"
    )
    try say("written: \(displayable(output))/index.html, \(counted(page.count, "figure"))")
  }

  /// The scenes of all parts times what a scene takes here.
  private func cost(_ workbench: Workbench) throws(Fault) -> Double {
    let each = try workbench.estimateDissection(sampleSize: 1).countSeconds
    let units = workbench.layers.map(\.units).max() ?? 0
    let concepts = concepts?.split(separator: ",").count ?? 3
    // A sweep of the layer; sets of eight sizes for two orders and eight controls; 64 cells.
    let scenes =
      sampleSize.count + (units + 1) * trials.count
      + concepts * (80 * trials.count + 64 * 12 + 8 * 12) + 4 * 200
    return each * Double(scenes) / Double(workbench.batchSize)
  }
}

/// Makes the figures one after another and writes them as they come.
private struct PaperRun {
  let command: PaperCommand
  let workbench: Workbench
  let reporter: Reporter

  func pages() throws -> PaperPage {
    let vocabulary = try workbench.vocabulary(for: "make the paper's figures")
    var page = PaperPage(
      title: "\(workbench.generatorFacts.name), dissected",
      folder: command.output
    )
    let dissections = try workbench.dissect(
      sampleSize: command.sampleSize.count,
      progress: reporter.hear
    )
    try addLayers(dissections, vocabulary, to: &page)
    let layer = try chosenLayer(dissections)
    guard let dissection = dissections.first(where: { $0.layer == layer }) else { return page }
    let concepts = try chosenConcepts(dissection, vocabulary)
    try addUnits(dissection, concepts, vocabulary, to: &page)
    _ = try workbench.sweep(
      layer.name,
      sampleSize: command.trials.count,
      progress: reporter.hear
    )
    for concept in concepts {
      try addCurve(concept, layer, vocabulary, to: &page)
      try addContext(concept, dissection, vocabulary, to: &page)
    }
    try addArtifacts(layer, to: &page)
    return page
  }

  private func chosenLayer(_ dissections: [LayerDissection]) throws(Fault) -> LayerDescription {
    if let name = command.layer { return try workbench.layer(LayerName(name)) }
    let best = dissections.max { $0.interpretableCount < $1.interpretableCount }
    if let best { return best.layer }
    throw Fault(.defect, "make the paper's figures", found: "a generator without layers")
  }

  private func chosenConcepts(
    _ dissection: LayerDissection,
    _ vocabulary: ConceptVocabulary
  ) throws(Fault) -> [Concept] {
    if let names = command.concepts {
      var concepts: [Concept] = []
      for name in names.split(separator: ",") {
        concepts.append(try vocabulary.concept(named: String(name)))
      }
      return concepts
    }
    let matching = dissection.labels.filter(\.isInterpretable)
    let counts = Dictionary(grouping: matching, by: \.concept).mapValues(\.count)
    let order = counts.keys.sorted { (-(counts[$0] ?? 0), $0) < (-(counts[$1] ?? 0), $1) }
    return order.prefix(3).compactMap { vocabulary[$0] }
  }

  // MARK: Figures

  private func addLayers(
    _ dissections: [LayerDissection],
    _ vocabulary: ConceptVocabulary,
    to page: inout PaperPage
  ) throws(Fault) {
    let most = dissections.map { Double($0.interpretableCount) }.max() ?? 1
    let chart = BarChart(
      title: "units that match a concept, \(command.sampleSize.count) scenes",
      axis: PlotAxis("units", 0...max(1, most)),
      bars: dissections.map { dissection in
        let concepts = Set(dissection.labels.filter(\.isInterpretable).map(\.concept)).count
        return BarChart.Bar(
          dissection.layer.name.rawValue,
          value: Double(dissection.interpretableCount),
          remark: "of \(dissection.layer.units), \(counted(concepts, "concept"))"
        )
      }
    )
    try page.add("Layers", "layers", svg: chart.svg(), png: chart.image())
  }

  private func addUnits(
    _ dissection: LayerDissection,
    _ concepts: [Concept],
    _ vocabulary: ConceptVocabulary,
    to page: inout PaperPage
  ) throws(Fault) {
    for concept in concepts {
      guard let unit = dissection.ranking(for: concept.number).first else { continue }
      let scene = SceneRequest(
        seed: workbench.options.seed,
        scene: 0,
        edit: Edit(),
        layer: dissection.layer.name,
        isSegmented: false
      )
      let name = "unit-\(dissection.layer.name)-\(unit).png"
      let request = ExportRequest(
        scene: scene,
        unit: unit,
        content: .topScenes,
        scale: 1,
        path: command.output + "/" + name
      )
      try workbench.picture(for: request).write(to: request.path)
      let iou = decimal(Double(dissection.iou(unit: unit, concept: concept.number)), places: 3)
      page.addPicture(
        "Unit \(unit) of \(dissection.layer.name): \(vocabulary.title(of: concept)), IoU \(iou)",
        name
      )
    }
  }

  private func addCurve(
    _ concept: Concept,
    _ layer: LayerDescription,
    _ vocabulary: ConceptVocabulary,
    to page: inout PaperPage
  ) throws(Fault) {
    let request = CurveRequest(
      layer: layer.name,
      concept: concept.number,
      orders: workbench.knownOrders(of: layer, for: concept.number),
      randomSets: 3,
      permutations: 3
    )
    let curve = try workbench.curve(
      request,
      sampleSize: command.trials.count,
      progress: reporter.hear
    )
    let name = vocabulary.title(of: concept)
    guard !curve.isWithoutConcept else {
      return page.note("\(name) never appeared in the scenes of the ablation.")
    }
    for figure in Curve.Figure.allCases {
      let plot = curve.plot(of: name, figure)
      let stem = "ablation-\(concept.number)-\(figure.rawValue)"
      try page.add(
        "Successive ablation: \(name), \(figure.rawValue)",
        stem,
        svg: plot.svg(),
        png: plot.image()
      )
    }
  }

  private func addContext(
    _ concept: Concept,
    _ dissection: LayerDissection,
    _ vocabulary: ConceptVocabulary,
    to page: inout PaperPage
  ) throws(Fault) {
    let units = Array(dissection.ranking(for: concept.number).prefix(20))
    let insertion = ContextRequest(
      concept: concept.number,
      layer: dissection.layer.name,
      units: units,
      values: units.map { dissection.quantiles.value(unit: $0, quantile: 0.995) }
    )
    let contexts = try workbench.contexts(insertion, sampleSize: 12, progress: reporter.hear)
    let name = vocabulary.title(of: concept)
    let chart = contexts.chart(of: name, vocabulary)
    try page.add(
      "Where \(name) can go",
      "context-\(concept.number)",
      svg: chart.svg(),
      png: chart.image()
    )
    guard dissection.layer != workbench.layers.last else { return }
    let propagation = try workbench.propagation(
      PropagationRequest(insertion),
      sampleSize: 12,
      progress: reporter.hear
    )
    let plot = propagation.plot(of: name)
    try page.add(
      "What arrives of \(name)",
      "propagation-\(concept.number)",
      svg: plot.svg(),
      png: plot.image()
    )
  }

  /// The worst units by their top scenes, and whether the rest of the scenes is nearer without them.
  private func addArtifacts(_ layer: LayerDescription, to page: inout PaperPage) throws(Fault) {
    let artifacts = try workbench.artifacts(
      of: layer.name,
      reference: nil,
      topCount: 20,
      sampleSize: 200,
      progress: reporter.hear
    )
    let worst = artifacts.ranking.prefix(20)
    let most = worst.first.map { artifacts.distances[$0] } ?? 1
    let chart = BarChart(
      title: "top \(artifacts.topCount) of \(artifacts.scenes) scenes against the others",
      axis: PlotAxis("Fréchet distance of class areas", 0...max(most, 1e-6)),
      bars: worst.map { BarChart.Bar("unit \($0)", value: artifacts.distances[$0]) }
    )
    try page.add(
      "Artifact units of \(layer.name)",
      "artifacts",
      svg: chart.svg(),
      png: chart.image()
    )
  }
}
