import Explorer
import Faults
import Files
import Foundation
import Glibc
import Laboratory
import Synchronization

/// The folder of sessions, $XDG_STATE_HOME/ganscope/sessions: a file for each generator.
struct SessionFolder: Sendable {
  let path: String

  /// The folder of this user; nil where there is no home.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      path = state + "/ganscope/sessions"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      path = home + "/.local/state/ganscope/sessions"
    } else {
      return nil
    }
  }

  /// What the explorer reads and writes.
  ///
  /// - Parameters:
  ///   - name: The name of the session; nil for the last one.
  ///   - isFresh: Whether this session does not go on from the one kept, which then stays beside it
  ///     as NAME.previous.json.
  /// - Returns: The files.
  func files(named name: String?, isFresh: Bool) -> SessionFiles {
    let earlier = Earlier()
    return SessionFiles(
      read: { model in
        let path = file(of: model, name)
        do throws(Fault) {
          let bytes = try RegularFile.read(path, to: "read the session", limit: Self.sizeLimit)
          return .success(try SavedSession(json: bytes, path: path))
        } catch {
          if error.kind == .missing { return .success(nil) }
          var fault = error
          // The next session would be written over it.
          let aside = Self.beside(path, "unread")
          if rename(path, aside) == 0 { fault.advice = "It is kept as \(aside)" }
          return .failure(fault)
        }
      },
      write: { session, model in
        let path = file(of: model, name)
        do throws(Fault) {
          if isFresh { earlier.keep(path) }
          try FinishedFile.makeFolder(self.path, attempt: "keep the session", mode: 0o700)
          let bytes = Array(try session.json().utf8)
          try FinishedFile.write(bytes, to: path, attempt: "keep the session")
          return nil
        } catch {
          return error.description
        }
      }
    )
  }

  private static let sizeLimit = 32 << 20

  /// A name beside that of a session.
  static func beside(_ path: String, _ word: String) -> String {
    path.dropLast(".json".count) + ".\(word).json"
  }

  private func file(of model: ModelID, _ name: String?) -> String {
    "\(path)/\(model.contentHash.prefix(16))\(name.map { ".\($0)" } ?? "").json"
  }
}

/// Keeps the session that was there before this one began.
private final class Earlier: Sendable {
  private let isKept = Mutex(false)

  func keep(_ path: String) {
    let isFirst = isKept.withLock { kept in
      defer { kept = true }
      return !kept
    }
    // Where there is none nothing is kept.
    if isFirst { rename(path, SessionFolder.beside(path, "previous")) }
  }
}
