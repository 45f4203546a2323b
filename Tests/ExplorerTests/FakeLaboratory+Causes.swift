import Concepts
import Dissection
import Laboratory
import Tensors

@testable import Causes

extension FakeLaboratory {
  /// Half of what is asked for, then all of it.
  func found(
    _ request: CauseRequest,
    _ sampleSize: Int,
    _ number: JobNumber
  ) -> [LaboratoryEvent] {
    [0.5, 1].flatMap { share -> [LaboratoryEvent] in
      let done = max(1, Int(Double(sampleSize) * share))
      let progress = JobProgress(
        phase: "scenes tried",
        done: done,
        total: sampleSize,
        secondsLeft: 3
      )
      let finding = finding(request, done: done, of: sampleSize, share: share)
      return [.progress(number, progress)] + (finding.map { [.cause(number, $0)] } ?? [])
    } + [.finished(number)]
  }

  /// Shares that move from the first units to later ones, and end where half of it is gone.
  private func averageEffect(_ request: AverageEffectRequest, _ share: Double) -> AverageEffect {
    let units = described(request.layer).units
    var effect = AverageEffect(request, startOrder: .effect, validationSeed: 2, heldOutSeed: 3)
    effect.start = (0..<units).map { 1 - Double($0) / Double(units) }
    effect.alpha = (0..<units).map { $0 == 3 ? 1 : effect.start[$0] * (1 - share / 2) }
    effect.chosenAlpha = effect.alpha
    let steps = Int(share * Double(request.steps))
    effect.losses = (0..<steps).map { 1 - Double($0) / Double(2 * request.steps) }
    func answer(_ gone: Int) -> SetSearch.Answer {
      var answer = SetSearch.Answer()
      for scene in 0..<4 {
        var change = ConceptChange()
        (change.possible, change.happened) = (100, gone + scene)
        (change.rest, change.changedRest) = (900, 9)
        answer.add(change)
      }
      return answer
    }
    effect.checks = [AverageEffect.Check(step: 0, answer: answer(30))]
    effect.checks.append(AverageEffect.Check(step: steps, answer: answer(30 + Int(20 * share))))
    effect.chosenStep = steps
    guard share >= 1 else { return effect }
    effect.state = .finished
    (effect.heldOut, effect.startHeldOut) = (answer(50), answer(30))
    return effect
  }

  private func described(_ name: LayerName) -> LayerDescription {
    FakeWorld.layers.first { $0.name == name } ?? FakeWorld.layers[0]
  }

  private func finding(
    _ request: CauseRequest,
    done: Int,
    of sampleSize: Int,
    share: Double
  ) -> CauseFinding? {
    switch request {
    case .curve(let request): .curve(curve(request, done, sampleSize))
    case .averageEffect(let request): .averageEffect(averageEffect(request, share))
    case .context(let request):
      .context(
        ContextResult(
          request: request,
          layer: described(request.layer),
          seed: 1,
          scenes: done,
          sampleSize: sampleSize,
          contexts: [(2, 0.03), (1, 0.004), (7, -0.001)].map { concept, gain in
            ContextResult.Context(
              concept: concept,
              cells: 40,
              scenes: done,
              gain: Estimate(gain, halfWidth: 0.002)
            )
          },
          cells: []
        )
      )
    case .contextMap(let request, let seed, let scene):
      .contextMap(map(request, seed, scene, share))
    case .propagation(let request):
      .propagation(
        Propagation(
          request: request,
          seed: 1,
          scenes: done,
          sampleSize: sampleSize,
          appearances: 3,
          failures: 9,
          layers: FakeWorld.layers.suffix(2).map {
            Propagation.Layer(
              layer: $0,
              appeared: Estimate(0.4, halfWidth: 0.05),
              failed: Estimate(0.1, halfWidth: 0.02)
            )
          }
        )
      )
    case .lineage(let earlier, let layer): .lineage(lineage(earlier, layer, sampleSize, share))
    case .search(let request): share < 1 ? nil : .search(Self.sets(for: request))
    }
  }

  /// Two sets, of which the first of another layer is the better one.
  static func sets(for request: SearchRequest) -> SetSearchResult {
    let layers = FakeWorld.layers.prefix(2).map(\.name)
    return SetSearchResult(
      request: request,
      searchSeed: 1,
      heldOutSeed: 3,
      trials: 40,
      contestants: [
        MeasuredSet(
          set: UnitSet(layer: layers[0], units: [4, 1]),
          origin: .swaps,
          effect: Estimate(0.94, halfWidth: 0.02),
          rest: Estimate(0.06, halfWidth: 0.01)
        ),
        MeasuredSet(
          set: UnitSet(layer: layers[1], units: [3, 2, 0]),
          origin: .order(.iou),
          effect: Estimate(0.61, halfWidth: 0.05),
          rest: Estimate(0.04, halfWidth: 0.01)
        ),
      ]
    )
  }

  private func curve(_ request: CurveRequest, _ done: Int, _ sampleSize: Int) -> Curve {
    let kinds: [CurveSeries.Kind] =
      (request.given.isEmpty ? [] : [.given]) + request.orders.map { .order($0) } + [.random]
    return Curve(
      request: request,
      layer: described(request.layer),
      seed: 1,
      scenes: done,
      sampleSize: sampleSize,
      places: done,
      series: kinds.enumerated().map { line, kind in
        CurveSeries(
          kind: kind,
          units: kind == .given ? request.given : kind == .random ? [] : Array(0..<30),
          points: request.numbers.map { units in
            CurvePoint(
              number: units,
              quantile: nil,
              effect: Estimate(min(0.9, Double(units) / 30 / Double(line + 1)), halfWidth: 0.05),
              rest: Estimate(0.02, halfWidth: 0.01),
              spread: nil
            )
          }
        )
      }
    )
  }

  /// Most appears in the lower right corner.
  private func map(
    _ request: ContextRequest,
    _ seed: UInt32,
    _ scene: Int,
    _ share: Double
  ) -> ContextMap {
    let layer = described(request.layer)
    let count = layer.height * layer.width
    return ContextMap(
      request: request,
      seed: seed,
      scene: scene,
      height: layer.height,
      width: layer.width,
      gains: (0..<count).map { Double($0) < Double(count) * share ? Double($0) / 1e4 : nil }
    )
  }

  /// Every unit is fed by the one of its own number, most of all.
  private func lineage(
    _ earlier: LayerName,
    _ name: LayerName,
    _ sampleSize: Int,
    _ share: Double
  ) -> Lineage {
    let (source, target) = (described(earlier), described(name))
    let measured = Int(Double(source.units) * share)
    let one = Int64(FixedPoint.fineOne) * Int64(sampleSize)
    let means = [Int64](repeating: one, count: target.units)
    var flows: [Int64] = []
    for from in 0..<measured {
      for to in 0..<target.units {
        flows.append(from == to ? one / 2 : from % 2 == 0 ? one / 8 : -one / 16)
      }
    }
    return Lineage(
      source: source,
      target: target,
      seed: 1,
      scenes: sampleSize,
      means: means,
      flows: flows
    )
  }
}
