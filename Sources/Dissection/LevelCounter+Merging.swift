public import Faults

/// What is wrong with one of several parts.
public struct PartFault: Error {
  /// Which part.
  public let place: Int
  /// What is wrong.
  public let fault: Fault

  /// Makes one.
  public init(_ place: Int, _ fault: Fault) { (self.place, self.fault) = (place, fault) }
}

extension LevelCounter {
  /// Adds what other counters counted of other scenes.
  ///
  /// Concept by concept, each table of all parts, so that the table that is added to stays in the
  /// processor's cache. After a fault the counts are of no use.
  ///
  /// - Throws: `Fault` of kind defect for parts that were counted with other levels or concepts; of
  ///   kind usage with published mistakes, which depend on the order of the scenes; of kind refused
  ///   for damaged tables; with the part's place.
  public mutating func merge(_ parts: [PackedLevelCounts]) throws(PartFault) {
    for (place, part) in parts.enumerated() {
      do throws(Fault) {
        try checkFit(part)
        try totals.add(part.totals)
      } catch { throw PartFault(place, error) }
    }
    try unpack(parts)
  }

  private func checkFit(_ part: PackedLevelCounts) throws(Fault) {
    guard shifts == nil, part.shifts == nil else {
      throw Fault(
        .usage,
        "merge counts with published mistakes",
        found: "a correlation that depends on the order of all scenes",
        advice: "Count in one piece, or leave --parity published out"
      )
    }
    guard vocabulary == part.vocabulary, hasSameLevels(as: part.grid) else {
      throw Fault(
        .defect,
        "merge counts at all levels",
        expected: "the same levels and concepts",
        found: "others"
      )
    }
  }

  /// Adds the tables of parts.
  mutating func unpack(_ parts: [PackedLevelCounts]) throws(PartFault) {
    let packing = TablePacking(units: grid.units, bins: Self.binCount)
    for concept in tables.indices {
      try add(
        parts,
        table: \.tables[concept],
        held: \.totals.labelPixels[concept],
        packing: packing,
        to: &tables[concept]
      )
    }
    for category in categoryTables.indices {
      try add(
        parts,
        table: \.categoryTables[category],
        held: \.totals.categoryPixels[category],
        packing: packing,
        to: &categoryTables[category]
      )
    }
  }

  private func add(
    _ parts: [PackedLevelCounts],
    table: (PackedLevelCounts) -> Range<Int>?,
    held: (PackedLevelCounts) -> UInt64,
    packing: TablePacking,
    to total: inout [UInt64]
  ) throws(PartFault) {
    var (packed, places) = (PackedTables(), [Int]())
    for (place, part) in parts.enumerated() {
      guard let range = table(part) else { continue }
      packed.append(part.bytes[range], holding: held(part))
      places.append(place)
    }
    guard !places.isEmpty else { return }
    if total.isEmpty { total = Array(repeating: 0, count: packing.units * packing.bins) }
    guard let damaged = packing.add(packed, to: &total) else { return }
    throw PartFault(
      places[damaged],
      Fault(
        .refused,
        "read stored \(Self.subject)",
        found: "impossible counts",
        advice: "Remove it with 'ganscope store remove'; it will be measured again"
      )
    )
  }

  /// Whether counts were made at the very same levels.
  public func hasSameLevels(as other: LevelGrid) -> Bool {
    grid.levels.elementsEqual(other.levels) { $0.bitPattern == $1.bitPattern }
  }
}
