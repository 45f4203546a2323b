public import Faults
public import Glibc

/// Writes files so that a reader sees the old one or the whole new one, never a part.
public enum FinishedFile {
  /// Takes the next bytes of a file.
  public typealias Append = ([UInt8]) throws(Fault) -> Void

  /// Writes a new file beside the target, syncs it, and renames it over the target.
  ///
  /// Missing folders are made and links followed. A target that is no regular file, such as
  /// /dev/stdout, is written to directly.
  ///
  /// - Parameters:
  ///   - bytes: The contents.
  ///   - path: The file.
  ///   - attempt: What is written, as an infinitive: "write the picture".
  ///   - mode: Who may use it, less what the process takes away.
  /// - Throws: `Fault` of kind inputOutput; the old file is then as it was.
  public static func write(
    _ bytes: [UInt8],
    to path: String,
    attempt: String = "write the file",
    mode: mode_t = 0o666
  ) throws(Fault) {
    try write(to: path, attempt: attempt, mode: mode) { (append) throws(Fault) in
      try append(bytes)
    }
  }

  /// The same for what is made piece by piece and need not be in memory at once.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - attempt: What is written, as an infinitive.
  ///   - mode: Who may use it, less what the process takes away.
  ///   - make: Calls `append` for each piece; where it throws nothing is left.
  /// - Throws: `Fault` of kind inputOutput, or what `make` throws.
  public static func write(
    to path: String,
    attempt: String = "write the file",
    mode: mode_t = 0o666,
    _ make: (_ append: Append) throws(Fault) -> Void
  ) throws(Fault) {
    try makeFolder(of: path, attempt)
    let path = resolved(path)
    var status = stat()
    if isProvided(path) || (stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG) {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw Fault(.inputOutput, attempt, on: path, expected: "a file", found: "a directory")
      }
      // Opening a pipe that nobody reads would wait for ever.
      let flags = status.st_mode & S_IFMT == S_IFIFO ? O_WRONLY | O_NONBLOCK : O_WRONLY
      return try writeThrough(
        path,
        flags: flags | O_CLOEXEC,
        mode: mode,
        attempt,
        on: path,
        make: make
      )
    }
    let draft = "\(path).\(getpid()).part"
    do throws(Fault) {
      try writeThrough(
        draft,
        flags: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
        mode: mode,
        attempt,
        on: path,
        make: make
      )
    } catch {
      unlink(draft)
      throw error
    }
    guard rename(draft, path) == 0 else {
      let fault = failure(attempt, path)
      unlink(draft)
      throw fault
    }
    try syncFolder(of: path, attempt)
  }

  /// Refuses to begin what the disk has no room for.
  ///
  /// - Parameters:
  ///   - count: The size in bytes of the file to be written.
  ///   - path: The file; its folder need not exist.
  ///   - attempt: What is written, as an infinitive.
  /// - Throws: `Fault` of kind inputOutput with both sizes.
  public static func checkRoom(
    for count: Int,
    at path: String,
    attempt: String
  ) throws(Fault) {
    var status = stat()
    var disk = statvfs()
    var place = path
    while stat(place, &status) != 0, !place.isEmpty { place = folder(of: place) }
    guard !isProvided(path), statvfs(place.isEmpty ? "." : place, &disk) == 0 else { return }
    guard status.st_mode & S_IFMT != S_IFIFO, status.st_mode & S_IFMT != S_IFCHR else { return }
    let (free, isHuge) = Int(disk.f_bavail).multipliedReportingOverflow(by: Int(disk.f_frsize))
    guard !isHuge, free < count else { return }
    throw Fault(
      .inputOutput,
      attempt,
      on: path,
      expected: "\(byteText(count)) of free space",
      found: byteText(free),
      advice: "Free some space, or write fewer scenes at a time"
    )
  }

  /// Makes a folder and those above it.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - attempt: What is made, as an infinitive: "make the folder".
  ///   - mode: Who may use it, less what the process takes away.
  /// - Throws: `Fault` of kind inputOutput.
  public static func makeFolder(
    _ path: String,
    attempt: String,
    mode: mode_t = 0o777
  ) throws(Fault) {
    guard !path.isEmpty, path != "/", mkdir(path, mode) != 0 else { return }
    if errno == EEXIST {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return }
      errno = ENOTDIR
      throw failure(attempt, path)
    }
    guard errno == ENOENT else { throw failure(attempt, path) }
    try makeFolder(folder(of: path), attempt: attempt, mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw failure(attempt, path) }
  }

  private static func makeFolder(of path: String, _ attempt: String) throws(Fault) {
    let above = folder(of: path)
    var status = stat()
    if !above.isEmpty, stat(above, &status) != 0 { try makeFolder(above, attempt: attempt) }
  }

  /// The file that links lead to, so that a link stays one; paths of /dev and /proc as they are.
  private static func resolved(_ path: String) -> String {
    guard !isProvided(path), let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Whether the kernel provides what lies there: /dev/stdout must never be renamed over.
  private static func isProvided(_ path: String) -> Bool {
    path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
  }

  /// The folder that a path names a file in; empty for the one where the program runs.
  public static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func writeThrough(
    _ file: String,
    flags: Int32,
    mode: mode_t,
    _ attempt: String,
    on path: String,
    make: (_ append: Append) throws(Fault) -> Void
  ) throws(Fault) {
    let descriptor = open(file, flags, mode)
    guard descriptor >= 0 else {
      guard flags & O_NONBLOCK != 0, errno == ENXIO else { throw failure(attempt, path) }
      throw Fault(
        .inputOutput,
        attempt,
        on: path,
        expected: "a file, or a pipe that somebody reads",
        found: "a pipe without a reader",
        advice: "Start what reads it first"
      )
    }
    defer { close(descriptor) }
    if flags & O_NONBLOCK != 0 { _ = fcntl(descriptor, F_SETFL, O_WRONLY) }
    try make { (bytes) throws(Fault) in
      var written = 0
      while written < bytes.count {
        let step = bytes.withUnsafeBytes { buffer in
          Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
        }
        if step < 0, errno == EINTR { continue }
        guard step > 0 else { throw failure(attempt, path) }
        written += step
      }
    }
    // Pipes and terminals cannot be synced; a regular file must be before it is renamed.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw failure(attempt, path)
    }
  }

  /// A name outlasts a power cut once its folder is on the disk.
  private static func syncFolder(of path: String, _ attempt: String) throws(Fault) {
    let above = folder(of: path)
    let descriptor = open(above.isEmpty ? "." : above, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some file systems know no syncing of folders, which is not a failure.
    guard fsync(descriptor) != 0, [EIO, ENOSPC, EDQUOT].contains(errno) else { return }
    throw Fault(
      .inputOutput,
      attempt,
      on: path,
      expected: "a file that outlasts a power cut",
      found: "\(String(cString: strerror(errno))) when its folder was synced; the file is whole",
      advice: "Look after the disk"
    )
  }

  private static func failure(_ attempt: String, _ path: String) -> Fault {
    let code = errno
    return Fault(
      .inputOutput,
      attempt,
      on: path,
      found: String(cString: strerror(code)),
      advice: code == ENOSPC ? "Free some space and try again" : nil
    )
  }
}
