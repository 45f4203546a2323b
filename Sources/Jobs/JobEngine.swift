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
  ///   - makeBench: Makes the bench, in the lane, before the first job. What it is given lets
  ///     urgent jobs go first in the middle of a step.
  ///   - prepareThread: Called with the bench on the lane's thread whenever it wakes: Dispatch
  ///     promises no thread, and OpenMP keeps its thread count for each.
  ///   - handler: Called for every job by its number.
  public init(
    label: String,
    makeBench: @escaping @Sendable (StepPause) -> Bench,
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
  private let makeBench: @Sendable (StepPause) -> Bench
  private let prepareThread: @Sendable (Bench) -> Void
  private let handler: @Sendable (Int, JobEvent) -> Void

  private var bench: Bench?
  private var running: [Int: RunningJob] = [:]
  /// The jobs whose steps are at hand: one, and perhaps an urgent one in the middle of its step.
  private var atHand: [Int] = []
  /// What went by while other jobs went first.
  private var timeGivenAway = Duration.zero
  private let clock = SuspendingClock()

  init(
    label: String,
    makeBench: @escaping @Sendable (StepPause) -> Bench,
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
    while let turn = line.withLock({ $0.next() }) { take(turn) }
  }

  private func take(_ turn: JobLine<JobEngine<Bench>.Body>.Turn) {
    switch turn {
    case .cancelled(let number): leave(number)
    case .step(let number, let body): step(number, body)
    }
  }

  private func leave(_ number: Int) {
    running[number]?.steps.leave()
    end(number, .cancelled)
  }

  private func step(_ number: Int, _ body: JobEngine<Bench>.Body) {
    atHand.append(number)
    defer { atHand.removeLast() }
    do throws(Fault) {
      let start = clock.now - timeGivenAway
      switch try begun(number, body).advance() {
      case .working(let report): post(report, of: number, since: start + timeGivenAway)
      case .finished: end(number, .finished)
      case .handedOver(let work): handOver(number, work)
      }
    } catch {
      if line.withLock({ $0.isCancelled(number) }) {
        leave(number)
      } else {
        end(number, .failed(error))
      }
    }
  }

  /// What is asked in the middle of a step, at any number of places.
  private var pause: StepPause {
    StepPause(
      isWanted: { [weak self] in
        self?.assumeIsolated { lane in
          guard let number = lane.atHand.last else { return false }
          return lane.line.withLock { $0.isWaited(for: number) }
        } ?? false
      },
      take: { [weak self] () throws(Fault) in
        guard let self else { return }
        try assumeIsolated { lane in
          Result { () throws(Fault) in try lane.giveWay() }
        }.get()
      }
    )
  }

  /// Ends the step at hand if its job was cancelled; else lets urgent jobs go first.
  private func giveWay() throws(Fault) {
    guard let number = atHand.last else { return }
    if line.withLock({ $0.isCancelled(number) }) {
      throw Fault(.interrupted, "finish", found: "it was cancelled")
    }
    let start = clock.now
    while let turn = line.withLock({ $0.next(inStepOf: number) }) { take(turn) }
    timeGivenAway += clock.now - start
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
    let made = makeBench(pause)
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
