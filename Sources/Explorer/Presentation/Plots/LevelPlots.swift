import Concepts
import Dissection
import Glibc
import Images
import Plots

/// What was counted of a unit at its 100 levels, as plots.
struct LevelPlots {
  let profile: UnitProfile
  let vocabulary: ConceptVocabulary?
  /// The place of the level that counts now.
  let index: Int

  private static let limit = 4

  func plot(_ figure: LevelStudy.Figure) -> Plot {
    switch figure {
    case .iou: curves("IoU", \.iou)
    case .quality: curves("IQR", \.iqr)
    case .activations: histogram
    }
  }

  /// The best concepts at the level, and by the rule.
  private var concepts: [ConceptProfile] {
    let here = profile.concepts.filter { $0.iou.indices.contains(index) }
      .max { $0.iou[index] < $1.iou[index] }
    let best = profile.concepts.prefix(Self.limit)
    guard let here, !best.contains(where: { $0.concept == here.concept }) else {
      return Array(best)
    }
    return best.dropLast() + [here]
  }

  private func name(of concept: ConceptProfile) -> String {
    guard let known = vocabulary?[concept.concept] else { return "\(concept.concept)" }
    return vocabulary?.title(of: known) ?? known.name
  }

  // MARK: Curves

  /// Rare activations matter: the axis counts decades.
  private func curves(_ title: String, _ values: KeyPath<ConceptProfile, [Float]>) -> Plot {
    let shares = profile.fractions.map { log10(max($0, 0.001)) }
    let lines = concepts.map { concept in
      PlotLine(
        name(of: concept),
        points: zip(shares, concept[keyPath: values]).map { PlotPoint(x: $0, y: Double($1)) },
        color: ConceptColor.bytes(of: concept.concept)
      )
    }
    let top = lines.flatMap(\.points).map(\.y).max() ?? 0
    return Plot(
      title: "",
      x: PlotAxis("share of places above the level", -3...0, isPercent: true, isLogarithmic: true),
      y: PlotAxis(title, 0...max(top * 1.05, 0.02)),
      lines: lines,
      marks: marks { log10(max(profile.fractions[$0], 0.001)) }
    )
  }

  /// The fixed quantiles, the rule's level where another counts now, and the one that counts.
  private func marks(_ place: (Int) -> Double) -> [PlotMark] {
    let rule = profile.index(nearest: profile.level)
    let fixed = profile.marks.map { mark in
      PlotMark(
        "\(quantileText(mark.quantile))",
        x: place(profile.index(nearest: mark.level))
      )
    }
    return fixed + (rule == index ? [] : [PlotMark("rule", x: place(rule))])
      + [PlotMark(rule == index ? "level" : "own", x: place(index), isChosen: true)]
  }

  // MARK: Activations

  /// How activations are spread over all places, and over the places of each concept.
  private var histogram: Plot {
    let counts = profile.histogram.counts
    let total = Double(counts.reduce(0, +))
    let (low, high) = (Double(profile.histogram.lowest), Double(profile.histogram.highest))
    let width = counts.isEmpty ? 0 : (high - low) / Double(counts.count)
    guard total > 0, width > 0 else {
      return Plot(title: "", x: PlotAxis("activation", 0...1), y: PlotAxis("", 0...1), lines: [])
    }
    let all = counts.enumerated().map { index, count in
      PlotPoint(
        x: low + (Double(index) + 0.5) * width,
        y: log10(max(Double(count) / total, 1e-7))
      )
    }
    let lines = concepts.prefix(3).map { concept in
      PlotLine(
        name(of: concept),
        points: spread(of: concept, binWidth: width),
        color: ConceptColor.bytes(of: concept.concept)
      )
    }
    return Plot(
      title: "",
      x: PlotAxis("activation", low...high),
      y: PlotAxis("places", -5...0, isPercent: true, isLogarithmic: true),
      lines: lines + [PlotLine("all places", points: all, isJoined: false, isFilled: true)],
      marks: marks { Double(profile.levels[$0]) }
    )
  }

  /// The concept's own places by activation, as shares of a bin of the histogram.
  private func spread(of concept: ConceptProfile, binWidth: Double) -> [PlotPoint] {
    let total = Double(concept.pixels.reduce(0, +))
    guard total > 0, concept.pixels.count == profile.levels.count + 1 else { return [] }
    let edges = [profile.histogram.highest] + profile.levels
    return concept.pixels.dropLast().indices.compactMap { index -> PlotPoint? in
      let (upper, lower) = (Double(edges[index]), Double(edges[index + 1]))
      guard upper > lower, concept.pixels[index] > 0 else { return nil }
      let share = Double(concept.pixels[index]) / total * binWidth / (upper - lower)
      return PlotPoint(x: (upper + lower) / 2, y: log10(max(share, 1e-7)))
    }.reversed()
  }
}
