public import Faults
import Tensors

extension LevelSample {
  private static let mark = "ganscope levels 2\n"

  /// The sample's state as bytes; equal for equal samples, however they were split.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(layer.name.rawValue)
    for number in [layer.units, layer.height, layer.width] { writer.write(number) }
    writer.write(rule.storedName)
    for number in [sampleSize, segmentationHeight, segmentationWidth, scenes] {
      writer.write(number)
    }
    native.write(to: &writer)
    upsampled?.write(to: &writer)
    return writer.bytes
  }

  /// Restores a sample to go on with.
  ///
  /// - Parameters:
  ///   - bytes: What `encoded` gave.
  ///   - rule: The recipe that was followed.
  /// - Throws: `Fault` of kind refused for damaged bytes or another recipe.
  public init(decoding bytes: [UInt8], rule: LabelRule) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "levels")
    let name = LayerName(rawValue: try reader.text())
    let layer = LayerDescription(
      name: name,
      units: try reader.count(limit: 1 << 12),
      height: try reader.count(limit: 1 << 13),
      width: try reader.count(limit: 1 << 13)
    )
    guard try reader.text() == rule.storedName else { throw reader.fault("another recipe") }
    self.init(
      layer: layer,
      rule: rule,
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
  private static let unitsAtOnce = 16

  func write(to writer: inout ByteWriter) {
    // Some units at a time: a copy of all of them takes longer than sorting.
    for first in stride(from: 0, to: units, by: Self.unitsAtOnce) {
      let some = first..<min(units, first + Self.unitsAtOnce)
      var settled = tail.part(some)
      settled.settle()
      for unit in 0..<some.count { writer.write(floats: settled.largest(unit)) }
    }
    histogram?.write(to: &writer)
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
    try histogram?.read(from: &reader)
    counted(perScene * scenes)
  }
}
