public import Faults
import Glibc

/// Reads regular files whole, so that nothing can change under a reader.
public enum RegularFile {
  /// The largest file that is read into memory, in bytes.
  public static let sizeLimit = 8 << 30

  /// Reads a file into memory.
  ///
  /// - Parameters:
  ///   - path: Any path; only a regular file is accepted, so that no pipe or device can block.
  ///   - attempt: What the file is wanted for, as an infinitive: "read the checkpoint".
  /// - Returns: Its bytes.
  /// - Throws: `Fault` of kind missing, refused (not a regular file, too large) or inputOutput
  ///   (unreadable, or changed while it was read).
  public static func read(_ path: String, to attempt: String) throws(Fault) -> [UInt8] {
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw openFault(errno, attempt, path) }
    defer { close(descriptor) }
    let before = try status(of: descriptor, attempt, path)
    try requireRegular(before, attempt, path)
    let bytes = try readAll(descriptor, size: Int(before.st_size), attempt, path)
    let after = try status(of: descriptor, attempt, path)
    guard bytes.count == Int(before.st_size), isUnchanged(before, after) else {
      throw Fault(
        .inputOutput,
        attempt,
        on: path,
        found: "the file changed while it was read",
        advice: "Wait until it is written or copied completely, then try again"
      )
    }
    return bytes
  }

  private static func openFault(_ code: Int32, _ attempt: String, _ path: String) -> Fault {
    switch code {
    case ENOENT, ENOTDIR:
      Fault(
        .missing,
        attempt,
        on: path,
        found: "there is no such file",
        advice: "Check the path"
      )
    case ENXIO:
      Fault(.refused, attempt, on: path, expected: "a regular file", found: "a socket or device")
    default:
      Fault(.inputOutput, attempt, on: path, found: String(cString: strerror(code)))
    }
  }

  private static func status(
    of descriptor: Int32,
    _ attempt: String,
    _ path: String
  ) throws(Fault) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Fault(.inputOutput, attempt, on: path, found: String(cString: strerror(errno)))
    }
    return status
  }

  private static func requireRegular(
    _ status: stat,
    _ attempt: String,
    _ path: String
  ) throws(Fault) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "a regular file",
        found: kind(of: status)
      )
    }
    guard status.st_size <= sizeLimit else {
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "a file of at most \(sizeLimit >> 30) GiB",
        found: "\(status.st_size) bytes"
      )
    }
  }

  private static func kind(of status: stat) -> String {
    switch status.st_mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }

  private static func isUnchanged(_ before: stat, _ after: stat) -> Bool {
    before.st_size == after.st_size && before.st_mtim.tv_sec == after.st_mtim.tv_sec
      && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec
  }

  /// Reads one byte more than the size, so that a file that grows is noticed.
  private static func readAll(
    _ descriptor: Int32,
    size: Int,
    _ attempt: String,
    _ path: String
  ) throws(Fault) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
      while count < buffer.count, let base = buffer.baseAddress {
        let step = Glibc.read(descriptor, base + count, min(buffer.count - count, 1 << 30))
        if step < 0, errno == EINTR { continue }
        if step < 0 { failure = errno }
        guard step > 0 else { break }
        count += step
      }
    }
    guard failure == 0 else {
      throw Fault(.inputOutput, attempt, on: path, found: String(cString: strerror(failure)))
    }
    return bytes
  }
}
