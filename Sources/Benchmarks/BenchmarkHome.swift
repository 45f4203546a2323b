import Foundation
import PseudoTerminals

/// A home of its own for the program while it is measured.
final class BenchmarkHome {
  let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope-benchmark-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Starts the program on a terminal that answers as real ones do, here or as if over SSH.
  func start(
    _ program: String,
    _ words: [String],
    width: UInt16,
    height: UInt16,
    isRemote: Bool = false
  ) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      [program] + words,
      width: width,
      height: height,
      environment: [
        "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "PATH=/usr/bin:/bin",
        "HOME=\(folder)", "XDG_DATA_HOME=\(folder)", "XDG_CONFIG_HOME=\(folder)",
        "XDG_CACHE_HOME=\(folder)",
      ] + (isRemote ? ["SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22"] : [])
    )
    terminal.answersStatusRequests = true
    return terminal
  }
}
