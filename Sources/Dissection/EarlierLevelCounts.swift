public import Faults

/// Counts at all levels as the first version wrote them: tables as whole numbers with runs of zeros,
/// each followed by the sums of its concept, and the sums over all pixels behind them.
public enum EarlierLevelCounts {
  private static let mark = "ganscope level counts 1\n"
  private static let publishedMark = "ganscope level counts 1, published\n"

  /// The same counts as they are written now; other bytes as they are.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes.
  public static func renewed(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
    let isPublished = bytes.starts(with: publishedMark.utf8)
    guard isPublished || bytes.starts(with: mark.utf8) else { return bytes }
    var reader = try ByteReader(
      bytes,
      mark: isPublished ? publishedMark : mark,
      subject: LevelCounter.subject
    )
    let grid = try LevelGrid(from: &reader)
    var totals = try LevelTotals(from: &reader, units: grid.units)
    let packing = TablePacking(units: grid.units, bins: LevelCounter.binCount)
    var tables: [[UInt8]] = []
    for concept in totals.seenConcepts {
      tables.append(packing.packed(try reader.table(packing, holding: totals.labelPixels[concept])))
      try totals.read(sumsOf: concept, &reader)
    }
    for category in totals.seenCategories {
      let count = totals.categoryPixels[category]
      tables.append(packing.packed(try reader.table(packing, holding: count)))
    }
    try totals.read(sums: &reader)
    var writer = ByteWriter(mark: PackedLevelCounts.mark(isPublished: isPublished))
    writer.write(floats: grid.levels)
    totals.write(to: &writer)
    writer.append(reader.rest())
    for table in tables { writer.write(table) }
    return writer.bytes
  }
}

extension ByteReader {
  /// A table in which every unit's bins hold as many pixels as there are.
  fileprivate mutating func table(
    _ packing: TablePacking,
    holding held: UInt64
  ) throws(Fault) -> [UInt64] {
    let expected = packing.units * packing.bins
    var table: [UInt64] = []
    if try count(limit: 1) == 1 {
      table = try counts(expecting: expected)
    } else {
      table.reserveCapacity(expected)
      for _ in 0..<expected { table.append(try number()) }
    }
    guard table.allSatisfy({ $0 <= held }) else { throw fault("impossible counts") }
    for unit in 0..<packing.units {
      let row = table[unit * packing.bins..<(unit + 1) * packing.bins]
      guard row.reduce(0, +) == held else { throw fault("impossible counts") }
    }
    return table
  }
}
