import Faults
import Foundation
import GRDB

/// The file, its lock, and the stand-in in memory for when the file cannot be had.
struct StoreAccess {
  let path: String
  private(set) var condition: StoreCondition = .writing
  private var file: StoreDatabase?
  private var lock: StoreLock?
  private var memory: StoreDatabase?
  private var tried = SuspendingClock.now
  private let retryInterval: Duration

  init(path: String, retryInterval: Duration) {
    (self.path, self.retryInterval) = (path, retryInterval)
  }

  /// Opens the file for writing if possible, else for reading, else not at all.
  mutating func open(waiting patience: Double) {
    let deadline = SuspendingClock.now + .seconds(patience)
    repeat {
      do throws(Fault) {
        try openForWriting()
        condition = .writing
      } catch {
        openForReading(because: error)
      }
      guard case .reading = condition, SuspendingClock.now < deadline else { return }
      Thread.sleep(forTimeInterval: 0.1)
    } while true
  }

  private mutating func openForWriting() throws(Fault) {
    tried = SuspendingClock.now
    if path == Store.inMemory {
      if file == nil { file = try attempt("open the store") { try StoreDatabase() } }
      return
    }
    let folder = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: folder.isEmpty ? "." : folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
    } catch {
      throw Fault(
        .inputOutput,
        "make the store's folder",
        on: folder,
        found: reason(of: error),
        advice: "Name a store elsewhere with --store"
      )
    }
    switch try StoreLock.take(at: path + ".lock") {
    case .held(let holder):
      throw Fault(
        .inputOutput,
        "write to the store",
        on: path,
        found: "\(holder) writes to it",
        advice: "Results stay in memory until it ends"
      )
    case .taken(let taken):
      file = nil
      file = try attempt("open the store") { try StoreDatabase(writing: path) }
      lock = taken
    }
  }

  /// The system's own words, without those that Foundation puts around them.
  private func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    guard let underlying, underlying.domain == NSPOSIXErrorDomain else { return "\(error)" }
    return String(cString: strerror(Int32(underlying.code)))
  }

  private mutating func openForReading(because fault: Fault) {
    lock = nil
    guard fault.kind == .inputOutput else {
      (file, condition) = (nil, .inMemory(fault))
      return
    }
    if file == nil { file = try? StoreDatabase(reading: path) }
    condition = file == nil ? .inMemory(fault) : .reading(fault)
  }

  private func attempt<Result>(
    _ name: String,
    _ body: () throws -> Result
  ) throws(Fault) -> Result {
    do { return try body() } catch { throw storeFault(error, name, on: path) }
  }

  // MARK: Results

  mutating func save(_ records: [StoreRecord]) {
    regain()
    if case .writing = condition, let file {
      do throws(Fault) {
        try attempt("save a result") { try file.save(records) }
        return
      } catch {
        condition = .inMemory(error)
        tried = SuspendingClock.now
      }
    }
    // A database in memory fails only without memory, and then the process ends anyway.
    try? standIn()?.save(records)
  }

  /// Tries now and then to get back to the file, and moves into it what piled up in memory.
  private mutating func regain() {
    if case .writing = condition { return }
    guard SuspendingClock.now - tried >= retryInterval else { return }
    let before = condition
    if lock == nil { open(waiting: 0) } else { condition = .writing }
    tried = SuspendingClock.now
    guard case .writing = condition, let file, let memory else { return }
    do throws(Fault) {
      try attempt("save results from memory") {
        for summary in try memory.summaries() {
          guard let record = try memory.record(for: summary.key) else { continue }
          try file.save([record])
        }
      }
      self.memory = nil
    } catch {
      condition = .inMemory(error)
      if case .reading = before { condition = before }
    }
  }

  private mutating func standIn() -> StoreDatabase? {
    if memory == nil { memory = try? StoreDatabase() }
    return memory
  }

  func record(for key: StoreKey) throws(Fault) -> StoreRecord? {
    if let newer = try attempt("read a result", { try memory?.record(for: key) }) { return newer }
    return try attempt("read a result") { try file?.record(for: key) }
  }

  func summaries() throws(Fault) -> [StoreSummary] {
    if file == nil, case .inMemory(let fault) = condition, memory == nil { throw fault }
    let newer = try attempt("list the store") { try memory?.summaries() ?? [] }
    let stored = try attempt("list the store") { try file?.summaries() ?? [] }
    let keys = Set(newer.map(\.key))
    return stored.filter { !keys.contains($0.key) } + newer
  }

  func remove(_ keys: [StoreKey]) throws(Fault) -> Int {
    if let trouble = condition.trouble { throw trouble }
    return try attempt("remove results") { try file?.remove(keys) ?? 0 }
  }

  // MARK: Notes

  /// Writes something that is nice to have; failing to is no trouble.
  func note(_ body: (StoreDatabase) throws -> Void) {
    if case .writing = condition, let file { try? body(file) }
  }

  func modelName(hash: String) -> String? { try? file?.modelName(hash: hash) }

  func hash(ofFile path: String, stamp: String) -> String? {
    try? file?.hash(ofFile: path, stamp: stamp)
  }
}
