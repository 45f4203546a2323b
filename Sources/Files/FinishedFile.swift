public import Faults
public import Glibc

/// Writes files so that a reader sees the old one or the whole new one, never a part.
public enum FinishedFile {
  /// Writes a new file beside the target, syncs it, and renames it over the target.
  ///
  /// Missing folders are made and links followed. A target that is no regular file, such as
  /// /dev/stdout, is written to directly.
  ///
  /// - Parameters:
  ///   - bytes: The contents.
  ///   - path: The file.
  ///   - attempt: What is written, as an infinitive: "write the picture".
  /// - Throws: `Fault` of kind inputOutput; the old file is then as it was.
  public static func write(
    _ bytes: [UInt8],
    to path: String,
    attempt: String = "write the file"
  ) throws(Fault) {
    try makeFolder(of: path, attempt)
    let path = resolved(path)
    var status = stat()
    if isProvided(path) || (stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG) {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw Fault(.inputOutput, attempt, on: path, expected: "a file", found: "a directory")
      }
      return try writeThrough(bytes, path, O_WRONLY | O_CLOEXEC, attempt, path)
    }
    let draft = "\(path).\(getpid()).part"
    do throws(Fault) {
      try writeThrough(bytes, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, attempt, path)
    } catch {
      unlink(draft)
      throw error
    }
    guard rename(draft, path) == 0 else {
      let fault = failure(attempt, path)
      unlink(draft)
      throw fault
    }
    syncFolder(of: path)
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
    _ bytes: [UInt8],
    _ file: String,
    _ flags: Int32,
    _ attempt: String,
    _ path: String
  ) throws(Fault) {
    let descriptor = open(file, flags, 0o666)
    guard descriptor >= 0 else { throw failure(attempt, path) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let step = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if step < 0, errno == EINTR { continue }
      guard step > 0 else { throw failure(attempt, path) }
      written += step
    }
    // Pipes and terminals cannot be synced; a regular file must be before it is renamed.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw failure(attempt, path)
    }
  }

  private static func syncFolder(of path: String) {
    let above = folder(of: path)
    let descriptor = open(above.isEmpty ? "." : above, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
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
