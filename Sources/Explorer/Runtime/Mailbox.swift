import Glibc
import Synchronization

/// Carries news of the engine and of clusters to the first thread; a pipe wakes whoever waits for them.
final class Mailbox: Sendable {
  private let news = Mutex<[ExplorerEvent]>([])
  /// Readable while there are news; -1 where the system has no pipe left.
  let descriptor: Int32
  private let sink: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      (descriptor, sink) = (-1, -1)
      return
    }
    (descriptor, sink) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    close(sink)
  }

  /// Leaves news, from any thread.
  func post(_ event: ExplorerEvent) {
    let wasEmpty = news.withLock { waiting in
      defer { waiting.append(event) }
      return waiting.isEmpty
    }
    guard wasEmpty, sink >= 0 else { return }
    var signal: UInt8 = 1
    _ = write(sink, &signal, 1)
  }

  /// Takes all news out.
  func collect() -> [ExplorerEvent] {
    var bytes = [UInt8](repeating: 0, count: 64)
    if descriptor >= 0 { while read(descriptor, &bytes, bytes.count) > 0 {} }
    return news.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
