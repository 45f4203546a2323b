public import Causes
import Dissection
public import Faults
import Laboratory
import Store
public import Tensors

/// What the store holds on what a layer's units cause.
public struct LayerFindings: Hashable, Sendable {
  /// Curves, the newest request of each concept and action with the most scenes.
  public var curves: [Curve] = []
  /// What insertions made appear, by what was there.
  public var contexts: [ContextResult] = []
  /// Optimisations of average causal effects, the best of each concept.
  public var averageEffects: [AverageEffect] = []
  /// The best sets that searches found in this layer.
  public var sets: [KeptSet] = []

  /// Whether nothing was found yet.
  public var isEmpty: Bool {
    curves.isEmpty && contexts.isEmpty && averageEffects.isEmpty && sets.isEmpty
  }
}

extension Workbench {
  /// What the store holds on what a layer's units cause.
  ///
  /// - Throws: `Fault` for an unknown layer.
  public func findings(in name: LayerName) throws(Fault) -> LayerFindings {
    let layer = try layer(name)
    var findings = LayerFindings()
    guard networks.segmenter != nil else { return findings }
    findings.curves = storedCurves(of: layer)
    findings.contexts = storedContexts(of: layer)
    for effect in storedAverageEffects(of: layer) {
      let concept = effect.request.concept
      guard !findings.averageEffects.contains(where: { $0.request.concept == concept }) else {
        continue
      }
      findings.averageEffects.append(effect)
    }
    findings.averageEffects.sort { $0.request.concept < $1.request.concept }
    findings.sets = keptSets().filter { $0.found.set.layer == name }
    return findings
  }

  /// Curves whose orders are still those that the store has.
  private func storedCurves(of layer: LayerDescription) -> [Curve] {
    struct Name: Hashable {
      let concept: Int
      let action: CurveRequest.Action
      let place: CurveRequest.Place
    }
    var best: [Name: Curve] = [:]
    for key in storedKeys(of: .curve, layer) {
      let found = results.recalled(key) { (record) throws(Fault) -> Curve? in
        guard let request = record.request(CurveRequest.self),
          let plan = try? plan(for: request), plan.canonicalText == key.detail,
          let tally = record.integers("sums").flatMap({ CurveTally($0, plan: plan) })
        else { return nil }
        return tally.curve(of: plan, seed: key.seed, sampleSize: key.sampleSize)
      }
      guard let found, !found.isWithoutConcept, found.scenes > 0 else { continue }
      let request = found.request
      let name = Name(concept: request.concept, action: request.action, place: request.place)
      if (best[name]?.scenes ?? 0) < found.scenes { best[name] = found }
    }
    return best.values.sorted {
      ($0.request.concept, "\($0.request.action)") < ($1.request.concept, "\($1.request.action)")
    }
  }

  private func storedContexts(of layer: LayerDescription) -> [ContextResult] {
    guard let vocabulary = segmenterFacts?.vocabulary else { return [] }
    var best: [Int: ContextResult] = [:]
    for key in storedKeys(of: .context, layer) {
      let found = results.recalled(key) { (record) throws(Fault) -> ContextResult? in
        guard let request = record.request(ContextRequest.self),
          request.canonicalText == key.detail, let sums = record.integers("sums"),
          let tally = ContextTally(
            sums,
            vocabulary: vocabulary,
            cells: layer.height * layer.width
          )
        else { return nil }
        return tally.result(
          of: request,
          layer: layer,
          seed: key.seed,
          sampleSize: key.sampleSize
        )
      }
      guard let found, found.scenes > 0 else { continue }
      let concept = found.request.concept
      if (best[concept]?.scenes ?? 0) < found.scenes { best[concept] = found }
    }
    return best.values.sorted { $0.request.concept < $1.request.concept }
  }

  private func storedKeys(of kind: StoreKey.Kind, _ layer: LayerDescription) -> [StoreKey] {
    results.storedKeys(
      ofAnyDetailLike: keys.cause(kind, layer, sampleSize: 0, detail: "")
    )
  }
}
