import Causes
import Concepts
import Dissection
import Faults
import Laboratory
import Tensors
import Terminal

// What was found: plots of units and layers, causes, comparisons.
extension ScreenComposition {
  // MARK: Plots

  var plotReason: Explanation {
    Explanation(
      text: state.row == nil
        ? "No unit is listed; \(state.key(.cancel)) shows all again."
        : "This appears once the layer is dissected: \(state.key(.open(.dissect))) begins, "
          + "\(state.key(.open(.jobs))) shows what runs.",
      palette: palette
    )
  }

  var unitPlots: any View {
    guard let row = state.row, let dissection = state.dissection else { return plotReason }
    return UnitPlots(
      unit: row.unit,
      dissection: dissection,
      sweep: state.sweep,
      vocabulary: state.models.vocabulary,
      levels: state.profile.map {
        LevelPlots(
          profile: $0,
          vocabulary: state.models.vocabulary,
          index: state.levelIndex(in: $0)
        )
      },
      isLookingUp: state.viewedProfile != nil,
      palette: palette
    )
  }

  var layerGraph: any View {
    guard let dissection = state.dissection, !dissection.labels.isEmpty else { return plotReason }
    return LayerGraph(
      counts: ConceptCounts(dissection, state.models.vocabulary),
      palette: palette
    )
  }

  var layersTable: LayersTable {
    LayersTable(
      layers: state.models.layers,
      current: state.layer?.name,
      cursor: state.place.focus == .scene ? state.place.tableLine : nil,
      dissections: state.models.dissections,
      vocabulary: state.models.vocabulary,
      reason: plotReason,
      palette: palette
    )
  }

  var effectScatter: any View {
    guard let scatter = state.effectScatter else {
      return Explanation(
        text: "What units resemble against what they cause: measure every unit with "
          + "\(state.key(.open(.sweep))) first.",
        palette: palette
      )
    }
    return EffectScatterView(
      scatter: scatter,
      marks: state.marks,
      unit: state.unit,
      palette: palette
    )
  }

  var levels: any View {
    guard let profile = state.profile else {
      return Explanation(
        text: state.viewedProfile == nil
          ? "The levels of a unit appear once the layer is dissected: \(state.key(.open(.dissect))) "
            + "begins, \(state.key(.open(.jobs))) shows what runs."
          : "looking up what was counted at all levels …",
        palette: palette
      )
    }
    return LevelView(
      profile: profile,
      index: state.levelIndex(in: profile),
      isOwn: state.ownLevel != nil,
      figure: state.place.levels.figure,
      vocabulary: state.models.vocabulary,
      scene: scenePictures,
      canvas: canvas
    )
  }

  // MARK: Causal units

  var optimisationTitle: String {
    guard let layer = state.layer else { return "causal units" }
    let concept = state.place.concept ?? state.models.optimised[layer.name]
    let name = concept.flatMap { state.models.vocabulary?[$0]?.name }
    return name.map { "what causes \($0) in \(layer.name)" } ?? "causal units of \(layer.name)"
  }

  var optimisation: any View {
    let (effect, job) = (state.averageEffect, state.optimisation)
    if let effect, effect.state != .withoutConcept, !effect.alpha.isEmpty {
      return AverageEffectView(effect: effect, job: job, palette: palette)
    }
    let reason =
      effect?.state == .withoutConcept
      ? "The concept appears in none of the scenes that were looked at: there is no effect to "
        + "find. \(state.key(.open(.optimisation))) asks for another one."
      : job.map {
        $0.status == .waiting
          ? "Waiting for what runs before it (\(state.key(.open(.jobs))))."
          : "Looking for scenes that show it …"
      }
        ?? "No causal units are known here. \(state.key(.open(.optimisation))) asks for a concept and "
        + "finds them."
    return Explanation(text: reason, palette: palette)
  }

  // MARK: Findings

  var findingTitle: String {
    state.place.finding?.request.title { state.title(ofConcept: $0) } ?? "findings"
  }

  /// How far it is: nothing shown is taken for the whole unless it is.
  var findingRemark: String {
    guard let shown = state.place.finding else { return "" }
    let (finding, job) = (state.finding, state.job(of: shown.request))
    if case .search(let result) = finding, finding?.isComplete(for: 1) == true {
      return counted(result.trials, "trial")
    }
    let done = finding?.done ?? 0
    let unit = shown.question == .lineage ? "unit" : shown.question == .map ? "cell" : "scene"
    if finding?.isComplete(for: shown.scenes) == true { return counted(done, unit) }
    switch job?.status {
    case .running, .waiting:
      let left = job?.progress?.secondsLeft.map { ", \(duration($0)) left" } ?? ""
      guard let progress = job?.progress, job?.status == .running else { return "waiting" }
      let total = max(1, progress.total)
      return "\(progress.done * 100 / total) %\(left)"
    case .cancelled:
      return "cancelled after \(counted(done, unit)); \(state.key(.cause(.goOn))) goes on"
    case .failed:
      return "failed after \(counted(done, unit)); \(state.key(.cause(.goOn))) tries again"
    case .finished, nil: return done > 0 ? counted(done, unit) : ""
    }
  }

  var finding: any View {
    guard let shown = state.place.finding else { return Blank() }
    let vocabulary = state.models.vocabulary
    switch state.finding {
    case .curve(let curve):
      let concept = vocabulary.title(ofConcept: curve.request.concept)
      return Indented(CurveView(curve: curve, place: shown, concept: concept, palette: palette))
    case .contextMap(let map):
      return Indented(
        ContextMapView(
          map: map,
          cell: shown.cell,
          concept: vocabulary.title(ofConcept: map.request.concept),
          names: state.cellNames,
          scene: scenePictures,
          canvas: canvas
        )
      )
    case .context(let result):
      return Indented(
        ContextView(
          result: result,
          cursor: shown.cursor,
          vocabulary: vocabulary,
          palette: palette
        )
      )
    case .propagation(let propagation):
      return Indented(PropagationView(propagation: propagation, palette: palette))
    case .lineage(let lineage):
      return Indented(
        LineageView(
          lineage: lineage,
          place: shown,
          dissections: state.models.dissections,
          vocabulary: vocabulary,
          scenes: [shown.unit, state.feed].map { unit in unit.map { topScenes(of: $0) } },
          palette: palette
        )
      )
    case .search(let result) where !result.contestants.isEmpty:
      return Indented(SearchView(result: result, cursor: shown.cursor, palette: palette))
    // The optimisation is shown elsewhere.
    case .search, .averageEffect, nil:
      return Explanation(
        text: "The first figures come with the first scenes. You may look at something else "
          + "meanwhile: \(state.key(.open(.causes))) and Enter come back here, "
          + "\(state.key(.open(.jobs))) shows what runs.",
        palette: palette
      )
    }
  }

  // MARK: Comparisons

  var comparison: any View {
    guard let place = state.place.comparison else { return Blank() }
    guard let comparison = state.comparison else {
      return Explanation(text: "reading what is to be compared …", palette: palette)
    }
    return ComparisonView(
      comparison: comparison,
      place: place,
      rows: state.comparedRows,
      matched: state.matchedLayers,
      sides: zip([place.left, place.right], state.comparedUnits).map { side, unit in
        ComparisonView.Side(
          unit: unit,
          scenes: unit.map { topScenes(of: $0, in: state.dissection(of: side)) },
          isFile: side.isFile
        )
      },
      palette: palette
    )
  }
}
