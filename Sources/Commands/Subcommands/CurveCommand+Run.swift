import ArgumentParser
import Causes
import Concepts
import Experiments
import Faults
import JSONText
import Plots
import Tensors

extension CurveCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    try sharing.apply(to: workbench)
    let vocabulary = try workbench.vocabulary(for: "draw a curve")
    let concept = try vocabulary.chosenConcept(concept)
    let request = try request(for: concept, workbench)
    if sharing.isPartial {
      return try workbench.finishPart([.curve(request)], sampleSize: sampleSize.count, reporter)
    }
    let curve = try workbench.curve(
      request,
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    let name = displayable(vocabulary.title(of: concept))
    let plot = curve.plot(of: name)
    try output.write(
      json: JSONValue.object(Self.record(of: curve, concept) + workbench.settingsRecord).text()
        + "\n",
      csv: Self.rows(of: curve),
      svg: plot.svg(),
      png: plot.image()
    )
    guard !output.takesOutput else { return }
    if curve.isWithoutConcept {
      try say(
        "\(name) never appeared in \(counted(curve.scenes, "scene")) of seed \(curve.seed): "
          + "there is no effect to measure; take more scenes with --sample-size"
      )
    } else {
      let cells = plot.cells(width: 76, height: 22).lines
      try say(lines: cells + [""] + Self.table(of: curve).lines)
    }
  }

  private func request(
    for concept: Concept,
    _ workbench: Workbench
  ) throws(Fault) -> CurveRequest {
    let description = try workbench.editableLayer(LayerName(layer))
    let known = workbench.knownOrders(of: description, for: concept.number)
    guard let orders = by?.orders ?? (known.isEmpty ? nil : known) else {
      throw Fault(
        .missing,
        "order the units of",
        on: layer,
        expected: "a dissection or a sweep in the store",
        found: "neither",
        advice:
          "Run 'ganscope dissect --layers \(layer)' or 'ganscope sweep --layer \(layer)' first"
      )
    }
    var request = CurveRequest(
      layer: description.name,
      concept: concept.number,
      orders: orders,
      place: place == .image ? .image : .cells(limit: cellsPerScene),
      numbers: units?.numbers ?? CurveRequest.usualNumbers,
      randomSets: random,
      permutations: permutations
    )
    if let insert { request.action = .insertion(quantile: insert) }
    if let levels {
      request.action = .levels(number: units?.numbers.first ?? 20)
      request.quantiles = levels.quantiles
    }
    return request
  }

  private static func table(of curve: Curve) -> Table {
    var table = Table([
      (curve.isOverLevels ? "level" : "units", .right), ("line", .left), ("effect", .right),
      ("95 %", .right), ("spread of the sets", .right), ("rest changed", .right),
      ("95 %", .right),
    ])
    for series in curve.series {
      for point in series.points {
        let place = curve.isOverLevels ? "\(point.quantile ?? 0)" : "\(point.number)"
        let spread = point.spread.map {
          "\(percentText($0.lowerBound)) to \(percentText($0.upperBound))"
        }
        table.rows.append(
          [place, series.kind.title] + point.effect.cells + [spread ?? ""] + point.rest.cells
        )
      }
    }
    return table
  }

  private static func rows(of curve: Curve) -> [[String]] {
    let heading = [
      "line", "units", "quantile", "effect", "effect_half_width_95", "effect_lowest",
      "effect_highest", "rest", "rest_half_width_95",
    ]
    var rows = [heading]
    for series in curve.series {
      for point in series.points {
        let figures: [Double?] = [
          point.effect?.value, point.effect?.halfWidth, point.spread?.lowerBound,
          point.spread?.upperBound, point.rest?.value, point.rest?.halfWidth,
        ]
        rows.append(
          [series.kind.key, "\(point.number)", text(point.quantile)] + figures.map { text($0) }
        )
      }
    }
    return rows
  }

  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func record(
    of curve: Curve,
    _ concept: Concept
  ) -> [(name: String, value: JSONValue)] {
    let series = curve.series.map { series -> JSONValue in
      .object([
        ("line", .string(series.kind.key)),
        ("units", .array(series.units.map { .integer($0) })),
        ("points", .array(series.points.map(Self.record))),
      ])
    }
    var members: [(name: String, value: JSONValue)] = [
      ("layer", .string(curve.layer.name.rawValue)), ("concept", .string(concept.query)),
      ("seed", .integer(Int(curve.seed))), ("sample_size", .integer(curve.scenes)),
      ("places", .integer(curve.places)),
    ]
    switch curve.request.action {
    case .ablation: members.append(("action", .string("ablation")))
    case .insertion(let quantile):
      members += [("action", .string("insertion")), ("quantile", .double(quantile))]
    case .levels(let number):
      members += [("action", .string("levels")), ("number", .integer(number))]
    }
    switch curve.request.place {
    case .image: members.append(("place", .string("image")))
    case .cells(let limit):
      members += [("place", .string("cells")), ("cells_per_scene", .integer(limit))]
    }
    return members + [
      ("random_seeds", .array((0..<curve.request.randomSets).map { .integer($0) })),
      ("permutation_seeds", .array((0..<curve.request.permutations).map { .integer($0) })),
      ("series", .array(series)),
    ]
  }

  private static func record(of point: CurvePoint) -> JSONValue {
    .object([
      ("units", .integer(point.number)),
      ("quantile", point.quantile.map { .double($0) } ?? .null),
      ("effect", point.effect.json), ("rest", point.rest.json),
      (
        "effect_spread",
        point.spread.map { .array([.double($0.lowerBound), .double($0.upperBound)]) } ?? .null
      ),
    ])
  }
}

extension CurveSeries.Kind {
  /// The line's name in files.
  fileprivate var key: String {
    switch self {
    case .given: "given"
    case .order(let order): order.rawValue
    case .random: "random"
    case .exchanged: "exchanged"
    }
  }
}
