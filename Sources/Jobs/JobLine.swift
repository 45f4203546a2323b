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
  /// Cancelled jobs first, so that they are told at once; then the most urgent, then the oldest.
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
