import Faults
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct StoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test
  func `what another program stores is told by layer, once, and own results by themselves are not`()
    throws
  {
    let folder = try TemporaryFolder()
    let (own, other) = (Store(path: folder.file()), Store(path: folder.file()))
    other.save(sampleRecord(done: 1))
    #expect(own.changesByOthers().isEmpty)
    own.save(sampleRecord(done: 5, layer: "layer6"))
    #expect(own.changesByOthers().isEmpty)
    other.save(sampleRecord(done: 2))
    #expect(own.changesByOthers().contains("layer4"))
    #expect(own.changesByOthers().isEmpty)
    other.save(sampleRecord(done: 1, layer: "layer9"))
    #expect(own.changesByOthers() == ["layer9"])
    #expect(Store(path: Store.inMemory).changesByOthers().isEmpty)
  }

  @Test func `what was saved is found again bit by bit by the next run`() throws {
    var record = sampleRecord(done: 640)
    let odd: [Float] = [.nan, -0.0, .infinity, .leastNonzeroMagnitude, 0.1]
    record.parts["odd"] = .floats(odd)
    record.parts["empty"] = .floats([])
    do {
      let store = Store(path: folder.file())
      #expect(store.condition == .writing)
      #expect(store.save(record) == .writing)
    }
    let found = try #require(try Store(path: folder.file()).record(for: record.key))
    #expect(found.done == 640 && found.total == 1000 && !found.isFinished)
    #expect(found.floats("odd")?.map(\.bitPattern) == odd.map(\.bitPattern))
    #expect(found.parts.filter { $0.key != "odd" } == record.parts.filter { $0.key != "odd" })
  }

  @Test func `a store in memory leaves no file behind`() throws {
    let store = Store(path: Store.inMemory)
    let record = sampleRecord(done: 8)
    #expect(store.save(record) == .writing)
    #expect(try store.record(for: record.key) == record)
    #expect(!FileManager.default.fileExists(atPath: Store.inMemory + ".lock"))
    #expect(!FileManager.default.fileExists(atPath: Store.inMemory))
  }

  @Test func `a newer state replaces the older whole`() throws {
    let store = Store(path: folder.file())
    store.save(sampleRecord(done: 8))
    var newer = sampleRecord(done: 16)
    newer.parts["note"] = nil
    store.save(newer)
    #expect(try store.record(for: newer.key) == newer)
    #expect(try store.summaries().count == 1)
  }

  @Test func `any difference in the key is another result`() throws {
    let store = Store(path: folder.file())
    let record = sampleRecord(done: 1)
    store.save(record)
    let changes: [(inout StoreKey) -> Void] = [
      { $0.kind = .sweep }, { $0.generator += "0" }, { $0.segmenter = "" },
      { $0.segmentation = "128/2" }, { $0.convention = "dissect" }, { $0.layer = "layer5" },
      { $0.seed = 2 }, { $0.sampleSize = 100 }, { $0.detail = "edit" },
    ]
    for change in changes {
      var key = record.key
      change(&key)
      #expect(try store.record(for: key) == nil)
    }
    #expect(try store.record(for: record.key) == record)
  }

  @Test func `missing folders are made, whatever their names`() throws {
    let path = folder.file("a folder/with 'quotes' ?#%/ünïcode/store.sqlite")
    Store(path: path).save(sampleRecord(done: 3))
    #expect(try Store(path: path).record(for: sampleKey())?.done == 3)
  }

  @Test func `the list names what is there, and removing removes only what was named`() throws {
    let store = Store(path: folder.file())
    store.rememberModel(hash: "0123456789abcdef", name: "church.pth")
    for layer in ["layer2", "layer10"] { store.save(sampleRecord(done: 5, layer: layer)) }
    let list = try store.summaries()
    #expect(list.map(\.key.layer) == ["layer2", "layer10"])
    #expect(list.map(\.generatorName) == ["church.pth", "church.pth"])
    #expect(list.map(\.segmenterName) == ["fedcba987654", "fedcba987654"])
    #expect(list.allSatisfy { $0.done == 5 && $0.total == 1000 && $0.byteCount == 10_006 })
    #expect(try store.remove([sampleKey("layer2"), sampleKey("layer3")]) == 1)
    #expect(try store.summaries().map(\.key.layer) == ["layer10"])
  }

  @Test func `a file is hashed once until it changes`() throws {
    let store = Store(path: folder.file())
    let path = folder.file("network.pth")
    try Data("one".utf8).write(to: URL(fileURLWithPath: path))
    var computed = 0
    func hash(_ answer: String) -> String {
      store.contentHash(ofFile: path) {
        computed += 1
        return answer
      }
    }
    #expect(hash("h1") == "h1" && hash("unasked") == "h1" && computed == 1)
    try Data("another".utf8).write(to: URL(fileURLWithPath: path))
    #expect(hash("h2") == "h2" && computed == 2)
  }

  @Test func `the usual place follows the XDG rules`() {
    let place = Store.defaultPath(environment:)
    #expect(place(["XDG_DATA_HOME": "/data", "HOME": "/h"]) == "/data/ganscope/store.sqlite")
    let fallback = "/h/.local/share/ganscope/store.sqlite"
    #expect(place(["HOME": "/h"]) == fallback)
    #expect(place(["XDG_DATA_HOME": "relative", "HOME": "/h"]) == fallback)
    #expect(place(["HOME": "/"]) == "/.local/share/ganscope/store.sqlite")
  }
}
