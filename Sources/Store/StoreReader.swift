public import Faults
import Foundation

/// Looks into a store that others made, without changing it or waiting for it.
///
/// The file is opened for each look, so that any number of stores can be read.
public struct StoreReader: Hashable, Sendable {
  /// The file.
  public let path: String

  /// - Throws: `Fault` of kind missing for no file, refused for one that is no store.
  public init(path: String) throws(Fault) {
    self.path = path
    guard try StorePlace.holdsFile(path) else {
      throw Fault(.missing, "read the store", on: path, found: "no such file")
    }
    try look("read the store") { _ in }
  }

  /// What tells whether two paths are the same file.
  public var identity: String { Self.identity(of: path) }

  /// What tells whether two paths are the same file.
  public static func identity(of path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// Everything in it.
  ///
  /// - Throws: `Fault` of kind refused if there are rows that make no sense.
  public func summaries() throws(Fault) -> [StoreSummary] {
    let (found, count) = try look("list the store") { database in
      (try database.summaries(), try database.recordCount())
    }
    guard found.count == count else {
      throw Fault(
        .refused,
        "list the store",
        on: path,
        found: "rows that make no sense",
        advice: "It is damaged: run what made it again, with a new file"
      )
    }
    return found
  }

  /// A result; nil if there is none.
  ///
  /// - Throws: `Fault` if its numbers are damaged or the file cannot be read.
  public func record(for key: StoreKey) throws(Fault) -> StoreRecord? {
    do throws(Fault) {
      return try look("read a result from the store") { try $0.record(for: key) }
    } catch {
      var fault = error
      if fault.subject == nil { fault.subject = path }
      throw fault
    }
  }

  /// The name under which a network was last seen.
  public func modelName(hash: String) -> String? {
    try? look("read the store") { try $0.modelName(hash: hash) }
  }

  private func look<Result>(
    _ attempt: String,
    _ body: (StoreDatabase) throws -> Result
  ) throws(Fault) -> Result {
    do {
      // Without a log nobody writes, and the folder need not be writable for SQLite's index.
      let isAtRest = !FileManager.default.fileExists(atPath: path + "-wal")
      return try body(try StoreDatabase(reading: path, isAtRest: isAtRest))
    } catch {
      throw storeFault(error, attempt, on: path)
    }
  }
}
