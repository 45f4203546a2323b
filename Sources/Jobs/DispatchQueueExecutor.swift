import Dispatch

/// A serial executor that runs an actor on one dispatch queue.
///
/// `DispatchSerialQueue` is an executor on Apple platforms only
/// (swiftlang/swift-corelibs-libdispatch#848), so Linux needs this adapter.
final class DispatchQueueExecutor: SerialExecutor {
  let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label, qos: .utility) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
