import GRDB

/// The tables of the store and their history.
///
/// A released migration never changes.
enum StoreSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(sql: firstVersion)
    }
    return migrator
  }

  private static let firstVersion = """
    CREATE TABLE record (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      generator TEXT NOT NULL,
      segmenter TEXT NOT NULL,
      segmentation TEXT NOT NULL,
      convention TEXT NOT NULL,
      layer TEXT NOT NULL,
      seed TEXT NOT NULL,
      sample_size TEXT NOT NULL,
      detail TEXT NOT NULL,
      done INTEGER NOT NULL,
      total INTEGER NOT NULL,
      checksum INTEGER NOT NULL,
      saved_at TEXT NOT NULL,
      UNIQUE (kind, generator, segmenter, segmentation, convention, layer, seed, sample_size,
        detail)
    );
    CREATE TABLE part (
      record INTEGER NOT NULL REFERENCES record (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (record, name)
    );
    CREATE TABLE model (
      hash TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL
    );
    CREATE TABLE file (
      path TEXT NOT NULL PRIMARY KEY,
      stamp TEXT NOT NULL,
      hash TEXT NOT NULL
    );
    """
}
