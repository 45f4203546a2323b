/// What the explorer asks of the background engine.
///
/// Every call returns at once. Answers come as events to the handler, on any thread; events of one
/// job come in order, the last is `finished`, `failed` or `cancelled`.
public protocol Laboratory: AnyObject, Sendable {
  /// Sets who receives events; to be called once, before the first request.
  func setEventHandler(_ handler: @escaping @Sendable (LaboratoryEvent) -> Void)
  /// Starts loading the generator and then the segmenter; `loaded` events follow.
  func start()
  /// Queues a request and names its job. A new scene request supersedes queued older ones.
  @discardableResult func submit(_ request: LaboratoryRequest) -> JobNumber
  /// Cancels a job at its next step; what was measured stays in the store.
  func cancel(_ job: JobNumber)
  /// Finishes the current step, saves, and stops; returns when all is safe or after two seconds.
  func shutDown()
}

/// Names a job within one run of the program.
public struct JobNumber: Hashable, Sendable, Comparable {
  /// Rises with every request.
  public let rawValue: Int

  /// Names a job.
  public init(_ rawValue: Int) { self.rawValue = rawValue }

  /// Earlier jobs come first.
  public static func < (first: JobNumber, second: JobNumber) -> Bool {
    first.rawValue < second.rawValue
  }
}
