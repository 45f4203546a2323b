public import Faults
import GRDB

/// Changes to a store that are made all together or not at all.
public struct StoreChange {
  let database: Database
  let path: String

  /// A result; nil if there is none.
  ///
  /// - Throws: `Fault` if its numbers are damaged.
  public func record(for key: StoreKey) throws(Fault) -> StoreRecord? {
    try attempt("read a result") { try StoreDatabase.read(key, in: database) }
  }

  /// Writes a result in place of any older state of it.
  public func write(_ record: StoreRecord) throws(Fault) {
    try attempt("save a result") { try StoreDatabase.write(record, to: database) }
  }

  /// Removes a result.
  public func remove(_ key: StoreKey) throws(Fault) {
    try attempt("remove a result") { _ = try StoreDatabase.remove(key, in: database) }
  }

  private func attempt<Result>(
    _ name: String,
    _ body: () throws -> Result
  ) throws(Fault) -> Result {
    do { return try body() } catch { throw storeFault(error, name, on: path) }
  }
}
