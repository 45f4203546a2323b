import Causes
import Concepts
import Directions
import Dissection
import Faults
import Images
import Interventions
import Laboratory
import Synchronization
import Tensors

/// An engine that answers from `FakeWorld`, one piece of news whenever it is asked to go on.
final class FakeLaboratory: Laboratory {
  private struct State {
    var handler: (@Sendable (LaboratoryEvent) -> Void)?
    var queue: [LaboratoryEvent] = []
    var jobs = 0
    var requests: [LaboratoryRequest] = []
    var cancelled: Set<JobNumber> = []
    var stored: [LayerName: LayerDissection] = [:]
    var judgements: [LayerName: UnitJudgements] = [:]
  }

  private let state = Mutex(State())
  private let hasSegmenter: Bool
  var isLabelling: Bool { hasSegmenter }

  init(hasSegmenter: Bool = true, stored: [LayerDissection] = []) {
    self.hasSegmenter = hasSegmenter
    state.withLock { state in
      for dissection in stored { state.stored[dissection.layer.name] = dissection }
    }
  }

  /// Everything that was asked for.
  var requests: [LaboratoryRequest] { state.withLock { $0.requests } }
  var cancelledJobs: Set<JobNumber> { state.withLock { $0.cancelled } }

  func setEventHandler(_ handler: @escaping @Sendable (LaboratoryEvent) -> Void) {
    state.withLock { $0.handler = handler }
  }

  static let model = ModelID(contentHash: String(repeating: "a", count: 64))
  static let offer = SettingsOffer(
    precisions: PrecisionChoice.allCases,
    automaticPreview: .float32,
    automaticStatistics: .float32,
    segmentationSizes: 32...2048
  )

  /// The made-up generator, used in some manner.
  static func facts(_ contentHash: String, manner: [String] = []) -> GeneratorFacts {
    GeneratorFacts(
      name: "made-up world",
      contentHash: contentHash,
      layers: FakeWorld.layers,
      imageHeight: FakeWorld.side,
      imageWidth: FakeWorld.side,
      styles: [LayerDescription(name: "layer4.style", units: 6, height: 1, width: 1)],
      latentSpaces: [
        LatentSpace(name: "z", width: 2), LatentSpace(name: "w", width: 2, inputs: 6),
      ],
      manner: manner
    )
  }

  func start() {
    let facts = Self.facts(Self.model.contentHash)
    state.withLock { state in
      state.queue.append(.generatorLoaded(facts))
      guard hasSegmenter else { return }
      state.queue.append(.segmenterLoaded(Self.segmenter))
    }
  }

  static let segmenter = SegmenterFacts(
    name: "made-up segmenter",
    contentHash: String(repeating: "b", count: 64),
    vocabulary: FakeWorld.vocabulary,
    defaultSizes: [128],
    hasParts: true
  )

  func submit(_ request: LaboratoryRequest) -> JobNumber {
    let number = state.withLock { state in
      state.jobs += 1
      state.requests.append(request)
      return JobNumber(state.jobs)
    }
    let news = answers(to: request, number)
    state.withLock { state in
      // Interactive work goes first.
      switch request {
      case .scene, .change, .restyle, .cause(.contextMap, _):
        state.queue.insert(contentsOf: news, at: 0)
      default: state.queue += news
      }
    }
    return number
  }

  func cancel(_ job: JobNumber) {
    state.withLock { state in
      state.cancelled.insert(job)
      let count = state.queue.count
      state.queue.removeAll { $0.job == job }
      if state.queue.count < count { state.queue.append(.cancelled(job)) }
    }
  }

  func shutDown() {}

  /// Has something to tell next.
  func queue(_ news: LaboratoryEvent) { state.withLock { $0.queue.append(news) } }

  /// Tells the next piece of news; false if there is none.
  @discardableResult func goOn() -> Bool {
    let (handler, event) = state.withLock { state in
      (state.handler, state.queue.isEmpty ? nil : state.queue.removeFirst())
    }
    guard let event else { return false }
    handler?(event)
    return true
  }

  private func judged(
    _ layer: LayerName,
    _ unit: Int,
    _ isGood: Bool?,
    _ number: JobNumber
  ) -> [LaboratoryEvent] {
    let judgements = state.withLock { state in
      state.judgements[layer, default: UnitJudgements(layer: layer)].isGood[unit] = isGood
      return state.judgements[layer, default: UnitJudgements(layer: layer)]
    }
    return [.judgements(Self.model, judgements), .finished(number)]
  }

  /// By the rule maxiou every unit stands for the concept after its own; others are not stored.
  private func compared(
    _ name: LayerName,
    _ rule: LabelRule,
    _ number: JobNumber
  ) -> [LaboratoryEvent] {
    guard rule == .maximumIoU, let layer = FakeWorld.layers.first(where: { $0.name == name }) else {
      return [
        .failed(number, Fault(.missing, "compare \(name)", found: "no dissection by this rule"))
      ]
    }
    let known = Self.dissection(layer, counted: 100, of: 100)
    let other = LayerDissection(
      layer: layer,
      rule: rule,
      countedScenes: 100,
      sampleSize: 100,
      levels: known.levels,
      iou: known.iou,
      labels: known.labels.map {
        UnitLabel(
          unit: $0.unit,
          concept: $0.concept % 8 + 1,
          iou: $0.iou,
          isInterpretable: $0.isInterpretable
        )
      },
      quantiles: known.quantiles,
      topScenes: known.topScenes
    )
    return [.compared(number, other), .finished(number)]
  }

  private func answers(to request: LaboratoryRequest, _ number: JobNumber) -> [LaboratoryEvent] {
    switch request {
    case .scene(let scene): drawn(scene).map { .scene(number, $0) } + [.finished(number)]
    case .thumbnails(let thumbnails):
      [.thumbnails(number, thumbnails, drawn(thumbnails)), .finished(number)]
    case .dissect(let layers, let sampleSize):
      layers.flatMap { dissection($0, sampleSize: sampleSize, number) } + [.finished(number)]
    case .measure(let edit, let other, let sampleSize):
      measurement(edit, against: other, sampleSize, number)
    case .sweep(let layer, let sampleSize): sweep(layer, sampleSize, number)
    case .dissection(let name, let rule): compared(name, rule, number)
    case .neighbour(let request): neighbour(request, number)
    case .match(let request):
      [.matched(number, request, Self.matching(of: request.layer)), .finished(number)]
    case .alone(let edits, let scene): alone(edits, scene, number)
    case .judge(let layer, let unit, let isGood): judged(layer, unit, isGood, number)
    case .cause(let request, let sampleSize): found(request, sampleSize, number)
    case .directions: [.directions(number, FakeWorld.directions), .finished(number)]
    case .estimate(let job, let sampleSize):
      [
        .estimate(number, job, sampleSize: sampleSize, JobCost(whole: 420, left: 420)),
        .finished(number),
      ]
    case .recall(let layer):
      (state.withLock { $0.stored[layer] }.map { [.dissection(Self.model, $0)] } ?? []) + [
        .finished(number)
      ]
    case .profile(let layer, let unit):
      [.profile(number, Self.profile(of: unit, in: layer)), .finished(number)]
    case .change(let settings):
      [.changed(settings, hasSegmenter ? Self.segmenter : nil), .finished(number)]
    case .sheet(_, let path): [.exported(number, path: path), .finished(number)]
    case .restyle(let change):
      [.restyled(Self.facts(String(repeating: "c", count: 64), manner: Self.manner(change)))]
        + [.finished(number)]
    case .export(let export): [.exported(number, path: export.path), .finished(number)]
    }
  }

  private static func manner(_ change: StyleChange) -> [String] {
    if case .psi(let psi) = change { ["truncated to psi \(psi)"] } else { [] }
  }
}

extension LaboratoryEvent {
  fileprivate var job: JobNumber? {
    switch self {
    case .progress(let job, _), .scene(let job, _), .thumbnails(let job, _, _),
      .measurement(let job, _), .cause(let job, _), .exported(let job, _), .finished(let job),
      .failed(let job, _):
      job
    default: nil
    }
  }
}
