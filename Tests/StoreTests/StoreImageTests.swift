import Faults
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct StoreImageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The bytes of a store with a record, as they ship: in one file, without a log.
  private func bytes(_ record: StoreRecord) throws -> [UInt8] {
    do {
      let store = Store(path: folder.file())
      store.save(record)
      #expect(store.settle() == nil)
    }
    let queue = try DatabaseQueue(path: folder.file())
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = DELETE")
    }
    try queue.close()
    return Array(try Data(contentsOf: URL(fileURLWithPath: folder.file())))
  }

  @Test func `a store in memory is read bit by bit`() throws {
    let record = sampleRecord(done: 640)
    let image = try StoreImage(bytes: bytes(record), name: "results")
    #expect(image.summaries.map(\.key) == [record.key])
    #expect(try image.record(for: record.key) == record)
    #expect(try image.record(for: sampleKey("layer5")) == nil)
  }

  @Test func `what is no store is refused by name`() throws {
    let whole = try bytes(sampleRecord(done: 640))
    for wrong in [[], Array("no store".utf8), Array(whole.prefix(5000))] {
      let fault = #expect(throws: Fault.self) {
        let image = try StoreImage(bytes: wrong, name: "results")
        _ = try image.record(for: sampleKey())
      }
      #expect(fault.map { "\($0)" }?.contains("results") == true)
    }
  }

  @Test func `a flipped number is told`() throws {
    let record = sampleRecord(done: 640)
    var damaged = try bytes(record)
    let number = try #require(record.parts.values.lazy.map(\.encoded).max { $0.count < $1.count })
    let place = try #require(Data(damaged).range(of: Data(number.prefix(32))))
    damaged[place.lowerBound + 9] ^= 16
    let image = try StoreImage(bytes: damaged, name: "results")
    let fault = #expect(throws: Fault.self) { try image.record(for: record.key) }
    #expect(fault?.kind == .refused)
  }
}
