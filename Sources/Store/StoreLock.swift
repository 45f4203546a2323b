import Faults
import Glibc

/// The right to write: a kernel lock on a file beside the store, freed even by kill -9.
///
/// It is flock and neither a POSIX record lock, which is lost when any descriptor of the file is
/// closed, nor a file that names a process, which outlives it.
final class StoreLock: Sendable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// What became of an attempt.
  enum Attempt {
    case taken(StoreLock)
    /// Somebody else writes; the text says who, as far as known.
    case held(by: String)
  }

  /// Tries to take the lock without waiting.
  static func take(at path: String) throws(Fault) -> Attempt {
    let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard opened >= 0 else { throw lockFault(path, errno) }
    let descriptor = aboveStandardStreams(opened)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      defer { close(descriptor) }
      guard reason == EWOULDBLOCK else { throw lockFault(path, reason) }
      return .held(by: holder(descriptor))
    }
    sign(descriptor)
    return .taken(StoreLock(descriptor: descriptor))
  }

  /// A store must never land where a program with closed streams would print.
  private static func aboveStandardStreams(_ descriptor: Int32) -> Int32 {
    guard descriptor <= 2 else { return descriptor }
    let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard moved >= 0 else { return descriptor }
    close(descriptor)
    return moved
  }

  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return text.isEmpty ? "another process" : displayable(text)
  }

  private static func sign(_ descriptor: Int32) {
    let text = Array("process \(getpid())".utf8)
    // The signature only informs; a full disk must not cost the lock.
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  private static func lockFault(_ path: String, _ code: Int32) -> Fault {
    Fault(.inputOutput, "lock the store", on: path, found: String(cString: strerror(code)))
  }
}
