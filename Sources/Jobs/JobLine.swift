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

  func isCancelled(_ number: Int) -> Bool {
    jobs.contains { $0.number == number && $0.isCancelled }
  }

  /// Whether a job in the middle of its step has reason to pause: it was cancelled, or others go
  /// first.
  func isWaited(for number: Int) -> Bool {
    isCancelled(number) || !goingFirst(inStepOf: number).isEmpty
  }

  /// The jobs that somebody at the screen waits for, if those in whose step they come are none.
  private func goingFirst(inStepOf number: Int) -> [Job] {
    guard let job = jobs.first(where: { $0.number == number }), job.priority < .interactive else {
      return []
    }
    return jobs.filter { $0.priority >= .interactive }
  }

  /// Whether the lane has to be woken for the newest change.
  mutating func wake() -> Bool {
    defer { isAwake = true }
    return !isAwake
  }

  /// What to do next; nil puts the lane to sleep.
  mutating func next() -> Turn? {
    let turn = next(of: jobs)
    if turn == nil { isAwake = false }
    return turn
  }

  /// What to do in the middle of a job's step; nil for going on with it.
  mutating func next(inStepOf number: Int) -> Turn? { next(of: goingFirst(inStepOf: number)) }

  /// Cancelled jobs first, so that their end is reported at once; then the most urgent, then the oldest.
  private mutating func next(of candidates: [Job]) -> Turn? {
    if let job = candidates.first(where: \.isCancelled) {
      remove(job.number)
      return .cancelled(job.number)
    }
    let first = candidates.max { ($0.priority, -$0.number) < ($1.priority, -$1.number) }
    return first.map { .step($0.number, $0.body) }
  }
}
