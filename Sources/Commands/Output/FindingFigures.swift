import Causes
import Concepts
import Experiments
import Faults
import Files
import Images
import JSONText
import Plots
import Reports

/// What was found on what a layer's units cause, as figures and tables of a report.
struct FindingFigures {
  let findings: LayerFindings
  let vocabulary: ConceptVocabulary?

  /// Writes the pictures.
  ///
  /// - Parameters:
  ///   - folder: The report's folder.
  ///   - inner: The layer's folder in it.
  /// - Returns: The figures with places relative to the report's folder.
  /// - Throws: `Fault` of kind inputOutput.
  func write(to folder: String, inside inner: String) throws(Fault) -> [ReportFinding] {
    var figures: [ReportFinding] = []
    for (number, curve) in findings.curves.enumerated() {
      let name = name(of: curve.request.concept)
      for figure in Curve.Figure.allCases {
        let plot = curve.plot(of: name, figure)
        figures.append(
          try picture(
            plot.title,
            "\(inner)/curve-\(number)-\(figure.rawValue)",
            svg: plot.svg(),
            png: plot.image(),
            in: folder
          )
        )
      }
    }
    for context in findings.contexts {
      guard let vocabulary else { continue }
      let chart = context.chart(of: name(of: context.request.concept), vocabulary)
      figures.append(
        try picture(
          chart.title,
          "\(inner)/context-\(context.request.concept)",
          svg: chart.svg(),
          png: chart.image(),
          in: folder
        )
      )
    }
    if !findings.averageEffects.isEmpty { figures.append(effects) }
    if !findings.sets.isEmpty { figures.append(sets) }
    return figures
  }

  private func picture(
    _ title: String,
    _ stem: String,
    svg: String,
    png: RGBImage,
    in folder: String
  ) throws(Fault) -> ReportFinding {
    let attempt = ReportWriter.attempt
    try FinishedFile.write(Array(svg.utf8), to: "\(folder)/\(stem).svg", attempt: attempt)
    try FinishedFile.write(
      try PNG.encode(png),
      to: "\(folder)/\(stem).png",
      attempt: attempt
    )
    return ReportFinding(title: title, picture: stem + ".svg", otherPicture: stem + ".png")
  }

  /// The causal units that optimisations found, and what the first of them do.
  private var effects: ReportFinding {
    ReportFinding(
      title: "Average causal effect",
      rows: [["concept", "recipe", "steps", "removed", "95 %", "rest changed", "95 %", "units"]]
        + findings.averageEffects.map { effect in
          let recipe = if case .published = effect.request.recipe { "published" } else { "scenes" }
          let units = effect.ranking.prefix(effect.request.limit)
          return [name(of: effect.request.concept), recipe, "\(effect.steps)"]
            + (effect.heldOut?.effect.ratio).cells + (effect.heldOut?.rest.ratio).cells
            + [units.map(String.init).joined(separator: " ")]
        },
      remark: "Units in the order of their shares; effects of those named, on scenes that took no "
        + "part."
    )
  }

  private var sets: ReportFinding {
    ReportFinding(
      title: "Best sets found",
      rows: [["concept", "action", "effect", "95 %", "rest changed", "95 %", "units"]]
        + findings.sets.map { set in
          let action = set.quantile.map { "inserted at \($0)" } ?? "switched off"
          return [name(of: set.concept), action] + set.found.effect.cells + set.found.rest.cells
            + [set.found.set.units.map(String.init).joined(separator: " ")]
        },
      remark: "Measured on scenes that took no part in the search."
    )
  }

  private func name(of concept: Int) -> String {
    guard let vocabulary, let found = vocabulary[concept] else { return "concept \(concept)" }
    return vocabulary.title(of: found)
  }
}

extension Estimate? {
  /// The figure and its interval, a cell of a table each, in per cent.
  var cells: [String] {
    guard let self else { return ["–", "–"] }
    return [percentText(self.value), self.halfWidth.map { "± " + percentText($0) } ?? "–"]
  }

  /// The figure with its interval, or null.
  var json: JSONValue {
    guard let self else { return .null }
    return .object([
      ("value", .double(self.value)),
      ("half_width_95", self.halfWidth.map { .double($0) } ?? .null),
    ])
  }
}
