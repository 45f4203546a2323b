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
  /// Of several explorers with one session the first keeps it; each other one goes on from there
  /// and keeps one of its own.
  ///
  /// - Parameters:
  ///   - name: The name of the session; nil for the last one.
  ///   - isFresh: Whether this session does not go on from the one kept, which then stays beside it
  ///     as NAME.previous.json.
  /// - Returns: The files.
  func files(named name: String?, isFresh: Bool) -> SessionFiles {
    let earlier = Earlier()
    let names = OwnNames()
    let own = { @Sendable (model: ModelID) in
      names.name(for: model) { ownName(of: model, askedFor: name) }
    }
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
      remark: { model in
        guard let kept = own(model), kept != name else { return nil }
        return "this session is open in another explorer too; here it is kept as --session \(kept)"
      },
      write: { session, model in
        let path = file(of: model, own(model))
        do throws(Fault) {
          if isFresh { earlier.keep(path) }
          try FinishedFile.makeFolder(self.path, attempt: "keep the session", mode: 0o700)
          let bytes = Array(try session.json().utf8)
          try FinishedFile.write(bytes, to: path, attempt: "keep the session", mode: 0o600)
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

  /// The name under which no other explorer keeps a session now.
  private func ownName(of model: ModelID, askedFor name: String?) -> String? {
    // Where it cannot be made, the attempt to keep a session tells why.
    try? FinishedFile.makeFolder(path, attempt: "keep the session", mode: 0o700)
    let others = (2...99).map { number in name.map { "\($0)-\(number)" } ?? "\(number)" }
    return ([name] + others).first { OpenSessions.take(file(of: model, $0)) } ?? name
  }

  private func file(of model: ModelID, _ name: String?) -> String {
    "\(path)/\(model.contentHash.prefix(16))\(name.map { ".\($0)" } ?? "").json"
  }
}

/// The sessions that this program keeps, until it ends.
private enum OpenSessions {
  private static let held = Mutex<Set<String>>([])

  /// Whether no other program keeps the session at a path.
  static func take(_ path: String) -> Bool {
    held.withLock { held in
      guard !held.contains(path) else { return true }
      let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      // Without a folder, or on a disk without locks, nothing can be known.
      guard lock >= 0 else { return true }
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
        close(lock)
        return false
      }
      held.insert(path)
      return true
    }
  }
}

/// The names under which an explorer keeps its sessions: one for each generator, once chosen.
private final class OwnNames: Sendable {
  private let chosen = Mutex<[String: String?]>([:])

  func name(for model: ModelID, choose: () -> String?) -> String? {
    chosen.withLock { chosen in
      if let name = chosen[model.contentHash] { return name }
      let name = choose()
      chosen[model.contentHash] = .some(name)
      return name
    }
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
