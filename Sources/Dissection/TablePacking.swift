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

  /// Adds a packed table to another.
  ///
  /// - Parameters:
  ///   - bytes: What `packed` gave, or any bytes.
  ///   - held: What each unit's counts add up to.
  ///   - total: The table that they are added to; of no use after bytes that are no such table.
  /// - Returns: Whether they are one.
  func add(_ bytes: ArraySlice<UInt8>, holding held: UInt64, to total: inout [UInt64]) -> Bool {
    precondition(total.count == units * bins, "\(total.count) counts of \(units) units")
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: units) { sums in
      bytes.withUnsafeBufferPointer { bytes in
        total.withUnsafeMutableBufferPointer { total in
          CStatistics_unpack(
            bytes.baseAddress,
            bytes.count,
            units,
            bins,
            held,
            sums.baseAddress,
            total.baseAddress
          ) != 0
        }
      }
    }
  }
}
