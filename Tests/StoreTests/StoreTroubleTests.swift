import Faults
import Foundation
import GRDB
import Glibc
import Testing

@testable import Store

@Suite struct StoreTroubleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func patientStore() -> Store {
    Store(path: folder.file(), retryingAfter: .zero)
  }

  @Test func `several instances write in turn and see what the others wrote`() throws {
    let (first, second) = (Store(path: folder.file()), Store(path: folder.file()))
    for turn in 1...20 {
      #expect(first.save(sampleRecord(done: turn, layer: "of the first")) == .writing)
      #expect(second.save(sampleRecord(done: turn, layer: "of the second")) == .writing)
    }
    #expect(try second.record(for: sampleKey("of the first"))?.done == 20)
    #expect(try first.record(for: sampleKey("of the second"))?.done == 20)
    #expect(try second.remove([sampleKey("of the first")]) == 1)
    #expect(try first.summaries().map(\.key.layer) == ["of the second"])
  }

  @Test func `whoever is less far with the same work takes nothing back`() throws {
    let (ahead, behind) = (Store(path: folder.file()), Store(path: folder.file()))
    ahead.save(sampleRecord(done: 500))
    #expect(behind.save(sampleRecord(done: 100)) == .writing)
    #expect(try behind.record(for: sampleKey()) == sampleRecord(done: 500))
    behind.save(sampleRecord(done: 500, width: 3))
    #expect(try ahead.record(for: sampleKey()) == sampleRecord(done: 500, width: 3))
    // What cannot be read is in nobody's way.
    try damageParts(at: folder.file())
    ahead.save(sampleRecord(done: 8))
    #expect(try ahead.record(for: sampleKey()) == sampleRecord(done: 8))
  }

  @Test func `while another process does not stop writing, results wait in memory`() throws {
    let store = patientStore()
    store.save(sampleRecord(done: 1, layer: "early"))
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let other = try DatabaseQueue(path: folder.file(), configuration: configuration)
    try other.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    #expect(store.save(sampleRecord(done: 2, layer: "late")).trouble?.found == busyWords)
    #expect(try store.record(for: sampleKey("late"))?.done == 2)
    let loss = try #require(store.settle(waiting: 0))
    #expect(loss.kind == .inputOutput && loss.found == busyWords)
    #expect(loss.attempt == "keep 1 result")
    try other.inDatabase { try $0.execute(sql: "COMMIT") }
    #expect(store.settle(waiting: 0) == nil)
    #expect(try Store(path: folder.file()).record(for: sampleKey("late"))?.done == 2)
  }

  @Test(arguments: ["removed", "replaced"])
  func `results follow the name of a file that is taken away`(what: String) throws {
    let store = Store(path: folder.file())
    for layer in ["a", "b"] { store.save(sampleRecord(done: 1, layer: layer)) }
    for suffix in ["", "-wal", "-shm"] {
      try FileManager.default.removeItem(atPath: folder.file() + suffix)
    }
    if what == "replaced" { Store(path: folder.file()).save(sampleRecord(done: 9, layer: "other")) }
    #expect(store.save(sampleRecord(done: 2, layer: "c")) == .writing)
    #expect(store.settle() == nil)
    let names = try Store(path: folder.file()).summaries().map(\.key.layer)
    #expect(names == ["a", "b", "c"] + (what == "replaced" ? ["other"] : []))
  }

  @Test func `a file that is taken away after the last save is noticed at the end`() throws {
    let store = Store(path: folder.file())
    store.save(sampleRecord(done: 1))
    for suffix in ["", "-wal", "-shm"] {
      try FileManager.default.removeItem(atPath: folder.file() + suffix)
    }
    #expect(store.settle() == nil)
    #expect(try Store(path: folder.file()).record(for: sampleKey()) == sampleRecord(done: 1))
  }

  @Test(arguments: ["", "-wal", "-shm"])
  func `a store that is emptied under its writer ends neither in a trap nor in silence`(
    suffix: String
  ) throws {
    let store = Store(path: folder.file(), retryingAfter: .zero)
    store.save(sampleRecord(done: 1, layer: "early"))
    truncate(folder.file() + suffix, 0)
    store.save(sampleRecord(done: 2, layer: "late"))
    #expect(try store.record(for: sampleKey("late"))?.done == 2)
    _ = try? store.record(for: sampleKey("early"))
    _ = try? store.summaries(checked: true)
    let loss = store.settle(waiting: 0)
    // An emptied log is not seen from outside; SQLite says what it finds.
    if suffix != "-wal" { #expect(loss?.kind == .inputOutput) }
  }

  @Test func `what is no regular file is refused at once`() throws {
    let (pipe, directory) = (folder.file("pipe"), folder.file("directory"))
    #expect(mkfifo(pipe, 0o600) == 0 && mkdir(directory, 0o700) == 0)
    for (path, found) in [(pipe, "a pipe"), (directory, "a directory"), ("/dev/zero", "a device")] {
      let store = Store(path: path)
      #expect(store.condition.trouble?.kind == .refused)
      #expect(store.condition.trouble?.found == found)
      let refused = #expect(throws: Fault.self) { try StoreReader(path: path) }
      #expect(refused?.kind == .refused && refused?.found == found)
    }
    #expect(access("/dev/zero-wal", F_OK) != 0 && access("/dev/zero.lock", F_OK) != 0)
  }

  @Test func `only the owner can read a store, whatever the umask`() throws {
    let former = umask(0)
    defer { umask(former) }
    let store = Store(path: folder.file("new folder/store.sqlite"))
    store.save(sampleRecord(done: 1))
    for suffix in ["", "-wal", "-shm"] {
      var status = stat()
      #expect(stat(folder.file("new folder/store.sqlite") + suffix, &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
    }
  }

  @Test func `damaged numbers are told, in the list too`() throws {
    let store = Store(path: folder.file())
    for layer in ["whole", "broken"] { store.save(sampleRecord(done: 1000, layer: layer)) }
    try damageParts(at: folder.file(), of: "broken")
    #expect(try store.summaries(checked: true).map(\.isDamaged) == [false, true])
    #expect(store.damages.isEmpty)
    #expect(throws: Fault.self) { try store.record(for: sampleKey("broken")) }
    #expect(throws: Fault.self) { try store.record(for: sampleKey("broken")) }
    let told = store.damages
    #expect(told.map(\.key.layer) == ["broken"])
    #expect(told.first?.fault.description.contains("'dissection of broken'") == true)
  }

  @Test func `numbers of steps that make no sense are damage, whatever the checksum`() throws {
    let store = Store(path: folder.file())
    store.save(sampleRecord(done: 5))
    let queue = try DatabaseQueue(path: folder.file())
    for done in [Int64.min, -1, .max] {
      try queue.write { database in
        var record = sampleRecord(done: 5)
        record.done = Int(done)
        try database.execute(
          sql: "UPDATE record SET done = ?, checksum = ?",
          arguments: [done, record.checksum]
        )
      }
      #expect(throws: Fault.self) { try store.record(for: sampleKey()) }
      #expect(try store.summaries().isEmpty)
    }
    #expect(try store.remove(nil) == 1)
  }

  @Test func `a store of a newer version is left alone`() throws {
    Store(path: folder.file()).save(sampleRecord(done: 1))
    let queue = try DatabaseQueue(path: folder.file())
    try queue.write { database in
      try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')")
    }
    try queue.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file()))
    let store = patientStore()
    let trouble = try #require(store.condition.trouble)
    #expect(trouble.kind == .refused && trouble.found == "one that a newer ganscope wrote")
    store.save(sampleRecord(done: 2))
    #expect(try store.record(for: sampleKey())?.done == 2)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file())) == before)
  }

  @Test func `an empty file becomes a store`() throws {
    try Data().write(to: URL(fileURLWithPath: folder.file()))
    let store = Store(path: folder.file())
    #expect(store.save(sampleRecord(done: 1)) == .writing)
  }

  @Test(arguments: ["/dev/null/store.sqlite", "/proc/none/store.sqlite"])
  func `where no folder can be made, results stay in memory`(_ path: String) throws {
    let store = Store(path: path, retryingAfter: .zero)
    let trouble = try #require(store.condition.trouble)
    #expect(trouble.kind == .inputOutput && trouble.advice != nil)
    store.save(sampleRecord(done: 1))
    store.save(sampleRecord(done: 2))
    #expect(try store.record(for: sampleKey())?.done == 2)
  }

  @Test(arguments: ["", "SQLite format 3\u{0}", "<html>no such page</html>"])
  func `a file that is no store is refused and kept`(_ start: String) throws {
    let contents = Data(start.utf8) + Data(repeating: 0x5A, count: 5000)
    try contents.write(to: URL(fileURLWithPath: folder.file()))
    let store = patientStore()
    let trouble = try #require(store.condition.trouble)
    #expect(trouble.kind == .refused)
    store.save(sampleRecord(done: 1))
    #expect(try store.record(for: sampleKey())?.done == 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file())) == contents)
  }

  @Test func `a torn file never yields wrong numbers`() throws {
    let whole = try closedStore()
    for length in stride(from: 0, to: whole.count, by: 1999) {
      try checkNoWrongNumbers(whole.prefix(length))
    }
  }

  @Test func `flipped bits never yield wrong numbers`() throws {
    let whole = try closedStore()
    var damaged = 0
    for place in stride(from: 0, to: whole.count, by: 347) {
      var bytes = whole
      bytes[place] ^= 1 << UInt8(place % 8)
      if try !checkNoWrongNumbers(bytes) { damaged += 1 }
    }
    #expect(damaged > 5)
  }

  /// Makes the numbers of a layer, or of all, others than those of the checksum.
  private func damageParts(at path: String, of layer: String? = nil) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: """
          UPDATE part SET bytes = zeroblob(length(bytes)) WHERE name = 'counts'
            AND record IN (SELECT id FROM record WHERE layer = coalesce(?, layer))
          """,
        arguments: [layer]
      )
    }
  }

  @Test func `a schema with any wrong letter is refused, never a trap`() throws {
    let whole = try closedStore()
    let start = try #require(whole.range(of: Data("CREATE TABLE record".utf8))).lowerBound
    for place in stride(from: start, to: start + 450, by: 4) {
      var bytes = whole
      bytes[place] ^= place.isMultiple(of: 8) ? 1 : 4
      try checkNoWrongNumbers(bytes)
    }
  }

  /// The bytes of a store that was closed in order.
  private func closedStore() throws -> Data {
    let path = folder.file("whole.sqlite")
    do {
      let store = Store(path: path)
      for layer in ["a", "b", "c"] { store.save(sampleRecord(done: 7, layer: layer, width: 60)) }
    }
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// Whether every record is still there; each that is found must be right.
  @discardableResult private func checkNoWrongNumbers(_ bytes: Data) throws -> Bool {
    let path = folder.file("torn.sqlite")
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    let store = Store(path: path, retryingAfter: .zero)
    _ = try? store.summaries(checked: true)
    _ = store.modelName(hash: "x")
    var found = 0
    for layer in ["a", "b", "c"] {
      guard let record = try? store.record(for: sampleKey(layer)) else { continue }
      #expect(record == sampleRecord(done: 7, layer: layer, width: 60))
      found += 1
    }
    store.save(sampleRecord(done: 9, layer: "d"))
    _ = store.settle(waiting: 0)
    return found == 3
  }
}
