public import Faults
import Synchronization

/// Keeps results between runs, in one SQLite file.
///
/// Opening never fails: where the file cannot be had, results are kept in memory, `condition` says
/// why, and they move into the file when it can be had again. Several processes may write; they take
/// turns. A save that returned survives kill -9.
public final class Store: Sendable {
  /// The file.
  public let path: String
  private let access: Mutex<StoreAccess>
  private let lastCondition: Mutex<StoreCondition>

  /// Opens a store.
  ///
  /// - Parameters:
  ///   - path: The file; missing folders are made.
  ///   - patience: How many seconds to wait while another process writes without a pause.
  public convenience init(path: String = Store.defaultPath(), waiting patience: Double = 0) {
    self.init(path: path, waiting: patience, retryingAfter: .seconds(5))
  }

  init(path: String, waiting patience: Double = 0, retryingAfter interval: Duration) {
    self.path = path
    var opened = StoreAccess(path: path, retryInterval: interval)
    opened.open(waiting: patience)
    lastCondition = Mutex(opened.condition)
    access = Mutex(opened)
  }

  /// Where results go at the moment; answers at once, even while something is saved.
  public var condition: StoreCondition { lastCondition.withLock { $0 } }

  /// Saves a result, replacing an older state of it.
  ///
  /// - Returns: Where it went.
  @discardableResult public func save(_ record: StoreRecord) -> StoreCondition {
    save([record])
  }

  /// Saves results all together or not at all, each replacing an older state of it.
  ///
  /// - Returns: Where they went.
  @discardableResult public func save(_ records: [StoreRecord]) -> StoreCondition {
    use { $0.save(records) }
    return condition
  }

  /// A result, finished or on its way; nil if there is none.
  ///
  /// - Throws: `Fault` if its numbers are damaged or the file cannot be read.
  public func record(for key: StoreKey) throws(Fault) -> StoreRecord? {
    try use { access throws(Fault) in
      do throws(Fault) { return try access.record(for: key) } catch {
        if error.kind == .refused { access.noteDamage(key) }
        throw error
      }
    }
  }

  /// What was found to be damaged so far, a fault for each result.
  public var damages: [(key: StoreKey, fault: Fault)] {
    use { $0.damaged }.map { key in
      let subject = key.layer.isEmpty ? key.kind.rawValue : "\(key.kind.rawValue) of \(key.layer)"
      return (
        key,
        Fault(
          .refused,
          "read from the store the",
          on: subject,
          found: "damaged numbers",
          advice: "They are measured again when asked for"
        )
      )
    }
  }

  /// Everything that is stored; with `checked` every number is read, to tell what is damaged.
  public func summaries(checked: Bool = false) throws(Fault) -> [StoreSummary] {
    try use { access throws(Fault) in try access.summaries(checked: checked) }
  }

  /// Removes results; nil removes all, those too that make no sense.
  ///
  /// - Returns: How many were removed.
  /// - Throws: `Fault` if the file cannot be written.
  public func remove(_ keys: [StoreKey]?) throws(Fault) -> Int {
    try use { access throws(Fault) in try access.remove(keys) }
  }

  /// Makes changes all together or not at all.
  ///
  /// - Throws: What `body` throws, or a `Fault` if the file cannot be written; then all stays as it
  ///   was.
  public func change(_ body: (StoreChange) throws(Fault) -> Void) throws(Fault) {
    try access.withLock { access throws(Fault) in
      defer { lastCondition.withLock { $0 = access.condition } }
      try access.change(body)
    }
  }

  /// Tries for the last time to write what is only in memory; to be called before the end.
  ///
  /// - Parameter patience: How many seconds to wait while another process writes.
  /// - Returns: What will be lost, and why; nil if everything is in the file.
  public func settle(waiting patience: Double = 20) -> Fault? {
    use { $0.settle(waiting: patience) }
  }

  /// The layers of which other programs have stored something since this was last asked; those too
  /// of which this program has stored something since then.
  public func changesByOthers() -> [String] { use { $0.changesByOthers() } }

  /// Notes the name under which a network was last seen, for the list.
  public func rememberModel(hash: String, name: String) {
    use { $0.note { database in try database.rememberModel(hash: hash, name: name) } }
  }

  /// The name under which a network was last seen.
  public func modelName(hash: String) -> String? { use { $0.modelName(hash: hash) } }

  /// The SHA-256 of a file, remembered by path, size and time of change.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - compute: Computes the hash if the file is new or changed.
  /// - Returns: The hash.
  public func contentHash(ofFile path: String, computing compute: () -> String) -> String {
    guard let stamp = FileStamp(path: path) else { return compute() }
    let known = use { $0.hash(ofFile: stamp.path, stamp: stamp.text) }
    if let known { return known }
    let hash = compute()
    use { access in
      access.note { database in
        try database.rememberFile(path: stamp.path, stamp: stamp.text, hash: hash)
      }
    }
    return hash
  }

  private func use<Result: Sendable, Failure: Error>(
    _ body: (inout StoreAccess) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try access.withLock { access throws(Failure) in
      defer { lastCondition.withLock { $0 = access.condition } }
      return try body(&access)
    }
  }
}
