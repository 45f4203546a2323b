import Faults
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct StoreTroubleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func patientStore() -> Store {
    Store(path: folder.file(), retryingAfter: .zero)
  }

  @Test func `a second instance reads, says who writes, and moves its results in later`() throws {
    var first: Store? = Store(path: folder.file())
    first?.save(sampleRecord(done: 1, layer: "of the first"))
    let second = patientStore()
    let trouble = try #require(second.condition.trouble)
    #expect(trouble.found == "process \(getpid()) writes to it")
    #expect(try second.record(for: sampleKey("of the first"))?.done == 1)

    second.save(sampleRecord(done: 2, layer: "of the second"))
    #expect(try second.record(for: sampleKey("of the second"))?.done == 2)
    #expect(try first?.record(for: sampleKey("of the second")) == nil)
    #expect(try second.summaries().count == 2)
    first?.save(sampleRecord(done: 3, layer: "of the first"))
    #expect(try second.record(for: sampleKey("of the first"))?.done == 3)
    #expect(throws: Fault.self) { try second.remove([sampleKey("of the first")]) }

    first = nil
    second.save(sampleRecord(done: 4, layer: "later"))
    #expect(second.condition == .writing)
    let third = Store(path: folder.file())
    #expect(try third.record(for: sampleKey("of the second"))?.done == 2)
    #expect(try third.record(for: sampleKey("later"))?.done == 4)
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
    var found = 0
    for layer in ["a", "b", "c"] {
      guard let record = try? store.record(for: sampleKey(layer)) else { continue }
      #expect(record == sampleRecord(done: 7, layer: layer, width: 60))
      found += 1
    }
    return found == 3
  }
}
