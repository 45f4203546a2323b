public import Faults
import Glibc

/// Writes folders that are there as a whole or not at all.
public enum FinishedFolder {
  /// Refuses a folder that is there already.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - attempt: What is written, as an infinitive: "write the report".
  ///   - isReplaceable: Whether what lies there may be replaced; nil replaces nothing.
  /// - Throws: `Fault` of kind usage.
  public static func check(
    _ path: String,
    attempt: String,
    isReplaceable: ((String) -> Bool)?
  ) throws(Fault) {
    var status = stat()
    guard lstat(trimmed(path), &status) == 0 else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    if isFolder, let isReplaceable, isReplaceable(trimmed(path)) { return }
    throw Fault(
      .usage,
      attempt,
      on: path,
      expected: isReplaceable == nil ? "a name that is free" : "an older one of its kind",
      found: isFolder ? (isReplaceable == nil ? "a folder" : "something else") : "no folder",
      advice: isReplaceable == nil ? "Choose another name, or add --replace" : "Choose another name"
    )
  }

  /// Fills a folder beside the target and renames it to the target.
  ///
  /// - Parameters:
  ///   - path: The folder; one that is there is replaced, so `check` it first.
  ///   - attempt: What is written, as an infinitive.
  ///   - fill: Writes into the folder of the path that it is given.
  /// - Throws: `Fault` of kind inputOutput, or what `fill` throws; the old folder is then as it was.
  public static func write(
    to path: String,
    attempt: String,
    fill: (String) throws(Fault) -> Void
  ) throws(Fault) {
    let target = trimmed(path)
    let draft = "\(target).\(getpid()).part"
    do throws(Fault) {
      try FinishedFile.makeFolder(draft, attempt: attempt)
      try fill(draft)
      try move(draft, to: target, attempt)
    } catch {
      remove(draft)
      guard error.kind == .inputOutput else { throw error }
      var fault = error
      (fault.attempt, fault.subject) = (attempt, path)
      throw fault
    }
  }

  /// Puts the new folder where the old one is, if there is one: whoever looks, or ends the program
  /// at this moment, finds one of them.
  private static func move(_ draft: String, to target: String, _ attempt: String) throws(Fault) {
    if rename(draft, target) == 0 { return }
    // The old one is not empty.
    if exchange(draft, target) { return remove(draft) }
    // Not every file system can.
    let old = "\(target).\(getpid()).old"
    guard rename(target, old) == 0 else { throw failure(attempt, target) }
    guard rename(draft, target) == 0 else {
      let fault = failure(attempt, target)
      rename(old, target)
      throw fault
    }
    remove(old)
  }

  /// RENAME_EXCHANGE of renameat2(2), which Swift's module of Glibc leaves out.
  private static func exchange(_ first: String, _ second: String) -> Bool {
    typealias Rename =
      @convention(c) (
        Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
      ) -> Int32
    guard let symbol = dlsym(nil, "renameat2") else { return false }
    return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, first, AT_FDCWD, second, 2) == 0
  }

  private static func failure(_ attempt: String, _ target: String) -> Fault {
    Fault(.inputOutput, attempt, on: target, found: String(cString: strerror(errno)))
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR, let folder = opendir(path) else {
      unlink(path)
      return
    }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { remove("\(path)/\(name)") }
    }
    closedir(folder)
    rmdir(path)
  }

  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
