public import Faults
import Tensors

extension LevelSample {
  private static let mark = "ganscope levels 1\n"

  /// The sample's state as bytes; equal for equal samples, however they were split.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(layer.name.rawValue)
    for number in [layer.units, layer.height, layer.width] { writer.write(number) }
    writer.write(convention.rawValue)
    for number in [sampleSize, segmentationHeight, segmentationWidth, scenes] {
      writer.write(number)
    }
    native.write(to: &writer)
    upsampled?.write(to: &writer)
    return writer.bytes
  }

  /// Restores a sample to go on with.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes.
  public init(decoding bytes: [UInt8]) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "levels")
    let name = LayerName(rawValue: try reader.text())
    let layer = LayerDescription(
      name: name,
      units: try reader.count(limit: 1 << 12),
      height: try reader.count(limit: 1 << 13),
      width: try reader.count(limit: 1 << 13)
    )
    guard let convention = Convention(rawValue: try reader.text()) else {
      throw reader.fault("an unknown convention")
    }
    self.init(
      layer: layer,
      convention: convention,
      sampleSize: try reader.count(limit: 1 << 24),
      segmentationHeight: try reader.count(limit: 1 << 13),
      segmentationWidth: try reader.count(limit: 1 << 13)
    )
    scenes = try reader.count(limit: 1 << 24)
    try native.read(from: &reader, perScene: layer.height * layer.width, scenes: scenes)
    try upsampled?.read(
      from: &reader,
      perScene: segmentationHeight * segmentationWidth,
      scenes: scenes
    )
    try reader.finish()
  }
}

extension UnitDistribution {
  func write(to writer: inout ByteWriter) {
    var settled = tail
    settled.settle()
    for unit in 0..<units { writer.write(floats: settled.largest(unit)) }
    if let histogram { writer.write(counts: histogram.bins.lazy.map(UInt64.init)) }
  }

  mutating func read(
    from reader: inout ByteReader,
    perScene: Int,
    scenes: Int
  ) throws(Fault) {
    var kept: [[Float]] = []
    for _ in 0..<units {
      let values = try reader.floats(limit: tail.capacity)
      guard values.allSatisfy(\.isFinite) else { throw reader.fault("a value that is no number") }
      kept.append(values)
    }
    tail = UpperTail(capacity: tail.capacity, kept: kept)
    if let bins = histogram?.bins {
      let counts = try reader.counts(expecting: bins.count)
      histogram = UnitHistogram(bins: counts.map { UInt32(clamping: $0) })
    }
    counted(perScene * scenes)
  }
}
