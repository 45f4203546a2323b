import Glibc
import Synchronization
import Terminal

/// Whether Ctrl-C or a termination request arrived; the second one ends the program at once.
enum Interruption {
  private static let count = Atomic<Int>(0)

  /// Starts listening; to be called once, before long work.
  static func listen() {
    // Whoever started us may have blocked them, and the mask is inherited; who had them ignored,
    // as nohup does, means it.
    var ours = sigset_t()
    sigemptyset(&ours)
    for number in [SIGINT, SIGTERM, SIGHUP] where !Signals.isIgnored(number) {
      sigaddset(&ours, number)
      signal(number) { _ in
        if Interruption.count.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &ours, nil)
  }

  /// Whether the person asked to stop.
  static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }
}
