import Faults
import Glibc
import Store
import Synchronization

/// The stores that this process has opened, so that no command ends in silence over results that
/// it could not keep.
enum OpenStores {
  private static let stores = Mutex<[Store]>([])

  /// Opens a store that is settled at the end.
  static func open(_ path: String, waiting patience: Double = 0) -> Store {
    let store = Store(path: path, waiting: patience)
    stores.withLock { $0.append(store) }
    return store
  }

  /// Opens a store for a command that only looks into it: one that is not there is not made.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isWanted: Whether it has to be there, since the person named it.
  ///   - patience: How many seconds to wait while another process writes.
  /// - Returns: The store; an empty one in memory for a file that need not be there and is not.
  /// - Throws: `Fault` of kind missing for a file that has to be there and is not.
  static func openExisting(
    _ path: String,
    isWanted: Bool,
    waiting patience: Double = 0
  ) throws(Fault) -> Store {
    if path == Store.inMemory || isThere(path) { return open(path, waiting: patience) }
    guard isWanted else { return open(Store.inMemory) }
    throw Fault(
      .missing,
      "read the store",
      on: path,
      found: "no such file",
      advice: "Commands that measure, such as 'ganscope dissect', make one"
    )
  }

  /// Whether there is a file, or something of which opening it will tell what is wrong.
  static func isThere(_ path: String) -> Bool {
    access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  /// Tries once more to write what is only in memory, and tells what is lost.
  ///
  /// - Parameter exitCode: What the command would end with.
  /// - Returns: What it ends with.
  static func settle(after exitCode: Int32) -> Int32 {
    var exitCode = exitCode
    // They are let go, so that SQLite brings its files in order.
    let open = stores.withLock { stores in
      defer { stores = [] }
      return stores
    }
    for store in open {
      guard let loss = store.settle() else { continue }
      complain(loss)
      // What else went wrong was told; that results are lost is the more urgent news only where
      // the command seemed to be well, or promised to go on.
      if exitCode == 0 || exitCode >= 128 { exitCode = loss.exitCode }
    }
    return exitCode
  }
}
