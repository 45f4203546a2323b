public import Faults
import Files
import GRDB
import GRDBSQLite

/// A store whose file is in memory, such as one that is part of the program; it is only read.
public final class StoreImage: Sendable {
  private let database: StoreDatabase
  private let name: String
  /// Everything in it.
  public let summaries: [StoreSummary]

  /// Opens the bytes of a store's file.
  ///
  /// - Parameters:
  ///   - bytes: The file, in SQLite's rollback mode: a write-ahead log cannot be in memory.
  ///   - name: What faults call it.
  /// - Throws: `Fault` of kind refused for what is no store of this version.
  public init(bytes: [UInt8], name: String) throws(Fault) {
    self.name = name
    do {
      database = try StoreDatabase(image: bytes)
      summaries = try database.summaries()
    } catch { throw storeFault(error, "read the results in", on: name) }
  }

  /// Opens a store's file that is the one entry of a zip archive.
  ///
  /// - Throws: `Fault` of kind refused.
  public convenience init(archive bytes: [UInt8], name: String) throws(Fault) {
    let file: [UInt8]
    do throws(Refusal) {
      let archive = try ZipArchive(bytes, limits: .init(inflatedBytes: 1 << 28))
      guard let entry = archive.entries.first, archive.entries.count == 1 else {
        throw Refusal("it holds \(archive.entries.count) files, not one")
      }
      file = Array(try archive.contents(of: entry))
    } catch {
      throw Fault(.refused, "read the results in", on: name, found: error.reason)
    }
    try self.init(bytes: file, name: name)
  }

  /// A result; nil if there is none.
  ///
  /// - Throws: `Fault` if its numbers are damaged.
  public func record(for key: StoreKey) throws(Fault) -> StoreRecord? {
    do { return try database.record(for: key) } catch {
      throw storeFault(error, "read a result in", on: name)
    }
  }
}

extension StoreDatabase {
  /// Opens a copy of a file's bytes, for reading only.
  fileprivate init(image bytes: [UInt8]) throws {
    try self.init { queue in
      try queue.writeWithoutTransaction { database in
        guard let copy = sqlite3_malloc64(sqlite3_uint64(max(1, bytes.count))) else {
          throw DatabaseError(resultCode: .SQLITE_NOMEM)
        }
        UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyBytes(from: bytes)
        // SQLite frees the copy, also where it refuses it.
        let code = sqlite3_deserialize(
          database.sqliteConnection,
          "main",
          copy.assumingMemoryBound(to: UInt8.self),
          Int64(bytes.count),
          Int64(bytes.count),
          UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY)
        )
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
      }
    }
  }
}
