import Dispatch
public import Faults
import Synchronization

/// Runs jobs in the background: one compute lane for the networks, one queue for files.
///
/// `Bench` is whatever the jobs work on. It need not be `Sendable`: it is made in the lane and
/// never leaves it. Events come in order, on the lane's or the file queue's thread.
public final class JobEngine<Bench>: Sendable {
  /// Begins a job in the lane, knowing its number.
  public typealias Body = @Sendable (Bench, Int) throws(Fault) -> any JobSteps

  private let lane: ComputeLane<Bench>

  /// Makes an engine that sleeps until the first job.
  ///
  /// - Parameters:
  ///   - label: The queues' name in a debugger.
  ///   - makeBench: Makes the bench, in the lane, before the first job.
  ///   - prepareThread: Called with the bench on the lane's thread whenever it wakes: Dispatch
  ///     promises no thread, and OpenMP keeps its thread count for each.
  ///   - handler: Called for every job by its number.
  public init(
    label: String,
    makeBench: @escaping @Sendable () -> Bench,
    prepareThread: @escaping @Sendable (Bench) -> Void = { _ in },
    handler: @escaping @Sendable (Int, JobEvent) -> Void
  ) {
    lane = ComputeLane(
      label: label,
      makeBench: makeBench,
      prepareThread: prepareThread,
      handler: handler
    )
  }

  /// Queues a job.
  ///
  /// - Parameters:
  ///   - priority: More urgent jobs go first at every step edge.
  ///   - slot: Supersedes unfinished jobs of the same slot; nil supersedes none.
  ///   - body: Begins the job; called in the lane when its turn comes.
  /// - Returns: The job's number, which rises with every job.
  @discardableResult
  public func submit(
    _ priority: JobPriority,
    superseding slot: String? = nil,
    _ body: @escaping Body
  ) -> Int {
    lane.submit(body, priority: priority, slot: slot)
  }

  /// Cancels a job at its next step edge.
  public func cancel(_ number: Int) { lane.change { $0.cancel(number) } }

  /// Finishes the step and the file at hand and cancels the rest.
  ///
  /// - Returns: Whether all came to rest within so many seconds.
  @discardableResult public func stop(within seconds: Double) -> Bool {
    lane.change { $0.close() }
    return waitUntilIdle(within: seconds)
  }

  /// Waits until no job is left; false when the time is up before.
  public func waitUntilIdle(within seconds: Double) -> Bool {
    lane.unfinished.wait(timeout: .now() + seconds) == .success
  }
}

/// The isolation domain of the networks; it runs on one dispatch queue.
actor ComputeLane<Bench> {
  private let executor: DispatchQueueExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let line = Mutex(JobLine<JobEngine<Bench>.Body>())
  nonisolated let unfinished = DispatchGroup()
  private let files: DispatchQueue
  private let makeBench: @Sendable () -> Bench
  private let prepareThread: @Sendable (Bench) -> Void
  private let handler: @Sendable (Int, JobEvent) -> Void

  private var bench: Bench?
  private var running: [Int: RunningJob] = [:]
  private let clock = SuspendingClock()

  init(
    label: String,
    makeBench: @escaping @Sendable () -> Bench,
    prepareThread: @escaping @Sendable (Bench) -> Void,
    handler: @escaping @Sendable (Int, JobEvent) -> Void
  ) {
    executor = DispatchQueueExecutor(label: label + ".lane")
    files = DispatchQueue(label: label + ".files", qos: .utility)
    self.makeBench = makeBench
    self.prepareThread = prepareThread
    self.handler = handler
  }

  nonisolated func submit(
    _ body: @escaping JobEngine<Bench>.Body,
    priority: JobPriority,
    slot: String?
  ) -> Int {
    unfinished.enter()
    return change { $0.add(body, priority: priority, slot: slot) }
  }

  /// Changes the line and wakes the lane to act on it.
  @discardableResult
  nonisolated func change<Result: Sendable>(
    _ edit: (inout JobLine<JobEngine<Bench>.Body>) -> Result
  ) -> Result {
    let (result, mustWake) = line.withLock { line in (edit(&line), line.wake()) }
    if mustWake {
      executor.queue.async { self.assumeIsolated { $0.drain() } }
    }
    return result
  }

  private func drain() {
    prepareThread(theBench())
    while let turn = line.withLock({ $0.next() }) {
      switch turn {
      case .cancelled(let number):
        running[number]?.steps.leave()
        end(number, .cancelled)
      case .step(let number, let body): step(number, body)
      }
    }
  }

  private func step(_ number: Int, _ body: JobEngine<Bench>.Body) {
    do throws(Fault) {
      let start = clock.now
      switch try begun(number, body).advance() {
      case .working(let report): post(report, of: number, since: start)
      case .finished: end(number, .finished)
      case .handedOver(let work): handOver(number, work)
      }
    } catch {
      end(number, .failed(error))
    }
  }

  private func begun(
    _ number: Int,
    _ body: JobEngine<Bench>.Body
  ) throws(Fault) -> any JobSteps {
    if let job = running[number] { return job.steps }
    let steps = try body(theBench(), number)
    running[number] = RunningJob(steps)
    return steps
  }

  private func theBench() -> Bench {
    if let bench { return bench }
    let made = makeBench()
    bench = made
    return made
  }

  private func post(_ report: StepReport, of number: Int, since start: SuspendingClock.Instant) {
    let now = clock.now
    running[number]?.estimate.record(report, seconds: (now - start) / .seconds(1))
    let isDue = running[number].map { job in
      report.done >= report.total || job.reportedPhase != report.phase
        || job.reportedAt.map { now - $0 >= .milliseconds(100) } ?? true
    }
    guard isDue == true else { return }
    running[number]?.reportedAt = now
    running[number]?.reportedPhase = report.phase
    let secondsLeft = running[number]?.estimate.secondsLeft(of: report)
    handler(number, .progress(report, secondsLeft: secondsLeft))
  }

  private func end(_ number: Int, _ event: JobEvent) {
    running[number] = nil
    line.withLock { $0.remove(number) }
    handler(number, event)
    unfinished.leave()
  }

  private func handOver(_ number: Int, _ work: @escaping @Sendable () throws(Fault) -> Void) {
    running[number] = nil
    line.withLock { $0.remove(number) }
    files.async { [handler, unfinished] in
      do throws(Fault) {
        try work()
        handler(number, .finished)
      } catch {
        handler(number, .failed(error))
      }
      unfinished.leave()
    }
  }
}

/// A job that has begun, with what is needed to report on it.
private struct RunningJob {
  let steps: any JobSteps
  var estimate = TimeEstimate()
  var reportedAt: SuspendingClock.Instant?
  var reportedPhase = ""

  init(_ steps: any JobSteps) { self.steps = steps }
}

/// The jobs that wait or run, and which of them goes next.
///
/// A plain value, guarded by the engine.
struct JobLine<Body> {
  /// What the lane does next.
  enum Turn {
    case step(Int, Body)
    case cancelled(Int)
  }

  private struct Job {
    let number: Int
    let priority: JobPriority
    let slot: String?
    let body: Body
    var isCancelled = false
  }

  private var jobs: [Job] = []
  private var lastNumber = 0
  private(set) var isClosed = false
  /// Whether the lane is running or about to.
  private var isAwake = false

  /// Queues a job; older unfinished jobs of the same slot are cancelled.
  mutating func add(_ body: Body, priority: JobPriority, slot: String?) -> Int {
    lastNumber += 1
    if let slot {
      for index in jobs.indices where jobs[index].slot == slot { jobs[index].isCancelled = true }
    }
    let job = Job(
      number: lastNumber,
      priority: priority,
      slot: slot,
      body: body,
      isCancelled: isClosed
    )
    jobs.append(job)
    return lastNumber
  }

  mutating func cancel(_ number: Int) {
    if let index = jobs.firstIndex(where: { $0.number == number }) {
      jobs[index].isCancelled = true
    }
  }

  /// Cancels everything, and whatever is still to come.
  mutating func close() {
    isClosed = true
    for index in jobs.indices { jobs[index].isCancelled = true }
  }

  /// Forgets a job that ended.
  mutating func remove(_ number: Int) { jobs.removeAll { $0.number == number } }

  /// Whether the lane has to be woken for the newest change.
  mutating func wake() -> Bool {
    defer { isAwake = true }
    return !isAwake
  }

  /// What to do next; nil puts the lane to sleep.
  ///
  /// Cancelled jobs first, so that their end is reported at once; then the most urgent, then the oldest.
  mutating func next() -> Turn? {
    if let index = jobs.firstIndex(where: \.isCancelled) {
      return .cancelled(jobs.remove(at: index).number)
    }
    guard let first = jobs.max(by: { ($0.priority, -$0.number) < ($1.priority, -$1.number) }) else {
      isAwake = false
      return nil
    }
    return .step(first.number, first.body)
  }
}
