import Faults
import Foundation
import GRDB
import Synchronization

/// The file, and the stand-in in memory for when the file cannot be had.
///
/// Processes that write to one store take turns, save by save; SQLite keeps them apart.
struct StoreAccess {
  let path: String
  private(set) var condition: StoreCondition = .writing
  /// Records that turned out to be damaged.
  private(set) var damaged: [StoreKey] = []
  private var file: StoreDatabase?
  private var canWrite = false
  /// Whether another program left a file that must not be touched any more.
  private var isBroken = false
  private var files: StoreFiles?
  private var memory: StoreDatabase?
  /// What this process wrote to the file.
  private var saved: Set<StoreKey> = []
  /// What of it went away with the file.
  private var lost: Set<StoreKey> = []
  private var watch = StoreWatch()
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
      guard isBusy, SuspendingClock.now < deadline else { return }
      Thread.sleep(forTimeInterval: 0.1)
    } while true
  }

  /// Whether it is only that somebody else writes.
  private var isBusy: Bool { condition.trouble.map { $0.found == busyWords } ?? false }

  private mutating func openForWriting() throws(Fault) {
    tried = SuspendingClock.now
    canWrite = false
    if path == Store.inMemory {
      if file == nil { file = try attempt("open the store") { try StoreDatabase() } }
      canWrite = true
      return
    }
    try StorePlace.prepare(path)
    file = nil
    file = try attempt("open the store") { try StoreDatabase(writing: path) }
    files = StoreFiles(path: path)
    canWrite = true
  }

  private mutating func openForReading(because fault: Fault) {
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
    checkFiles()
    regain(force: false)
    if case .writing = condition, let file {
      do throws(Fault) {
        try attempt("save a result") { try file.save(records) }
        saved.formUnion(records.map(\.key))
        return
      } catch {
        giveUp(because: error)
      }
    }
    keep(records)
  }

  private mutating func keep(_ records: [StoreRecord]) {
    if memory == nil { memory = try? StoreDatabase() }
    // A database in memory fails only without memory, and then the process ends anyway.
    try? memory?.save(records)
  }

  private mutating func giveUp(because fault: Fault) {
    condition = file == nil ? .inMemory(fault) : .reading(fault)
    tried = SuspendingClock.now
  }

  /// Tries now and then to get back to the file, and moves into it what piled up in memory.
  private mutating func regain(force: Bool) {
    if case .writing = condition {
      if memory == nil { return }
    } else {
      guard !isBroken, force || SuspendingClock.now - tried >= retryInterval
      else { return }
      if !canWrite || file == nil { open(waiting: 0) } else { condition = .writing }
      tried = SuspendingClock.now
    }
    guard case .writing = condition, let file, let memory else { return }
    do throws(Fault) {
      try attempt("save results from memory") {
        for summary in try memory.summaries() {
          guard let record = try memory.record(for: summary.key) else { continue }
          try file.save([record])
          saved.insert(record.key)
        }
      }
      self.memory = nil
    } catch {
      giveUp(because: error)
    }
  }

  /// Tries for the last time to get results from memory into the file.
  ///
  /// - Returns: What is not in the file and will be lost; nil if all is well.
  mutating func settle(waiting patience: Double) -> Fault? {
    let deadline = SuspendingClock.now + .seconds(patience)
    checkFiles()
    while true {
      regain(force: true)
      guard isBusy, memory != nil, SuspendingClock.now < deadline else { break }
      Thread.sleep(forTimeInterval: 0.1)
    }
    let waiting = (try? memory?.summaries().count) ?? 0
    let missing = waiting + lost.count
    guard missing > 0 else { return nil }
    return Fault(
      .inputOutput,
      "keep \(missing) result\(missing == 1 ? "" : "s")",
      on: path,
      found: condition.trouble?.found ?? "another program removed what had been written",
      advice:
        "\(missing == 1 ? "It ends" : "They end") with the program. Mend that and run the same command again, name another "
        + "store with --store, or none with --store \(Store.inMemory)"
    )
  }

  func record(for key: StoreKey) throws(Fault) -> StoreRecord? {
    if let newer = try attempt("read a result", { try memory?.record(for: key) }) { return newer }
    guard isReadable else { return nil }
    return try attempt("read a result") { try file?.record(for: key) }
  }

  mutating func noteDamage(_ key: StoreKey) {
    if !damaged.contains(key) { damaged.append(key) }
  }

  func summaries(checked: Bool) throws(Fault) -> [StoreSummary] {
    if file == nil, case .inMemory(let fault) = condition, memory == nil { throw fault }
    let newer = try attempt("list the store") { try memory?.summaries() ?? [] }
    let keys = Set(newer.map(\.key))
    guard isReadable else { return newer }
    let stored = try attempt("list the store") { try file?.summaries(checked: checked) ?? [] }
    return stored.filter { !keys.contains($0.key) } + newer
  }

  func remove(_ keys: [StoreKey]?) throws(Fault) -> Int {
    if let trouble = condition.trouble { throw trouble }
    return try attempt("remove results") { try file?.remove(keys) ?? 0 }
  }

  /// Makes changes all together or not at all; they need the file.
  mutating func change(_ body: (StoreChange) throws(Fault) -> Void) throws(Fault) {
    checkFiles()
    regain(force: true)
    if let trouble = condition.trouble { throw trouble }
    guard let file else { return }
    try attempt("change the store") {
      try file.queue.write { try body(StoreChange(database: $0, path: path)) }
    }
  }

  // MARK: Other programs

  /// Whether reading the file's index, which lies in memory, can do no harm.
  private var isReadable: Bool { files?.hasWholeIndex ?? true }

  /// The layers of which other programs have stored something since this was last asked.
  mutating func changesByOthers() -> [String] {
    guard isReadable else { return [] }
    return (try? watch.changes(in: file)) ?? []
  }

  /// Takes results out of a file that another program removed or broke, as far as it still can be
  /// read, and lets go of it.
  private mutating func checkFiles() {
    guard canWrite, let file, let change = files?.change(), change != .none else { return }
    let isReadable = isReadable
    (self.file, files, canWrite) = (nil, nil, false)
    for key in saved {
      if isReadable, let record = (try? file.record(for: key)) ?? nil {
        keep([record])
      } else {
        lost.insert(key)
      }
    }
    saved = []
    guard change == .broken else { return open(waiting: 0) }
    // Closing would read the index once more. SQLite shares what it knows of a file between all
    // connections of a process, so that opening it again would not help.
    isBroken = true
    Self.abandoned.withLock { $0.append(file.queue) }
    condition = .inMemory(
      Fault(
        .refused,
        "write to the store",
        on: path,
        found: "another program emptied or removed a part of it",
        advice: "Move it away, with the files -wal and -shm beside it"
      )
    )
  }

  private static let abandoned = Mutex<[DatabaseQueue]>([])

  // MARK: Notes

  /// Writes something that is nice to have; failing to is no trouble.
  func note(_ body: (StoreDatabase) throws -> Void) {
    if case .writing = condition, isReadable, let file { try? body(file) }
  }

  func modelName(hash: String) -> String? { isReadable ? try? file?.modelName(hash: hash) : nil }

  func hash(ofFile path: String, stamp: String) -> String? {
    isReadable ? try? file?.hash(ofFile: path, stamp: stamp) : nil
  }
}
