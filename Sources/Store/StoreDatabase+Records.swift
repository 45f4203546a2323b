import Faults
import Foundation
import GRDB

extension StoreDatabase {
  private static let keyCondition = StoreKey.columnNames.map { "\($0) = ?" }
    .joined(separator: " AND ")

  /// Writes whole records in one transaction, replacing older states of them.
  func save(_ records: [StoreRecord]) throws {
    try queue.write { database in
      for record in records { try Self.write(record, to: database) }
    }
  }

  private static func write(_ record: StoreRecord, to database: Database) throws {
    let identity = try upsert(record, in: database)
    try database.execute(sql: "DELETE FROM part WHERE record = ?", arguments: [identity])
    for (name, part) in record.parts {
      try database.execute(
        sql: "INSERT INTO part (record, name, type, bytes) VALUES (?, ?, ?, ?)",
        arguments: [identity, name, part.typeName, Data(part.encoded)]
      )
    }
  }

  private static func upsert(_ record: StoreRecord, in database: Database) throws -> Int64 {
    let names = StoreKey.columnNames
    let columns = (names + ["done", "total", "checksum", "saved_at"]).joined(separator: ", ")
    let sql = """
      INSERT INTO record (\(columns))
      VALUES (\(names.map { _ in "?" }.joined(separator: ", ")), ?, ?, ?, datetime('now'))
      ON CONFLICT (\(names.joined(separator: ", "))) DO UPDATE
      SET done = excluded.done, total = excluded.total, checksum = excluded.checksum,
        saved_at = excluded.saved_at
      RETURNING id
      """
    let arguments =
      record.key.arguments
      + StatementArguments([Int64(record.done), Int64(record.total), record.checksum])
    guard let identity = try Int64.fetchOne(database, sql: sql, arguments: arguments) else {
      throw Fault(.defect, "save a result", found: "no row was written")
    }
    return identity
  }

  /// Reads a record; nil if there is none.
  ///
  /// - Throws: `Fault` of kind refused if its numbers are damaged, SQLite's errors otherwise.
  func record(for key: StoreKey) throws -> StoreRecord? {
    try queue.read { database in
      let sql = "SELECT id, done, total, checksum FROM record WHERE \(Self.keyCondition)"
      guard let row = try Row.fetchOne(database, sql: sql, arguments: key.arguments) else {
        return nil
      }
      let parts = try Self.parts(of: row, in: database)
      let (done, total, checksum) = try Self.numbers(of: row)
      let record = StoreRecord(key: key, done: done, total: total, parts: parts)
      guard record.checksum == checksum else { throw Self.damage }
      return record
    }
  }

  private static func numbers(of row: Row) throws -> (Int, Int, Int64) {
    guard let done = Int.fromDatabaseValue(row["done"]),
      let total = Int.fromDatabaseValue(row["total"]),
      let checksum = Int64.fromDatabaseValue(row["checksum"])
    else { throw damage }
    return (done, total, checksum)
  }

  private static func parts(of row: Row, in database: Database) throws -> [String: StoredArray] {
    let identity: DatabaseValue = row["id"]
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT name, type, bytes FROM part WHERE record = ?",
      arguments: [identity]
    )
    var parts: [String: StoredArray] = [:]
    for row in rows {
      guard let name = String.fromDatabaseValue(row["name"]),
        let type = String.fromDatabaseValue(row["type"]),
        let bytes = Data.fromDatabaseValue(row["bytes"]),
        let part = StoredArray(typeName: type, encoded: Array(bytes))
      else { throw damage }
      parts[name] = part
    }
    return parts
  }

  private static var damage: Fault {
    Fault(
      .refused,
      "read a result from the store",
      found: "damaged numbers",
      advice: "It will be measured again; 'ganscope store remove' removes it"
    )
  }
}

extension StoreKey {
  static let columnNames = StoreKey(.levels, generator: "", seed: 0, sampleSize: 0)
    .columns.map(\.name)

  var arguments: StatementArguments { StatementArguments(columns.map(\.text)) }
}
