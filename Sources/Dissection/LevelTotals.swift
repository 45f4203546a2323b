import Faults

/// What counts at all levels tell besides their tables.
struct LevelTotals: Hashable, Sendable {
  /// How many scenes are counted.
  var scenes = 0
  /// How many pixels the segmentations of these scenes have.
  var pixels: UInt64 = 0
  /// How many pixels hold each concept.
  var labelPixels: [UInt64]
  /// How many pixels the scenes have that hold any label of each category.
  var categoryPixels: [UInt64]
  /// Sums of activations, as whole multiples of each unit's own step, over all pixels.
  var sums: [Int64]
  /// Sums of their squares.
  var squares: [UInt128]
  /// Sums over the pixels of each concept, by unit; empty for absent concepts.
  var labelSums: [[Int64]]

  init(units: Int, concepts: Int, categories: Int) {
    labelPixels = Array(repeating: 0, count: concepts)
    categoryPixels = Array(repeating: 0, count: max(1, categories))
    sums = Array(repeating: 0, count: units)
    squares = Array(repeating: 0, count: units)
    labelSums = labelPixels.map { _ in [] }
  }

  /// The concepts that were seen.
  var seenConcepts: [Int] { labelPixels.indices.filter { labelPixels[$0] > 0 } }
  /// The categories of which scenes hold labels.
  var seenCategories: [Int] { categoryPixels.indices.filter { categoryPixels[$0] > 0 } }

  private static let sceneLimit = 1 << 24
  /// So many scenes of 2^20 pixels.
  private static let pixelLimit: UInt64 = 1 << 44
  private static let sumLimit: UInt64 = 1 << 62
  /// A pixel adds a whole number of at most so many bits to sums.
  private static let wholeBits: UInt64 = 19

  /// Adds what is known of other scenes.
  ///
  /// - Throws: `Fault` of kind refused where there is more than any dissection counts.
  mutating func add(_ other: LevelTotals) throws(Fault) {
    scenes += other.scenes
    pixels += other.pixels
    guard scenes <= Self.sceneLimit, pixels <= Self.pixelLimit else { throw tooLarge() }
    // No more than the pixels of a concept or category are those of all.
    labelPixels.add(other.labelPixels)
    categoryPixels.add(other.categoryPixels)
    try add(other.sums, to: &sums)
    for unit in squares.indices { squares[unit] += other.squares[unit] }
    for concept in other.seenConcepts {
      if labelSums[concept].isEmpty {
        labelSums[concept] = other.labelSums[concept]
      } else {
        try add(other.labelSums[concept], to: &labelSums[concept])
      }
    }
  }

  private func add(_ added: [Int64], to total: inout [Int64]) throws(Fault) {
    for unit in total.indices {
      // Each is below 2^62.
      total[unit] += added[unit]
      guard total[unit].magnitude < Self.sumLimit else { throw tooLarge() }
    }
  }

  private func tooLarge() -> Fault {
    Fault(.refused, "add up counts", found: "more than any dissection counts")
  }

  // MARK: Bytes

  func write(to writer: inout ByteWriter) {
    writer.write(scenes)
    writer.write(pixels)
    writer.write(counts: labelPixels)
    writer.write(counts: categoryPixels)
    for concept in seenConcepts {
      for sum in labelSums[concept] { writer.write(signed: sum) }
    }
    for sum in sums { writer.write(signed: sum) }
    for square in squares {
      writer.write(UInt64(truncatingIfNeeded: square >> 64))
      writer.write(UInt64(truncatingIfNeeded: square))
    }
  }

  /// Reads what comes before sums.
  init(from reader: inout ByteReader, units: Int) throws(Fault) {
    let scenes = try reader.count(limit: Self.sceneLimit)
    let pixels = try reader.number()
    let labels = try reader.counts(of: 0...1 << 20)
    let categories = try reader.counts(of: 1...1 << 20)
    guard pixels <= Self.pixelLimit, (labels + categories).allSatisfy({ $0 <= pixels }) else {
      throw reader.fault("impossible counts")
    }
    self.init(units: units, concepts: labels.count, categories: categories.count)
    (self.scenes, self.pixels) = (scenes, pixels)
    (labelPixels, categoryPixels) = (labels, categories)
  }

  mutating func read(sums reader: inout ByteReader) throws(Fault) {
    for unit in sums.indices { sums[unit] = try sum(of: pixels, &reader) }
    for unit in squares.indices {
      let high = try reader.count(limit: 1 << 20)
      squares[unit] = UInt128(high) << 64 | UInt128(try reader.number())
      guard squares[unit] <= UInt128(pixels) << UInt128(2 * Self.wholeBits) else {
        throw reader.fault("impossible sums")
      }
    }
  }

  /// The sums over the pixels of one concept.
  mutating func read(sumsOf concept: Int, _ reader: inout ByteReader) throws(Fault) {
    labelSums[concept] = try sums.map { _ throws(Fault) in
      try sum(of: labelPixels[concept], &reader)
    }
  }

  private func sum(of count: UInt64, _ reader: inout ByteReader) throws(Fault) -> Int64 {
    let sum = try reader.signed()
    guard sum.magnitude <= count << Self.wholeBits, sum.magnitude < Self.sumLimit else {
      throw reader.fault("impossible sums")
    }
    return sum
  }
}
