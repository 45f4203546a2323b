import Foundation
import Glibc

/// What tells whether a file is still the one that was hashed.
struct FileStamp {
  let path: String
  let text: String

  /// Nil if there is no such file.
  init?(path: String) {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    var status = stat()
    guard stat(resolved, &status) == 0 else { return nil }
    self.path = String(cString: resolved)
    let (changed, modified) = (status.st_ctim, status.st_mtim)
    text = [
      Int(status.st_size), Int(status.st_ino), modified.tv_sec, modified.tv_nsec, changed.tv_sec,
      changed.tv_nsec,
    ].map(String.init).joined(separator: " ")
  }
}
