public import Causes
import Concepts
import Dissection
public import Faults
public import Laboratory
import Store
import Tensors

extension Workbench {
  /// Searches the best set of units for a concept, going on from what the store holds.
  ///
  /// - Throws: `Fault` without a segmenter, or where no order of any layer is known.
  public func searchSet(
    _ request: SearchRequest,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> SetSearchResult {
    let run = try searchRun(request) { _ in }
    return try drive(run, progress: progress).result
  }

  func searchRun(
    _ request: SearchRequest,
    onUpdate: @escaping (SetSearchResult) -> Void
  ) throws(Fault) -> SearchRun {
    let fields = try fields(for: request)
    var quantiles: [LayerName: UnitQuantiles] = [:]
    if case .insertion = request.action {
      for field in fields { quantiles[field.layer] = try unitQuantiles(of: layer(field.layer)) }
    }
    return SearchRun(
      networks,
      request,
      among: fields,
      inserting: quantiles,
      seed: options.seed,
      at: books.entry(searchKey(request, fields: fields)),
      onUpdate: onUpdate
    )
  }

  /// Whether a search is finished already, so that it is answered from the store.
  ///
  /// - Throws: `Fault` without a segmenter, or where no order of any layer is known.
  public func isSearched(_ request: SearchRequest) throws(Fault) -> Bool {
    results.stored(searchKey(request, fields: try fields(for: request)))?.isFinished ?? false
  }

  /// The layers with their units in the orders that the store holds.
  private func fields(for request: SearchRequest) throws(Fault) -> [SetSearch.Field] {
    guard request.limit > 0, request.searchScenes > 0, request.validationScenes > 0,
      request.heldOutScenes > 0
    else {
      throw Fault(
        .usage,
        "search the best set of units",
        expected: "at least one unit and one scene of each kind",
        found: "none"
      )
    }
    try check(concept: request.concept, for: "search the best set of units")
    var fields: [SetSearch.Field] = []
    for layer in try layers(request.layers) {
      var orders: [SetOrder: [Int]] = [:]
      for order in SetOrder.allCases {
        orders[order] = try? units(of: layer, orderedBy: order, for: request.concept)
      }
      if !orders.isEmpty { fields.append(SetSearch.Field(layer: layer.name, orders: orders)) }
    }
    guard !fields.isEmpty else {
      let first = request.layers.first?.rawValue ?? "LAYER"
      throw Fault(
        .missing,
        "search the best set of units",
        expected: "a dissection or a sweep of a layer in the store",
        found: "neither",
        advice: "Run 'ganscope sweep --layer \(first)' or 'ganscope dissect' first"
      )
    }
    return fields
  }

  /// Only what comes first in an order takes part, so a longer sample that changes nothing there
  /// goes on with the same search.
  private func searchKey(_ request: SearchRequest, fields: [SetSearch.Field]) -> StoreKey {
    let orders = fields.map { field in
      let lists = SetOrder.allCases.compactMap { order in
        field.orders[order].map { "\(order.rawValue) \($0.prefix(2 * request.limit))" }
      }
      return "\(field.layer): \(lists.joined(separator: ", "))"
    }
    let text =
      "concept \(request.concept), \(request.action), at most \(request.limit), "
      + "damage \(request.damageWeight), validation \(request.validationScenes), "
      + "held out \(request.heldOutScenes)\n" + orders.joined(separator: "\n")
    return keys.cause(.search, nil, sampleSize: request.searchScenes, detail: text)
  }

  /// The best sets that finished searches with these networks and this seed have found.
  public func keptSets() -> [KeptSet] {
    let like = keys.cause(.search, nil, sampleSize: 0, detail: "")
    let sets = results.storedKeys(ofAnyDetailLike: like).compactMap { key -> KeptSet? in
      guard let record = results.stored(key), record.isFinished, let bytes = record.bytes("sets"),
        let concept = record.integers("concept")?.first.map({ Int($0) }),
        let best = MeasuredSet.list(from: String(decoding: bytes, as: UTF8.self)).first,
        let layer = layers.first(where: { $0.name == best.set.layer }),
        best.set.units.allSatisfy({ (0..<layer.units).contains($0) })
      else { return nil }
      return KeptSet(concept: concept, quantile: record.doubles("quantile")?.first, found: best)
    }
    return sets.sorted { ($0.found.effect?.value ?? 0) > ($1.found.effect?.value ?? 0) }
  }
}
