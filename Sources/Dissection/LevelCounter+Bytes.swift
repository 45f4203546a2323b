public import Concepts
public import Faults

extension LevelCounter {
  private static let mark = "ganscope level counts 1\n"
  private static let publishedMark = "ganscope level counts 1, published\n"

  /// All counts as bytes; equal for equal counts.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: shifts == nil ? Self.mark : Self.publishedMark)
    writer.write(floats: grid.levels)
    writer.write(scenes)
    writer.write(pixels)
    writer.write(counts: labelPixels)
    writer.write(counts: categoryPixels)
    for concept in seenConcepts {
      writer.write(table: tables[concept])
      for sum in labelSums[concept] { writer.write(signed: sum) }
    }
    for category in categoryPixels.indices where categoryPixels[category] > 0 {
      writer.write(table: categoryTables[category])
    }
    for sum in sums { writer.write(signed: sum) }
    for square in squares {
      writer.write(UInt64(truncatingIfNeeded: square >> 64))
      writer.write(UInt64(truncatingIfNeeded: square))
    }
    shifts?.write(to: &writer)
    return writer.bytes
  }

  /// Restores counts to go on with or to look into.
  ///
  /// - Parameters:
  ///   - bytes: What `encoded` gave.
  ///   - vocabulary: The vocabulary that was counted with.
  /// - Throws: `Fault` of kind refused for damaged bytes or another vocabulary.
  public init(decoding bytes: [UInt8], vocabulary: ConceptVocabulary) throws(Fault) {
    let isPublished = bytes.starts(with: Self.publishedMark.utf8)
    var reader = try ByteReader(
      bytes,
      mark: isPublished ? Self.publishedMark : Self.mark,
      subject: "counts at all levels"
    )
    let levels = try reader.floats(limit: LevelGrid.fractions.count << 16)
    guard levels.count.isMultiple(of: LevelGrid.fractions.count), levels.allSatisfy(\.isFinite)
    else { throw reader.fault("another number of levels") }
    self.init(grid: LevelGrid(levels), vocabulary: vocabulary, isPublished: isPublished)
    scenes = try reader.count(limit: 1 << 24)
    pixels = try reader.number()
    guard pixels < 1 << 45 else { throw reader.fault("impossible counts") }
    labelPixels = try reader.counts(expecting: labelPixels.count)
    categoryPixels = try reader.counts(expecting: categoryPixels.count)
    guard (labelPixels + categoryPixels).allSatisfy({ $0 <= pixels }) else {
      throw reader.fault("impossible counts")
    }
    for concept in seenConcepts {
      tables[concept] = try table(from: &reader, holding: labelPixels[concept])
      labelSums[concept] = try sums.map { _ throws(Fault) in try reader.signed(below: 1 << 62) }
    }
    for category in categoryPixels.indices where categoryPixels[category] > 0 {
      categoryTables[category] = try table(from: &reader, holding: categoryPixels[category])
    }
    for unit in sums.indices { sums[unit] = try reader.signed(below: 1 << 62) }
    for unit in squares.indices {
      let high = try reader.count(limit: 1 << 20)
      squares[unit] = UInt128(high) << 64 | UInt128(try reader.number())
    }
    if isPublished {
      shifts = try PublishedShifts(from: &reader, units: grid.units, concepts: vocabulary.count)
    }
    try reader.finish()
  }

  /// A table in which every unit's bins hold as many pixels as there are.
  private func table(from reader: inout ByteReader, holding count: UInt64) throws(Fault) -> [UInt64]
  {
    let table = try reader.table(expecting: grid.units * Self.binCount, limit: count)
    for unit in 0..<grid.units {
      let row = table[unit * Self.binCount..<(unit + 1) * Self.binCount]
      guard row.reduce(0, +) == count else { throw reader.fault("impossible counts") }
    }
    return table
  }
}

extension ByteWriter {
  /// Counts, most of which may be zero or none.
  mutating func write(table: [UInt64]) {
    let isSparse = 2 * table.count { $0 > 0 } < table.count
    write(isSparse ? 1 : 0)
    if isSparse {
      write(counts: table)
    } else {
      for count in table { write(count) }
    }
  }
}

extension ByteReader {
  /// What was written as a table, of counts up to `limit`.
  mutating func table(expecting expected: Int, limit: UInt64) throws(Fault) -> [UInt64] {
    var table: [UInt64]
    if try count(limit: 1) == 1 {
      table = try counts(expecting: expected)
    } else {
      table = []
      table.reserveCapacity(expected)
      for _ in 0..<expected { table.append(try number()) }
    }
    guard table.allSatisfy({ $0 <= limit }) else { throw fault("impossible counts") }
    return table
  }

  mutating func signed(below limit: Int64) throws(Fault) -> Int64 {
    let value = try signed()
    guard abs(value) < limit else { throw fault("impossible sums") }
    return value
  }
}
