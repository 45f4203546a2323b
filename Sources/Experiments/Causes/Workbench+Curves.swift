public import Causes
import Concepts
public import Dissection
public import Faults
public import Laboratory
import Store
public import Tensors

extension Workbench {
  /// The sets of units that a curve tries, with the orders and quantiles that the store holds.
  func plan(for request: CurveRequest) throws(Fault) -> CurvePlan {
    try check(concept: request.concept, for: "draw a curve")
    let layer = try editableLayer(request.layer)
    guard Set(request.given).count == request.given.count,
      request.given.allSatisfy({ (0..<layer.units).contains($0) })
    else {
      throw Fault(
        .usage,
        "draw a curve of units of",
        on: layer.name.rawValue,
        expected: "different units from 0 to \(layer.units - 1)",
        found: request.given.map(String.init).joined(separator: ", ")
      )
    }
    var rankings = request.given.isEmpty ? [] : [request.given]
    for order in request.orders {
      rankings.append(try units(of: layer, orderedBy: order, for: request.concept))
    }
    return try CurvePlan(
      request,
      layer: layer,
      rankings: rankings,
      quantiles: request.action == .ablation ? nil : unitQuantiles(of: layer)
    )
  }

  /// The quantiles of a layer's units, from the store.
  ///
  /// - Throws: `Fault` of kind missing before the layer was dissected.
  public func unitQuantiles(of layer: LayerDescription) throws(Fault) -> UnitQuantiles {
    if let quantiles = try storedDissection(of: layer.name)?.quantiles, !quantiles.values.isEmpty {
      return quantiles
    }
    throw Fault(
      .missing,
      "find the levels of",
      on: layer.name.rawValue,
      expected: "a dissection in the store",
      found: "none",
      advice: "Run 'ganscope dissect --layers \(layer.name)' first"
    )
  }

  /// Measures effect and damage against the number of units or their level.
  ///
  /// - Throws: `Fault` without a segmenter, or where an order or quantiles are not known yet.
  public func curve(
    _ request: CurveRequest,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Curve {
    try checkSampleSize(sampleSize)
    let run = try curveRun(request, sampleSize: sampleSize) { _ in }
    return try drive(run, progress: progress).curve
  }

  func curveRun(
    _ request: CurveRequest,
    sampleSize: Int,
    onUpdate: @escaping (Curve) -> Void
  ) throws(Fault) -> CurveRun {
    let plan = try plan(for: request)
    let batches = try books.batches(sampleSize: sampleSize)
    let key = keys.cause(
      .curve,
      plan.layer,
      sampleSize: sampleSize,
      detail: plan.canonicalText
    )
    return CurveRun(
      networks,
      plan,
      over: batches,
      at: books.entry(key, over: batches),
      onUpdate: onUpdate
    )
  }
}
