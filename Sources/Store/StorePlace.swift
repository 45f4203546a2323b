import Faults
import Files
import Foundation
import Glibc

/// The place of a store's file, made ready before SQLite opens it.
enum StorePlace {
  /// Makes the folder and, for its owner alone, the file; refuses what is no regular file, since
  /// opening a pipe would wait for ever.
  static func prepare(_ path: String) throws(Fault) {
    do throws(Fault) {
      try FinishedFile.makeFolder(
        FinishedFile.folder(of: path),
        attempt: "make the store's folder",
        mode: 0o700
      )
    } catch {
      var fault = error
      fault.advice = "Name a store elsewhere with --store"
      throw fault
    }
    if try holdsFile(path) { return }
    // SQLite gives its other files the same permissions. A file that is there is not opened here:
    // closing it would drop the locks that this process has on it.
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 { close(descriptor) }
  }

  /// Whether a store's file is there.
  ///
  /// - Throws: `Fault` of kind refused for what is no regular file.
  static func holdsFile(_ path: String) throws(Fault) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    try requireRegular(status.st_mode & S_IFMT, path)
    return true
  }

  private static func requireRegular(_ type: mode_t, _ path: String) throws(Fault) {
    let found =
      switch type {
      case S_IFREG: ""
      case S_IFDIR: "a directory"
      case S_IFIFO: "a pipe"
      case S_IFSOCK: "a socket"
      default: "a device"
      }
    guard found.isEmpty else {
      throw Fault(
        .refused,
        "open the store",
        on: path,
        expected: "a regular file",
        found: found,
        advice: "Name another with --store"
      )
    }
  }

  /// Whether the file system of a store has no room for another page or two.
  ///
  /// SQLite says "disk I/O error" where its index finds no room.
  static func isFull(_ path: String) -> Bool {
    var status = statvfs()
    let folder = FinishedFile.folder(of: path)
    guard statvfs(folder.isEmpty ? "." : folder, &status) == 0 else { return false }
    return UInt(status.f_bavail) * UInt(status.f_frsize) < 128 << 10
  }
}

extension Store {
  /// SQLite's name for a store without a file: results last as long as the program.
  public static let inMemory = ":memory:"

  /// The store's usual place: "$XDG_DATA_HOME/ganscope/store.sqlite", else under "~/.local/share".
  ///
  /// An XDG directory that is not absolute is ignored, as its specification says.
  public static func defaultPath() -> String {
    defaultPath(environment: ProcessInfo.processInfo.environment)
  }

  static func defaultPath(environment: [String: String]) -> String {
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return data + "/ganscope/store.sqlite"
    }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return (home == "/" ? "" : home) + "/.local/share/ganscope/store.sqlite"
  }
}
