import GRDB

/// Tells which layers' results another program has changed.
struct StoreWatch {
  private var hasLooked = false
  private var queue: ObjectIdentifier?
  /// SQLite's count of changes by others, as this connection sees it.
  private var version: Int?
  /// When something of each layer was saved last, and how much is done in all.
  private var layers: [String: String] = [:]

  /// The layers of which something has changed since the last call, none at the first; a nil
  /// database is a store that is not there yet, and all is new in one that comes.
  mutating func changes(in database: StoreDatabase?) throws -> [String] {
    let isFirst = !hasLooked
    hasLooked = true
    guard let database else { return [] }
    let known = queue == ObjectIdentifier(database.queue) ? version : nil
    let (version, layers) = try database.queue.read { connection in
      let version = try Int.fetchOne(connection, sql: "PRAGMA data_version")
      guard version != known else { return (version, [String: String]?.none) }
      let rows = try Row.fetchAll(
        connection,
        sql: """
          SELECT layer, max(saved_at) || ' ' || sum(done) || ' ' || count(*) FROM record GROUP BY layer
          """
      )
      return (version, Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first })
    }
    (queue, self.version) = (ObjectIdentifier(database.queue), version)
    guard let layers else { return [] }
    defer { self.layers = layers }
    if isFirst { return [] }
    return layers.filter { $0.value != self.layers[$0.key] }.keys.filter { !$0.isEmpty }.sorted()
  }
}
