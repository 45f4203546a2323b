import Foundation

@testable import Store

/// A folder of its own that goes away with the test.
final class TemporaryFolder {
  let path: String

  init(_ name: String = "store") throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope-\(name)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String = "store.sqlite") -> String { path + "/" + name }
}

func sampleKey(_ layer: String = "layer4", kind: StoreKey.Kind = .dissection) -> StoreKey {
  StoreKey(
    kind,
    generator: "0123456789abcdef",
    segmenter: "fedcba9876543210",
    segmentation: "64/2",
    convention: "gandissect",
    layer: layer,
    seed: 1,
    sampleSize: 1000
  )
}

/// A record whose every number follows from `done`, so that mixing two states shows.
func sampleRecord(done: Int, layer: String = "layer4", width: Int = 500) -> StoreRecord {
  let range = 0..<width
  return StoreRecord(
    key: sampleKey(layer),
    done: done,
    total: 1000,
    parts: [
      "counts": .integers(range.map { Int64($0 * done) }),
      "levels": .floats(range.map { Float($0) + Float(done) / 7 }),
      "sums": .doubles(range.map { Double($0) * Double(done) / 3 }),
      "note": .bytes(Array("done \(done)".utf8)),
    ]
  )
}
