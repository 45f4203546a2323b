import Glibc

/// The files of an open store as they lay there, so that it shows when another program removed,
/// replaced or emptied one.
///
/// SQLite does not look: it would go on writing to a file without a name, or trap on a page that is
/// no longer there.
struct StoreFiles {
  /// What became of them.
  enum Change {
    /// Nothing; results can be written and read.
    case none
    /// Another file lies there, or none: what was written is no longer found by its name.
    case replaced
    /// A part of the store is gone; what is left must not be written to.
    case broken
  }

  private let path: String
  private let main: Mark?
  private let log: String
  private let index: String
  private var logMark: Mark?
  private var indexMark: Mark?

  /// The shortest index of a log, which is a page of shared memory.
  private static let indexSize = 32_768

  init(path: String) {
    self.path = path
    let resolved = realpath(path, nil)
    defer { free(resolved) }
    let real = resolved.map { String(cString: $0) } ?? path
    (log, index) = (real + "-wal", real + "-shm")
    main = Mark(path)
    (logMark, indexMark) = (Mark(log), Mark(index))
  }

  /// Looks what has become of the files since.
  mutating func change() -> Change {
    guard let now = Mark(path), now.isSame(as: main) else { return .replaced }
    // Log and index come with the first use, and stay while anybody has the store open.
    let (newLog, newIndex) = (Mark(log), Mark(index))
    defer { (logMark, indexMark) = (newLog, newIndex) }
    let isWhole =
      now.size > 0 && (logMark == nil || newLog?.isSame(as: logMark) == true)
      && (indexMark == nil || newIndex?.isSame(as: indexMark) == true)
    return isWhole && hasWholeIndex ? .none : .broken
  }

  /// Whether the index can be read: it is mapped into memory, and a cut one ends the process.
  var hasWholeIndex: Bool { Mark(index).map { $0.size >= Self.indexSize } ?? true }

  private struct Mark {
    let device: UInt
    let number: UInt
    let size: Int

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      (device, number) = (UInt(status.st_dev), UInt(status.st_ino))
      size = Int(status.st_size)
    }

    func isSame(as other: Mark?) -> Bool {
      other.map { device == $0.device && number == $0.number } ?? false
    }
  }
}
