import Faults
import Foundation
import GRDB

extension StoreDatabase {
  static let keyCondition = StoreKey.columnNames.map { "\($0) = ?" }
    .joined(separator: " AND ")

  /// Writes whole records in one transaction, replacing older states of them.
  ///
  /// Another process may be further with the same work; what it wrote stays.
  func save(_ records: [StoreRecord]) throws {
    try queue.write { database in
      for record in records where try !Self.isSurpassed(record, in: database) {
        try Self.write(record, to: database)
      }
    }
  }

  private static func isSurpassed(_ record: StoreRecord, in database: Database) throws -> Bool {
    let done = try DatabaseValue.fetchOne(
      database,
      sql: "SELECT done FROM record WHERE \(keyCondition)",
      arguments: record.key.arguments
    )
    guard let done, let done = Int.fromDatabaseValue(done), done > record.done else { return false }
    // Only numbers that can be read are worth keeping.
    do { return try read(record.key, in: database) != nil } catch is Fault { return false }
  }

  static func write(_ record: StoreRecord, to database: Database) throws {
    let identity = try upsert(record, in: database)
    try database.execute(sql: "DELETE FROM part WHERE record = ?", arguments: [identity])
    // In order, so that writing a record again takes as many pages: a dictionary has another order
    // each time, and on a full disk that decided whether there was room.
    for (name, part) in record.parts.sorted(by: { $0.key < $1.key }) {
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
    try queue.read { try Self.read(key, in: $0) }
  }

  static func read(_ key: StoreKey, in database: Database) throws -> StoreRecord? {
    let sql = "SELECT id, done, total, checksum FROM record WHERE \(keyCondition)"
    let row = try Row.fetchOne(database, sql: sql, arguments: key.arguments)
    return try row.map { row in
      // Columns are taken by place: their names come from the file.
      try read(
        key,
        identity: row[0],
        done: row[1],
        total: row[2],
        checksum: row[3],
        in: database
      )
    }
  }

  /// Reads the parts of a record and holds them against its checksum.
  static func read(
    _ key: StoreKey,
    identity: DatabaseValue,
    done: DatabaseValue,
    total: DatabaseValue,
    checksum: DatabaseValue,
    in database: Database
  ) throws -> StoreRecord {
    guard let done = Int.fromDatabaseValue(done), countRange.contains(done),
      let total = Int.fromDatabaseValue(total), countRange.contains(total),
      let checksum = Int64.fromDatabaseValue(checksum)
    else { throw damage }
    let parts = try Self.parts(of: identity, in: database)
    let record = StoreRecord(key: key, done: done, total: total, parts: parts)
    guard record.checksum == checksum else { throw damage }
    return record
  }

  /// What numbers of steps make sense.
  static let countRange = 0...1 << 40

  private static func parts(
    of identity: DatabaseValue,
    in database: Database
  ) throws -> [String: StoredArray] {
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT name, type, bytes FROM part WHERE record = ?",
      arguments: [identity]
    )
    var parts: [String: StoredArray] = [:]
    for row in rows {
      guard let name = String.fromDatabaseValue(row[0]),
        let type = String.fromDatabaseValue(row[1]),
        let bytes = Data.fromDatabaseValue(row[2]),
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
