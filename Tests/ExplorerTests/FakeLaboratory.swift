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

  func start() {
    let facts = GeneratorFacts(
      name: "made-up world",
      contentHash: Self.model.contentHash,
      layers: FakeWorld.layers,
      imageHeight: FakeWorld.side,
      imageWidth: FakeWorld.side,
      latentSpaces: [
        LatentSpace(name: "z", width: 2), LatentSpace(name: "w", width: 2, inputs: 6),
      ]
    )
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
      case .scene, .change, .cause(.contextMap, _): state.queue.insert(contentsOf: news, at: 0)
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

  private func answers(to request: LaboratoryRequest, _ number: JobNumber) -> [LaboratoryEvent] {
    switch request {
    case .scene(let scene): drawn(scene).map { .scene(number, $0) } + [.finished(number)]
    case .thumbnails(let thumbnails):
      [.thumbnails(number, thumbnails, drawn(thumbnails)), .finished(number)]
    case .dissect(let layers, let sampleSize):
      layers.flatMap { dissection($0, sampleSize: sampleSize, number) } + [.finished(number)]
    case .measure(let edit, let sampleSize): measurement(edit, sampleSize, number)
    case .sweep(let layer, let sampleSize): sweep(layer, sampleSize, number)
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
    case .export(let export): [.exported(number, path: export.path), .finished(number)]
    }
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
