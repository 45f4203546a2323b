import Glibc
import Synchronization
import Terminal

/// Whether Ctrl-C or a termination request arrived; a second one ends the program at once.
enum Interruption {
  /// When the first arrived, in milliseconds; 0 before.
  private static let first = Atomic<Int>(0)

  /// Starts listening; to be called once, before long work.
  static func listen() {
    // Whoever started us may have blocked them, and the mask is inherited; who had them ignored,
    // as nohup does, means it.
    var ours = sigset_t()
    sigemptyset(&ours)
    for number in [SIGINT, SIGTERM, SIGHUP] where !Signals.isIgnored(number) {
      sigaddset(&ours, number)
      signal(number) { _ in
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now = max(1, time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
        let earlier = Interruption.first.compareExchange(
          expected: 0,
          desired: now,
          ordering: .relaxed
        )
        // timeout and schedulers send each signal twice: to the process and to its group.
        if !earlier.exchanged, now - earlier.original > 300 { _exit(130) }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &ours, nil)
  }

  /// Whether the person asked to stop.
  static var isRequested: Bool { first.load(ordering: .relaxed) > 0 }
}
