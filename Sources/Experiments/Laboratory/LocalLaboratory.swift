import Dispatch
import Faults
import Jobs
public import Laboratory
import OneDNN
public import Store
import Synchronization
import Tensors

/// The laboratory on this machine: networks in one background lane, results in the store.
public final class LocalLaboratory: Laboratory {
  private let options: WorkbenchOptions
  private let store: Store
  private let engine: JobEngine<LaneBench>
  private let relay: EventRelay
  private let requests = DispatchSemaphore(value: 0)

  /// Makes a laboratory; nothing is loaded before `start`.
  public init(_ options: WorkbenchOptions, store: Store) {
    let relay = EventRelay()
    self.options = options
    self.store = store
    self.relay = relay
    engine = JobEngine(
      label: "ganscope",
      makeBench: { LaneBench(pausing: $0) },
      prepareThread: { $0.loaded?.session.claimThread() },
      handler: { number, event in relay.send(number, event) }
    )
  }

  /// Sets who receives events.
  public func setEventHandler(_ handler: @escaping @Sendable (LaboratoryEvent) -> Void) {
    relay.listener.withLock { $0 = Listener(hear: handler) }
  }

  /// Loads the generator and then the segmenter in the lane.
  public func start() {
    let (options, store, relay) = (options, store, relay)
    engine.submit(.immediate) { lane, number in
      relay.mute(number)
      return SingleStep { () throws(Fault) in
        relay.reportCondition(of: store)
        // What is stored from now on is a change: the screen asks for what there is later.
        _ = store.changesByOthers()
        do throws(Fault) {
          try lane.load { () throws(Fault) in
            try Workbench(loadingGeneratorOf: options, store: store)
          }
          let bench = try lane.workbench()
          bench.results.reportTrouble = { relay.send(.notice($0)) }
          relay.send(.generatorLoaded(bench.generatorFacts))
        } catch {
          relay.send(.loadingFailed(error))
        }
        return .finished
      }
    }
    if options.segmenter != .none { loadSegmenter() }
    follow()
  }

  /// Looks now and then whether another program has stored something.
  private func follow() {
    DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + 2) { [weak self] in
      guard let self else { return }
      let layers = store.changesByOthers()
      if !layers.isEmpty { relay.send(.storedByOthers(layers.map { LayerName($0) })) }
      follow()
    }
  }

  /// Loads the segmenter once the first scene has had its turn.
  private func loadSegmenter() {
    let (requests, relay) = (requests, relay)
    engine.submit(.interactive) { lane, number in
      relay.mute(number)
      return SegmenterLoading(after: requests) {
        guard let bench = lane.loaded else { return }
        do throws(Fault) {
          try bench.loadSegmenter()
          if let facts = bench.segmenterFacts { relay.send(.segmenterLoaded(facts)) }
        } catch {
          relay.send(.loadingFailed(error))
        }
      }
    }
  }

  /// Queues a request; only the newest scene is drawn.
  @discardableResult public func submit(_ request: LaboratoryRequest) -> JobNumber {
    let (store, relay) = (store, relay)
    let slot: String? = if case .scene = request { "scene" } else { nil }
    let number = engine.submit(request.priority, superseding: slot) { lane, number throws(Fault) in
      let bench = try lane.workbench()
      let steps = try bench.steps(for: request, JobNumber(number), lane) { relay.send($0) }
      return WatchedSteps(steps) { _ in relay.reportCondition(of: store) }
    }
    requests.signal()
    return JobNumber(number)
  }

  /// Cancels a job at its next step.
  public func cancel(_ job: JobNumber) { engine.cancel(job.rawValue) }

  /// Finishes the current step and stops; every step saved its own results.
  public func shutDown() { engine.stop(within: 2) }
}

/// Gives way to the first request, which comes as soon as the screen knows the generator.
private final class SegmenterLoading: JobSteps {
  private let requests: DispatchSemaphore
  private let load: () -> Void
  private var hasWaited = false

  init(after requests: DispatchSemaphore, load: @escaping () -> Void) {
    self.requests = requests
    self.load = load
  }

  func advance() throws(Fault) -> StepOutcome {
    if !hasWaited {
      hasWaited = true
      // Nobody need ask for anything.
      _ = requests.wait(timeout: .now() + 1)
      return .working(StepReport(phase: "segmenter", done: 0, total: 1))
    }
    load()
    return .finished
  }
}

/// Who hears events.
///
/// A function that lay in the mutex by itself would be wrapped once more whenever it is taken out,
/// until a call of all the wrappings no longer fits the stack.
private struct Listener: Sendable {
  let hear: @Sendable (LaboratoryEvent) -> Void
}

/// Passes events on, and says once when results cannot be saved or can be again.
private final class EventRelay: Sendable {
  let listener = Mutex<Listener?>(nil)
  private let reportedTrouble = Mutex<Fault?>(nil)
  private let muted = Mutex<Set<Int>>([])

  /// Loading has events of its own; what becomes of its jobs is nobody's business.
  func mute(_ number: Int) { muted.withLock { _ = $0.insert(number) } }

  func send(_ number: Int, _ event: JobEvent) {
    guard !muted.withLock({ $0.contains(number) }) else { return }
    send(LaboratoryEvent(JobNumber(number), event))
  }

  func send(_ event: LaboratoryEvent) {
    let listener = listener.withLock { $0 }
    listener?.hear(event)
  }

  func reportCondition(of store: Store) {
    let trouble = store.condition.trouble
    let isNew = reportedTrouble.withLock { last in
      defer { last = trouble }
      return trouble != nil && last?.found != trouble?.found
    }
    if isNew, let trouble { send(.notice(trouble)) }
  }
}

extension LaboratoryEvent {
  /// The event of a job as the explorer receives it.
  init(_ number: JobNumber, _ event: JobEvent) {
    switch event {
    case .progress(let report, let secondsLeft):
      self = .progress(number, JobProgress(report, secondsLeft: secondsLeft))
    case .finished: self = .finished(number)
    case .cancelled: self = .cancelled(number)
    case .failed(let fault): self = .failed(number, fault)
    }
  }
}

/// What the laboratory's lane holds: the workbench once it is loaded, and the scene at hand.
final class LaneBench {
  private(set) var loaded: Workbench?
  private var loadingFault: Fault?
  private let pause: StepPause
  let scenes = SceneTraces()
  let neighbours = Neighbours()

  /// - Parameter pause: What is done between two layers of a network.
  init(pausing pause: StepPause) { self.pause = pause }

  /// The workbench.
  ///
  /// - Throws: `Fault` if the generator could not be loaded.
  func workbench() throws(Fault) -> Workbench {
    if let loaded { return loaded }
    throw loadingFault
      ?? Fault(.missing, "do the job", found: "the generator is not loaded yet")
  }

  func load(_ make: () throws(Fault) -> Workbench) throws(Fault) {
    do throws(Fault) {
      let made = try make()
      made.session.pauses = Pauses(whenever: pause.isWanted, pause.take)
      loaded = made
    } catch {
      loadingFault = error
      throw error
    }
  }
}
