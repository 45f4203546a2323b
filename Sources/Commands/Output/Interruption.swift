import Glibc
import Synchronization

/// Whether Ctrl-C or a termination request arrived; the second one ends the program at once.
enum Interruption {
  private static let count = Atomic<Int>(0)

  /// Starts listening; to be called once, before long work.
  static func listen() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in
        if Interruption.count.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
      }
    }
  }

  /// Whether the person asked to stop.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }
}
