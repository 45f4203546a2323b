import CZlib

extension StoreRecord {
  /// A CRC-32 over the key and every number, since SQLite itself does not notice a flipped bit.
  var checksum: Int64 {
    var sum = crc32(0, nil, 0)
    func add(_ bytes: [UInt8]) {
      // The length keeps neighbouring pieces from trading bytes.
      let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }
      for piece in [length, bytes] {
        sum = crc32(sum, piece, UInt32(clamping: piece.count))
      }
    }
    for text in key.columns.map(\.text) + ["\(done)", "\(total)"] { add(Array(text.utf8)) }
    for (name, part) in parts.sorted(by: { $0.key < $1.key }) {
      add(Array(name.utf8))
      add(Array(part.typeName.utf8))
      add(part.encoded)
    }
    return Int64(sum)
  }
}

extension StoreKey {
  /// The columns that hold the key, with their values as text.
  var columns: [(name: String, text: String)] {
    [
      ("kind", kind.rawValue), ("generator", generator), ("segmenter", segmenter),
      ("segmentation", segmentation), ("convention", convention), ("layer", layer),
      ("seed", "\(seed)"), ("sample_size", "\(sampleSize)"),
      ("detail", detail + (part.map { "\(StorePart.mark)\($0.text)" } ?? "")),
    ]
  }
}
