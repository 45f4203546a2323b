public import Faults
import Glibc

/// Reads regular files whole, so that nothing can change under a reader.
public enum RegularFile {
  /// The largest file that is read into memory, in bytes: half of the memory that there is.
  public static let sizeLimit = min(8 << 30, MemoryLimit.bytes / 2)

  /// Reads a file into memory.
  ///
  /// - Parameters:
  ///   - path: Any path; only a regular file is accepted, so that no pipe or device can block.
  ///   - attempt: What the file is wanted for, as an infinitive: "read the checkpoint".
  ///   - limit: The largest file to accept, in bytes.
  /// - Returns: Its bytes.
  /// - Throws: `Fault` of kind missing, refused (not a regular file, too large) or inputOutput
  ///   (unreadable, or changed while it was read).
  public static func read(
    _ path: String,
    to attempt: String,
    limit: Int = sizeLimit
  ) throws(Fault) -> [UInt8] {
    let descriptor = try openRegular(path, attempt)
    defer { close(descriptor) }
    let before = try status(of: descriptor, attempt, path)
    let size = Int(before.st_size)
    guard size <= limit else {
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "a file of at most \(limit) bytes",
        found: "one of \(size)"
      )
    }
    // One byte more than the size, so that a file that grows is noticed.
    let bytes = try readFully(descriptor, count: size + 1, at: 0, attempt, on: path)
    let after = try status(of: descriptor, attempt, path)
    guard bytes.count == size, isUnchanged(before, after) else {
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

  /// Reads the first and the last bytes of a file, to tell what it is before it is read whole.
  ///
  /// - Parameters:
  ///   - path: Any path; only a regular file is accepted.
  ///   - attempt: What the file is wanted for, as an infinitive.
  ///   - count: How many bytes to read at each end, if there are so many.
  /// - Returns: The bytes at the start and at the end, which may overlap.
  /// - Throws: `Fault` as `read` does.
  public static func ends(
    of path: String,
    to attempt: String,
    count: Int = 4096
  ) throws(Fault) -> (head: [UInt8], tail: [UInt8]) {
    let descriptor = try openRegular(path, attempt)
    defer { close(descriptor) }
    let size = Int(try status(of: descriptor, attempt, path).st_size)
    let head = try readFully(descriptor, count: min(count, size), at: 0, attempt, on: path)
    let tail = try readFully(
      descriptor,
      count: min(count, size),
      at: max(0, size - count),
      attempt,
      on: path
    )
    return (head, tail)
  }

  private static func openRegular(_ path: String, _ attempt: String) throws(Fault) -> Int32 {
    // C would end the path at a zero and open another file.
    guard !path.utf8.contains(0) else { throw openFault(ENOENT, attempt, on: path) }
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw openFault(errno, attempt, on: path) }
    do throws(Fault) {
      let status = try status(of: descriptor, attempt, path)
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Fault(
          .refused,
          attempt,
          on: path,
          expected: "a regular file",
          found: kind(of: status),
          advice: "Name a file"
        )
      }
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func openFault(_ code: Int32, _ attempt: String, on path: String) -> Fault {
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
    case EACCES, EPERM:
      Fault(
        .inputOutput,
        attempt,
        on: path,
        found: String(cString: strerror(code)),
        advice: "'ls -l' tells who may read it"
      )
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

  /// Large files are read twice as fast when their memory comes in large pages; advice only.
  private static func adviseHugePages(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
    let hugePage = 2 << 20
    guard buffer.count >= 2 * hugePage, let base = buffer.baseAddress else { return }
    let start = UnsafeMutableRawPointer(base)
    let aligned = start.alignedUp(toMultipleOf: hugePage)
    let count = (buffer.count - (aligned - start)) / hugePage * hugePage
    madvise(aligned, count, MADV_HUGEPAGE)
  }

  /// Reads bytes from a place on; fewer only if the file ends.
  private static func readFully(
    _ descriptor: Int32,
    count: Int,
    at offset: Int,
    _ attempt: String,
    on path: String
  ) throws(Fault) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      adviseHugePages(buffer)
      while filled < count, let base = buffer.baseAddress {
        let step = pread(descriptor, base + filled, min(count - filled, 1 << 30), offset + filled)
        if step < 0, errno == EINTR { continue }
        if step < 0 { failure = errno }
        guard step > 0 else { break }
        filled += step
      }
    }
    guard failure == 0 else {
      throw Fault(.inputOutput, attempt, on: path, found: String(cString: strerror(failure)))
    }
    return bytes
  }
}
