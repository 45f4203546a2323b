import Faults
import Foundation
import GRDB

/// One SQLite database with the store's tables: the file, or a stand-in in memory.
struct StoreDatabase {
  let queue: DatabaseQueue

  /// Opens the file for writing, creating and migrating it as needed.
  init(writing path: String) throws {
    let start = SuspendingClock.now
    while true {
      do {
        try self.init(trying: path)
        return
      } catch let error as DatabaseError {
        // Another process may be making the tables at this moment, which takes less than a second;
        // a file of another program never gets them.
        let isPassing = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_ERROR].contains(error.resultCode)
        let waited = SuspendingClock.now - start
        guard isPassing, waited < .seconds(5) else { throw error }
        if error.resultCode == .SQLITE_ERROR, waited > .seconds(1), !Self.isComplete(path) {
          throw error
        }
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }

  private static func isComplete(_ path: String) -> Bool {
    guard let queue = try? DatabaseQueue(path: path, configuration: configuration) else {
      return false
    }
    return (try? queue.read { try StoreSchema.migrator.hasCompletedMigrations($0) }) ?? false
  }

  private init(trying path: String) throws {
    var configuration = Self.configuration
    configuration.prepareDatabase { database in
      // With a write-ahead log every commit is there after kill -9 and after a power cut; there
      // are a few commits a second at most.
      try database.execute(sql: "PRAGMA synchronous = FULL")
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try refuseNewer()
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
    }
    try StoreSchema.migrator.migrate(queue)
  }

  /// Opens the file for reading only, while somebody else writes or the folder is read-only.
  ///
  /// A file at rest, to which nobody writes, is read without any other file beside it.
  init(reading path: String, isAtRest: Bool = false) throws {
    var configuration = Self.configuration
    configuration.readonly = true
    queue = try DatabaseQueue(
      path: isAtRest ? Self.address(ofFileAtRest: path) : path,
      configuration: configuration
    )
    try requireThisVersion()
  }

  /// Opens the database of a connection in memory, which `filling` gives its content.
  init(filling: (DatabaseQueue) throws -> Void) throws {
    queue = try DatabaseQueue(configuration: Self.configuration)
    try filling(queue)
    try requireThisVersion()
  }

  private func requireThisVersion() throws {
    try refuseNewer()
    let isComplete = try queue.read { try StoreSchema.migrator.hasCompletedMigrations($0) }
    guard isComplete else { throw StoreVersionError.older }
  }

  private static func address(ofFileAtRest path: String) -> String {
    let allowed = CharacterSet.urlPathAllowed.subtracting(["?", "#", "%", ";"])
    let name = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return "file:\(name.addingPercentEncoding(withAllowedCharacters: allowed) ?? name)?immutable=1"
  }

  /// Makes an empty stand-in in memory.
  init() throws {
    queue = try DatabaseQueue(configuration: Self.configuration)
    try StoreSchema.migrator.migrate(queue)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "ganscope.store"
    configuration.busyMode = .timeout(2)
    return configuration
  }

  private func refuseNewer() throws {
    let isNewer = try queue.read { try StoreSchema.migrator.hasBeenSuperseded($0) }
    if isNewer { throw StoreVersionError.newer }
  }
}

/// A store of another version of the program.
enum StoreVersionError: Error {
  case newer
  case older
}

/// Words an error of SQLite.
func storeFault(_ error: any Error, _ attempt: String, on path: String?) -> Fault {
  if let fault = error as? Fault { return fault }
  if let version = error as? StoreVersionError { return versionFault(version, attempt, on: path) }
  guard let error = error as? DatabaseError else {
    return Fault(.inputOutput, attempt, on: path, found: "\(error)")
  }
  switch error.resultCode {
  case .SQLITE_FULL: return fullFault(attempt, path)
  case .SQLITE_IOERR where path.map(StorePlace.isFull) == true: return fullFault(attempt, path)
  case .SQLITE_BUSY, .SQLITE_LOCKED:
    return Fault(.inputOutput, attempt, on: path, found: busyWords)
  // A statement that does not fit the tables: they are not those of this program.
  case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_CONSTRAINT,
    .SQLITE_MISMATCH:
    return Fault(
      .refused,
      attempt,
      on: path,
      expected: "a store of ganscope",
      found: error.message ?? "a damaged file",
      advice: "Move the file away, or name another with --store"
    )
  default:
    return Fault(.inputOutput, attempt, on: path, found: error.message ?? "\(error.resultCode)")
  }
}

/// What is found while somebody else writes.
let busyWords = "another process is writing to it"

private func fullFault(_ attempt: String, _ path: String?) -> Fault {
  Fault(
    .inputOutput,
    attempt,
    on: path,
    found: "the disk is full",
    advice: "Make room; results stay in memory until then"
  )
}

private func versionFault(_ error: StoreVersionError, _ attempt: String, on path: String?) -> Fault
{
  switch error {
  case .newer:
    Fault(
      .refused,
      attempt,
      on: path,
      expected: "a store of this version",
      found: "one that a newer ganscope wrote",
      advice: "Use the newer ganscope, or name another store with --store"
    )
  case .older:
    Fault(
      .inputOutput,
      attempt,
      on: path,
      expected: "a store of this version",
      found: "an older one that cannot be brought up to date while it is read only"
    )
  }
}
