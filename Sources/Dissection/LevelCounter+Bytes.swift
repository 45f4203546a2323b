public import Concepts
public import Faults

extension LevelCounter {
  /// All counts as bytes; equal for equal counts.
  ///
  /// A mark; levels, scenes, pixels; the sums; then the tables, packed, each after its length.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: PackedLevelCounts.mark(isPublished: isPublished))
    writer.write(floats: grid.levels)
    totals.write(to: &writer)
    shifts?.write(to: &writer)
    let packing = TablePacking(units: grid.units, bins: Self.binCount)
    for concept in seenConcepts { writer.write(packing.packed(tables[concept])) }
    for category in totals.seenCategories {
      writer.write(packing.packed(categoryTables[category]))
    }
    return writer.bytes
  }

  /// Restores counts to go on with or to look into.
  ///
  /// - Parameters:
  ///   - bytes: What `encoded` gave, here or in an earlier version.
  ///   - vocabulary: The vocabulary that was counted with.
  /// - Throws: `Fault` of kind refused for damaged bytes or another vocabulary.
  public init(decoding bytes: [UInt8], vocabulary: ConceptVocabulary) throws(Fault) {
    try self.init(PackedLevelCounts(bytes, vocabulary: vocabulary))
  }

  /// Unpacks counts.
  ///
  /// - Throws: `Fault` of kind refused for damaged tables.
  public init(_ packed: PackedLevelCounts) throws(Fault) {
    self.init(grid: packed.grid, vocabulary: packed.vocabulary, isPublished: packed.shifts != nil)
    totals = packed.totals
    shifts = packed.shifts
    do throws(PartFault) { try unpack([packed]) } catch { throw error.fault }
  }
}

/// Counts at all levels whose tables are still packed: what a merge of many holds of each.
public struct PackedLevelCounts: Sendable {
  let grid: LevelGrid
  let vocabulary: ConceptVocabulary
  let totals: LevelTotals
  let shifts: PublishedShifts?
  /// What `LevelCounter.encoded` gives.
  public let bytes: [UInt8]
  /// Where the tables lie, by concept and by category.
  let tables: [Int: Range<Int>]
  let categoryTables: [Int: Range<Int>]

  /// How many scenes are counted.
  public var scenes: Int { totals.scenes }
  /// About how much memory this takes.
  public var memoryByteCount: Int {
    bytes.count + MemoryLayout<Float>.stride * grid.levels.count
      + MemoryLayout<Int64>.stride * grid.units * tables.count
  }

  static func mark(isPublished: Bool) -> String {
    isPublished ? "ganscope level counts 2, published\n" : "ganscope level counts 2\n"
  }

  /// Finds out what bytes hold, but for the tables.
  ///
  /// - Parameters:
  ///   - bytes: What `LevelCounter.encoded` gave, here or in an earlier version.
  ///   - vocabulary: The vocabulary that was counted with.
  /// - Throws: `Fault` of kind refused for damaged bytes or another vocabulary.
  public init(_ bytes: [UInt8], vocabulary: ConceptVocabulary) throws(Fault) {
    let bytes = try EarlierLevelCounts.renewed(bytes)
    let isPublished = bytes.starts(with: Self.mark(isPublished: true).utf8)
    var reader = try ByteReader(
      bytes,
      mark: Self.mark(isPublished: isPublished),
      subject: LevelCounter.subject
    )
    let grid = try LevelGrid(from: &reader)
    var totals = try LevelTotals(from: &reader, units: grid.units)
    guard totals.labelPixels.count == vocabulary.count,
      totals.categoryPixels.count == max(1, vocabulary.categories.count)
    else { throw reader.fault("another vocabulary") }
    for concept in totals.seenConcepts { try totals.read(sumsOf: concept, &reader) }
    try totals.read(sums: &reader)
    shifts =
      isPublished
      ? try PublishedShifts(from: &reader, units: grid.units, concepts: vocabulary.count) : nil
    var places: [Int: Range<Int>] = [:]
    for concept in totals.seenConcepts { places[concept] = try reader.block() }
    tables = places
    places = [:]
    for category in totals.seenCategories { places[category] = try reader.block() }
    categoryTables = places
    try reader.finish()
    (self.grid, self.totals, self.vocabulary, self.bytes) = (grid, totals, vocabulary, bytes)
  }
}

extension LevelGrid {
  init(from reader: inout ByteReader) throws(Fault) {
    let levels = try reader.floats(limit: Self.count << 16)
    guard levels.count.isMultiple(of: Self.count), levels.allSatisfy(\.isFinite) else {
      throw reader.fault("another number of levels")
    }
    self.init(levels)
  }
}

extension LevelCounter {
  static let subject = "counts at all levels"
}
