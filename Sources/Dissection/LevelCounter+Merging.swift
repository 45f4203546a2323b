public import Faults

extension LevelCounter {
  /// Adds what another counter counted of other scenes.
  ///
  /// - Throws: `Fault` of kind defect if it counted with other levels or concepts; of kind usage with
  ///   published mistakes, which depend on the order of the scenes.
  public mutating func merge(_ other: LevelCounter) throws(Fault) {
    guard shifts == nil, other.shifts == nil else {
      throw Fault(
        .usage,
        "merge counts with published mistakes",
        found: "a correlation that depends on the order of all scenes",
        advice: "Count in one piece, or leave --parity published out"
      )
    }
    guard vocabulary == other.vocabulary, hasSameLevels(as: other.grid) else {
      throw Fault(
        .defect,
        "merge counts at all levels",
        expected: "the same levels and concepts",
        found: "others"
      )
    }
    scenes += other.scenes
    pixels += other.pixels
    labelPixels.add(other.labelPixels)
    categoryPixels.add(other.categoryPixels)
    for index in tables.indices {
      tables[index].add(other.tables[index])
      labelSums[index].add(other.labelSums[index])
    }
    for index in categoryTables.indices { categoryTables[index].add(other.categoryTables[index]) }
    sums.add(other.sums)
    for unit in squares.indices { squares[unit] += other.squares[unit] }
  }

  /// Whether counts were made at the very same levels.
  public func hasSameLevels(as other: LevelGrid) -> Bool {
    grid.levels.map(\.bitPattern) == other.levels.map(\.bitPattern)
  }
}
