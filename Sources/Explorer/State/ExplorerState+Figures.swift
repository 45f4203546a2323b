import Causes
import Concepts
import Dissection
import Interventions
import Laboratory
import Plots
import Tensors

/// A figure, and a name for its file.
typealias NamedFigure = (figure: Figure, name: String)

extension ExplorerState {
  /// The figure that is shown, with its title; nil where the view shows pictures.
  var figure: NamedFigure? {
    if case .effects(let place) = talk.dialogs.last { return effectsFigure(place) }
    switch place.view {
    case .unit, .levels: return levelFigure
    case .finding: return findingFigure
    case .layer: return layerFigure
    case .layers: return (.table(layersData), "concepts-by-layers")
    case .scatter: return scatterFigure
    case .optimisation:
      guard let effect = averageEffect, let layer, !effect.checks.isEmpty else { return nil }
      var plot = AverageEffectView.shares(of: effect)
      plot.title = "what causes \(title(ofConcept: effect.request.concept)) in \(layer.name)"
      return (.plot(plot), "\(layer.name)-\(title(ofConcept: effect.request.concept))-ace")
    case .comparison: return comparisonFigure
    case .review: return reviewFigure
    case .automatic, .edited, .original, .sideBySide, .heatmap, .segmentation, .grid, .versus:
      return nil
    }
  }

  // MARK: Units and layers

  private var levelFigure: NamedFigure? {
    guard let profile else { return nil }
    let plots = LevelPlots(
      profile: profile,
      vocabulary: models.vocabulary,
      index: levelIndex(in: profile)
    )
    let kind = place.view == .unit ? .iou : place.levels.figure
    var plot = plots.plot(kind)
    plot.title = "\(profile.layer) unit \(profile.unit), \(profile.rule.title)"
    let word =
      switch kind {
      case .iou: "iou"
      case .quality: "iqr"
      case .activations: "activations"
      }
    return (.plot(plot), "\(profile.layer)-unit\(profile.unit)-\(word)")
  }

  private var layerFigure: NamedFigure? {
    guard let layer, let dissection, !dissection.labels.isEmpty else { return nil }
    let concepts = ConceptCounts(dissection, models.vocabulary).groups.flatMap(\.concepts)
    let chart = BarChart(
      title: "\(layer.name): units by concept, \(dissection.rule.title)",
      axis: PlotAxis("units", 0...Double(concepts.map(\.units).max() ?? 1)),
      bars: concepts.map {
        BarChart.Bar(
          models.vocabulary.title(ofConcept: $0.concept.number),
          value: Double($0.units),
          remark: $0.concept.category.rawValue
        )
      }
    )
    return (.bars(chart), "\(layer.name)-concepts")
  }

  /// Concepts by layers; layers that are not dissected have empty fields.
  private var layersData: DataTable {
    let layers = models.layers
    let concepts = LayersTable.concepts(in: layers, by: models.dissections, models.vocabulary)
    return DataTable(
      ["concept", "category"] + layers.map(\.name.rawValue),
      concepts.map { concept in
        [concept.name, concept.category.rawValue]
          + layers.map { layer -> String? in
            models.dissections[layer.name].map { "\($0.matching(concept.number).count)" }
          }
      }
    )
  }

  /// The units listed by what they resemble and cause; nil while nothing was measured.
  var effectScatter: EffectScatter? {
    sweep.map {
      EffectScatter(
        rows: table.rows.filter { $0.effect != nil },
        concept: place.concept.flatMap { models.vocabulary?[$0]?.name },
        part: $0.part
      )
    }
  }

  private var scatterFigure: NamedFigure? {
    guard let scatter = effectScatter, let layer else { return nil }
    var plot = scatter.plot
    plot.title = "\(layer.name): what units resemble and what they cause"
    return (.plot(plot), "\(layer.name)-iou-effect")
  }

  private var reviewFigure: NamedFigure? {
    guard let layer else { return nil }
    let judged = (judgements?.isGood ?? [:]).sorted { $0.key < $1.key }
    let rows = judged.map { ["\($0.key)", $0.value ? "good" : "bad"] }
    return (.table(DataTable(["unit", "judgement"], rows)), "\(layer.name)-judgements")
  }

  // MARK: What the edit changes

  private func effectsFigure(_ place: EffectsPlace) -> NamedFigure? {
    let rows = effects.lines.compactMap { if case .row(let row) = $0 { row } else { nil } }
    guard place.showsBars else {
      return (.table(Self.data(of: rows)), "scene\(scene)-changes")
    }
    let measured = currentMeasurement
    let bars = rows.compactMap { row -> BarChart.Bar? in
      guard let effect = measured == nil ? row.here : row.measured else { return nil }
      return BarChart.Bar(
        models.vocabulary.title(ofConcept: row.concept.number),
        value: effect.change,
        halfWidth: effect.halfWidth
      )
    }
    let ends = bars.map { $0.value.magnitude + ($0.halfWidth ?? 0) }.max() ?? 0
    let sample = measured.map { "\($0.scenes) scenes" } ?? "scene \(scene)"
    let chart = BarChart(
      title: "\(editing.history.edit.summary), \(sample)",
      axis: PlotAxis("change of the area, % of the pixels", -ends...ends, isPercent: true),
      bars: bars
    )
    return (.bars(chart), "scene\(scene)-changes")
  }

  private static func data(of rows: [EffectsTable.Row]) -> DataTable {
    func text(_ value: Double?) -> String? { value.map { "\($0)" } }
    return DataTable(
      [
        "concept", "category", "here_before", "here_after", "here_change", "before", "after",
        "change", "half_width_95", "effect",
      ],
      rows.map { row in
        [
          row.concept.name, row.concept.category.rawValue, text(row.here?.before),
          text(row.here?.after), text(row.here?.change), text(row.measured?.before),
          text(row.measured?.after), text(row.measured?.change), text(row.measured?.halfWidth),
          text(row.measured?.relativeChange),
        ]
      }
    )
  }

  // MARK: Two sides

  private var comparisonFigure: NamedFigure? {
    guard let comparison, let place = place.comparison else { return nil }
    let titles = comparison.layers.map(\.title)
    let name = "comparison"
    if place.showsMatches, let matched = matchedLayers {
      let columns = ["unit", "label", "iou"]
      let data = DataTable(
        titles.flatMap { title in columns.map { "\(title) \($0)" } } + ["correlation"],
        matched.pairs.map { pair in
          [pair.first, pair.second].flatMap { ["\($0.unit)", $0.label, "\($0.iou)"] }
            + ["\(pair.correlation)"]
        }
      )
      return (.table(data), "matches")
    }
    let columns = ["units", "best unit", "best IoU"]
    let data = DataTable(
      ["concept", "category"] + titles.flatMap { title in columns.map { "\(title) \($0)" } },
      comparedRows.map { row in
        [row.label, row.category]
          + row.shares.flatMap { share -> [String?] in
            ["\(share.units)", share.best.map { "\($0.unit)" }, share.best.map { "\($0.iou)" }]
          }
      }
    )
    return (.table(data), name)
  }

  // MARK: Findings

  private var findingFigure: NamedFigure? {
    guard let shown = place.finding else { return nil }
    let name = shown.request.concept.map { title(ofConcept: $0) } ?? ""
    switch finding {
    case .curve(let curve):
      return (
        .plot(CurveView.plot(curve, of: name, shown)),
        "\(curve.layer.name)-\(name)-\(shown.showsOther ? "rest" : "curve")"
      )
    case .context(let result):
      guard let vocabulary = models.vocabulary else { return nil }
      return (.bars(result.chart(of: name, vocabulary)), "\(result.layer.name)-\(name)-contexts")
    case .propagation(let propagation):
      return (
        .plot(propagation.plot(of: name)),
        "\(propagation.request.insertion.layer)-\(name)-propagation"
      )
    case .contextMap(let map):
      let rows = map.gains.enumerated().map { index, gain in
        ["\(index / max(1, map.width))", "\(index % max(1, map.width))", gain.map { "\($0)" }]
      }
      return (.table(DataTable(["row", "column", "gain"], rows)), "scene\(map.scene)-\(name)-map")
    case .lineage(let lineage):
      guard let unit = shown.unit else { return nil }
      let rows = feeds.map { ["\(lineage.source.name)", "\($0.unit)", "\($0.flow)"] }
      let data = DataTable(["layer", "unit", "flow"], rows)
      return (.table(data), "\(unit.layer)-unit\(unit.unit)-feeds")
    case .search(let result): return (.table(Self.data(of: result)), "\(name)-sets")
    case .averageEffect, nil: return nil
    }
  }

  private static func data(of result: SetSearchResult) -> DataTable {
    DataTable(
      ["layer", "units", "effect", "effect_half_width_95", "rest", "rest_half_width_95"],
      result.contestants.map { entry in
        let estimates = [entry.effect, entry.rest].flatMap { estimate -> [String?] in
          [estimate.map { "\($0.value)" }, estimate?.halfWidth.map { "\($0)" }]
        }
        return [entry.set.layer.rawValue, entry.set.units.map { "\($0)" }.joined(separator: " ")]
          + estimates
      }
    )
  }
}
