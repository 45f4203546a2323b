import CStatistics

/// Packs tables [unit * bins + bin] of counts, as `CStatistics_pack` tells.
struct TablePacking {
  let units: Int
  let bins: Int

  func packed(_ table: [UInt64]) -> [UInt8] {
    precondition(table.count == units * bins, "\(table.count) counts of \(units) units")
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 3 * units + 1) { scratch in
      [UInt8](unsafeUninitializedCapacity: CStatistics_packed_limit(units, bins)) { bytes, count in
        count = CStatistics_pack(table, units, bins, scratch.baseAddress, bytes.baseAddress)
      }
    }
  }

  /// Adds packed tables to another.
  ///
  /// - Parameters:
  ///   - tables: The tables.
  ///   - total: The table that they are added to; of no use after bytes that are no such table.
  /// - Returns: The place of the first that is none; nil if all are tables.
  func add(_ tables: PackedTables, to total: inout [UInt64]) -> Int? {
    precondition(total.count == units * bins, "\(total.count) counts of \(units) units")
    let words = CStatistics_unpack_words(units, bins)
    let first = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { scratch in
      total.withUnsafeMutableBufferPointer { total in
        CStatistics_unpack_all(
          tables.bytes,
          tables.starts,
          tables.held,
          tables.held.count,
          units,
          bins,
          scratch.baseAddress,
          total.baseAddress
        )
      }
    }
    return first < tables.held.count ? first : nil
  }
}

/// Packed tables of the same units and bins, one after the other.
struct PackedTables {
  fileprivate private(set) var bytes: [UInt8] = []
  fileprivate private(set) var starts = [0]
  fileprivate private(set) var held: [UInt64] = []

  /// Adds a table.
  ///
  /// - Parameters:
  ///   - table: What `TablePacking.packed` gave, or any bytes.
  ///   - held: What each unit's counts add up to.
  mutating func append(_ table: ArraySlice<UInt8>, holding held: UInt64) {
    bytes += table
    starts.append(bytes.count)
    self.held.append(held)
  }
}
