import Faults
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
