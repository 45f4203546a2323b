import CStatistics
public import Faults
public import Tensors

/// The scenes that activate each unit most.
///
/// Of equal activations the lower scene number comes first, so any split of the scenes gives the
/// same result. A feature map without a number in it counts as never active.
public struct TopScenes: Hashable, Sendable {
  /// How many scenes are kept for each unit.
  public let limit: Int
  /// The kept scenes unit by unit, the strongest first.
  public internal(set) var units: [[TopScene]]

  /// Starts without scenes.
  public init(units: Int, limit: Int = 20) {
    self.limit = limit
    self.units = Array(repeating: [], count: units)
  }

  /// Looks at consecutive scenes.
  ///
  /// - Parameters:
  ///   - activations: The layer's output, (batch, units, height, width).
  ///   - first: The number of the first scene of the batch.
  /// - Throws: `Fault` of kind defect for another number of units.
  public mutating func add(_ activations: Tensor, firstScene first: Int) throws(Fault) {
    let shape = activations.shape
    guard shape.channels == units.count else {
      throw Fault(
        .defect,
        "find top scenes",
        expected: "activations of \(units.count) units",
        found: "\(shape)"
      )
    }
    activations.values.withUnsafeBufferPointer { values in
      for (sample, unit) in product(shape.batch, shape.channels) {
        let map = values.baseAddress.map { $0 + shape.offset(sample, unit, 0, 0) }
        let peak = CStatistics_maximum(map, shape.planeCount)
        insert(TopScene(scene: first + sample, activation: peak), unit: unit)
      }
    }
  }

  /// Adds what was found among other scenes.
  ///
  /// - Throws: `Fault` of kind defect for another number of units or another limit.
  public mutating func merge(_ other: TopScenes) throws(Fault) {
    guard other.units.count == units.count, other.limit == limit else {
      throw Fault(
        .defect,
        "merge top scenes",
        expected: "\(limit) scenes of \(units.count) units",
        found: "\(other.limit) of \(other.units.count)"
      )
    }
    for (unit, scenes) in other.units.enumerated() {
      for scene in scenes { insert(scene, unit: unit) }
    }
  }

  /// The kept scenes as bytes.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(limit)
    writer.write(units.count)
    for scenes in units {
      writer.write(scenes.count)
      for scene in scenes {
        writer.write(scene.scene)
        writer.write(scene.activation)
      }
    }
    return writer.bytes
  }

  /// Restores scenes to go on with.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes.
  public init(decoding bytes: [UInt8]) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "top scenes")
    let limit = try reader.count(limit: 1 << 16)
    self.init(units: try reader.count(limit: 1 << 16), limit: limit)
    for unit in units.indices {
      for _ in 0..<(try reader.count(limit: limit)) {
        let scene = TopScene(
          scene: try reader.count(limit: 1 << 32),
          activation: try reader.float()
        )
        insert(scene, unit: unit)
      }
    }
    try reader.finish()
  }

  private static let mark = "ganscope top scenes 1\n"

  private mutating func insert(_ scene: TopScene, unit: Int) {
    guard scene.activation > -.infinity else { return }
    if units[unit].count == limit, let last = units[unit].last, !scene.precedes(last) { return }
    let place = units[unit].firstIndex { scene.precedes($0) } ?? units[unit].count
    units[unit].insert(scene, at: place)
    if units[unit].count > limit { units[unit].removeLast() }
  }
}

extension TopScene {
  fileprivate func precedes(_ other: TopScene) -> Bool {
    activation == other.activation ? scene < other.scene : activation > other.activation
  }
}

/// Every pair of indices below two bounds, the second running fastest.
private func product(_ first: Int, _ second: Int) -> some Sequence<(Int, Int)> {
  (0..<first * second).lazy.map { ($0 / second, $0 % second) }
}
