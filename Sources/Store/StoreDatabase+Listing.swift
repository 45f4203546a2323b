import GRDB

extension StoreDatabase {
  /// Every record, grouped by networks and layer.
  ///
  /// Rows that make no sense are left out.
  func summaries() throws -> [StoreSummary] {
    let sql = """
      SELECT record.*, coalesce(sum(length(bytes)), 0) AS byte_count,
        coalesce(g.name, substr(generator, 1, 12)) AS generator_name,
        coalesce(s.name, substr(segmenter, 1, 12)) AS segmenter_name
      FROM record
        LEFT JOIN part ON part.record = record.id
        LEFT JOIN model AS g ON g.hash = generator
        LEFT JOIN model AS s ON s.hash = segmenter AND segmenter <> ''
      GROUP BY record.id
      ORDER BY generator, segmenter, kind, length(layer), layer, sample_size, saved_at
      """
    return try queue.read { database in
      try Row.fetchAll(database, sql: sql).compactMap(StoreSummary.init)
    }
  }

  /// Removes records and gives the space back to the file system.
  func remove(_ keys: [StoreKey]) throws -> Int {
    let condition = StoreKey.columnNames.map { "\($0) = ?" }.joined(separator: " AND ")
    let removed = try queue.write { database in
      try keys.reduce(0) { count, key in
        try database.execute(
          sql: "DELETE FROM record WHERE \(condition)",
          arguments: key.arguments
        )
        return count + database.changesCount
      }
    }
    if removed > 0 { try queue.vacuum() }
    return removed
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
  init?(_ row: Row) {
    guard let kind = String.fromDatabaseValue(row["kind"]).flatMap(StoreKey.Kind.init),
      let seed = String.fromDatabaseValue(row["seed"]).flatMap({ UInt32($0) }),
      let sampleSize = String.fromDatabaseValue(row["sample_size"]).flatMap({ Int($0) }),
      let done = Int.fromDatabaseValue(row["done"]),
      let total = Int.fromDatabaseValue(row["total"])
    else { return nil }
    func text(_ column: String) -> String { String.fromDatabaseValue(row[column]) ?? "" }
    key = StoreKey(
      kind,
      generator: text("generator"),
      segmenter: text("segmenter"),
      segmentation: text("segmentation"),
      convention: text("convention"),
      layer: text("layer"),
      seed: seed,
      sampleSize: sampleSize,
      detail: text("detail")
    )
    (self.done, self.total) = (done, total)
    byteCount = Int.fromDatabaseValue(row["byte_count"]) ?? 0
    savedAt = text("saved_at")
    generatorName = text("generator_name")
    segmenterName = text("segmenter_name")
  }
}
