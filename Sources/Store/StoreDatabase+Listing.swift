import Faults
import GRDB

extension StoreDatabase {
  /// Every record, grouped by networks and layer.
  ///
  /// Rows that make no sense are left out; `checked` reads the numbers of the others too, to tell
  /// which are damaged.
  func summaries(checked: Bool = false) throws -> [StoreSummary] {
    // Columns are named, so that a table that has them not is an error, and taken by place.
    let columns = StoreKey.columnNames.map { "record.\($0)" }.joined(separator: ", ")
    let sql = """
      SELECT record.id, record.done, record.total, record.checksum, record.saved_at,
        coalesce(sum(length(part.bytes)), 0),
        coalesce(g.name, substr(record.generator, 1, 12)),
        coalesce(s.name, substr(record.segmenter, 1, 12)), \(columns)
      FROM record
        LEFT JOIN part ON part.record = record.id
        LEFT JOIN model AS g ON g.hash = record.generator
        LEFT JOIN model AS s ON s.hash = record.segmenter AND record.segmenter <> ''
      GROUP BY record.id
      ORDER BY record.generator, record.segmenter, record.kind, length(record.layer), record.layer,
        record.sample_size, record.saved_at
      """
    return try queue.read { database in
      try Row.fetchAll(database, sql: sql).compactMap { row in
        guard var summary = StoreSummary(row) else { return nil }
        if checked { summary.isDamaged = try isDamaged(row, summary.key, in: database) }
        return summary
      }
    }
  }

  private func isDamaged(_ row: Row, _ key: StoreKey, in database: Database) throws -> Bool {
    do {
      _ = try Self.read(
        key,
        identity: row[0],
        done: row[1],
        total: row[2],
        checksum: row[3],
        in: database
      )
      return false
    } catch is Fault {
      return true
    }
  }

  /// Removes records, by default all, and gives the space back to the file system.
  func remove(_ keys: [StoreKey]?) throws -> Int {
    let removed = try queue.write { database in
      guard let keys else {
        try database.execute(sql: "DELETE FROM record")
        return database.changesCount
      }
      return try keys.reduce(0) { try $0 + Self.remove($1, in: database) }
    }
    // Somebody who reads at this moment only keeps the file as long as it is.
    if removed > 0 { try? queue.vacuum() }
    return removed
  }

  static func remove(_ key: StoreKey, in database: Database) throws -> Int {
    try database.execute(
      sql: "DELETE FROM record WHERE \(keyCondition)",
      arguments: key.arguments
    )
    return database.changesCount
  }

  /// How many rows there are, those too that make no sense.
  func recordCount() throws -> Int {
    try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM record") ?? 0 }
  }

  /// Notes the name under which a network was last seen.
  func rememberModel(hash: String, name: String) throws {
    try queue.write { database in
      try database.execute(
        sql: """
          INSERT INTO model (hash, name) VALUES (?, ?)
          ON CONFLICT (hash) DO UPDATE SET name = excluded.name WHERE name <> excluded.name
          """,
        arguments: [hash, name]
      )
    }
  }

  /// The name under which a network was last seen.
  func modelName(hash: String) throws -> String? {
    try queue.read { database in
      try String.fetchOne(
        database,
        sql: "SELECT name FROM model WHERE hash = ?",
        arguments: [hash]
      )
    }
  }

  /// The hash of a file that has not changed since it was remembered.
  func hash(ofFile path: String, stamp: String) throws -> String? {
    try queue.read { database in
      try String.fetchOne(
        database,
        sql: "SELECT hash FROM file WHERE path = ? AND stamp = ?",
        arguments: [path, stamp]
      )
    }
  }

  /// Notes a file's hash together with what tells that it changed.
  func rememberFile(path: String, stamp: String, hash: String) throws {
    try queue.write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO file (path, stamp, hash) VALUES (?, ?, ?)",
        arguments: [path, stamp, hash]
      )
    }
  }
}

extension StoreSummary {
  /// Takes a row apart; nil for one that makes no sense.
  init?(_ row: Row) {
    let names = StoreKey.columnNames
    func text(_ place: Int) -> String? { String.fromDatabaseValue(row[place]) }
    func column(_ name: String) -> String? { names.firstIndex(of: name).flatMap { text(8 + $0) } }
    guard let kind = column("kind").flatMap(StoreKey.Kind.init),
      let seed = column("seed").flatMap({ UInt32($0) }),
      let sampleSize = column("sample_size").flatMap({ Int($0) }),
      let done = Int.fromDatabaseValue(row[1]), StoreDatabase.countRange.contains(done),
      let total = Int.fromDatabaseValue(row[2]), StoreDatabase.countRange.contains(total)
    else { return nil }
    let pieces = (column("detail") ?? "").split(
      separator: StorePart.mark,
      maxSplits: 1,
      omittingEmptySubsequences: false
    )
    let part = pieces.count > 1 ? StorePart(text: String(pieces[1])) : nil
    guard pieces.count == 1 || part != nil else { return nil }
    var key = StoreKey(
      kind,
      generator: column("generator") ?? "",
      segmenter: column("segmenter") ?? "",
      segmentation: column("segmentation") ?? "",
      convention: column("convention") ?? "",
      layer: column("layer") ?? "",
      seed: seed,
      sampleSize: sampleSize,
      detail: String(pieces[0])
    )
    key.part = part
    self.key = key
    (self.done, self.total) = (done, total)
    byteCount = Int.fromDatabaseValue(row[5]) ?? 0
    savedAt = text(4) ?? ""
    generatorName = text(6) ?? ""
    segmenterName = text(7) ?? ""
  }
}
