import Testing

@testable import Dissection

/// Packed tables read bit by bit, as the format is told.
private struct PlainPacking {
  private var bits: [Bool]
  private var place = 0

  private init(_ bytes: some Sequence<UInt8>) {
    bits = bytes.flatMap { byte in (0..<8).map { byte >> $0 & 1 == 1 } }
  }

  private mutating func take(_ count: Int) -> UInt64 {
    defer { place += count }
    return bits[place..<place + count].enumerated().reduce(0) {
      $0 | ($1.element ? 1 : 0) << $1.offset
    }
  }

  private mutating func number(_ shift: Int) -> UInt64 {
    var quotient = 0
    while take(1) == 0 { quotient += 1 }
    return quotient == 24 ? take(48) : UInt64(quotient) << shift | take(shift)
  }

  /// The table [unit * bins + bin] that bytes hold; every bit of them is read.
  static func table(_ bytes: [UInt8], units: Int, bins: Int) -> [UInt64] {
    let first = bytes[..<4].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    var (places, counts) = (Self(bytes[4..<4 + first]), Self(bytes[(4 + first)...]))
    var table = [UInt64](repeating: 0, count: units * bins)
    for bin in 0..<bins {
      let isSparse = places.take(1) == 1
      let shift = Int(places.take(5))
      let gapShift = isSparse ? Int(places.take(4)) : 0
      var unit = 0
      while true {
        if isSparse { unit += Int(places.number(gapShift)) }
        if unit == units { break }
        table[unit * bins + bin] = counts.number(shift) + (isSparse ? 1 : 0)
        unit += 1
      }
    }
    for stream in [places, counts] {
      #expect(stream.bits.count - stream.place < 8 && !stream.bits[stream.place...].contains(true))
    }
    return table
  }
}

@Suite("Packed tables of counts")
struct TablePackingTests {
  /// Counts of so many pixels in bins around each unit's own, of which some units' are far off.
  private func table(units: Int, bins: Int, pixels: UInt64, spread: Int, seed: UInt64) -> [UInt64] {
    var noise = Noise(seed)
    var table = [UInt64](repeating: 0, count: units * bins)
    for unit in 0..<units {
      var left = pixels
      let middle = noise.below(bins)
      while left > 0 {
        let bin = min(max(middle + noise.below(2 * spread + 1) - spread, 0), bins - 1)
        let count = min(left, max(1, pixels / 64 + UInt64(noise.below(7))))
        table[unit * bins + bin] += count
        left -= count
      }
    }
    return table
  }

  @Test(
    "what is packed is what the format says, and is unpacked to the bit",
    arguments: [
      (1, 1, 1, 0), (1, 101, 5, 3), (7, 3, 1, 0), (64, 101, 1, 0), (64, 101, 40, 20),
      (33, 101, 5000, 50), (512, 101, 900, 30), (20, 101, 1 << 33, 50), (5, 101, 1 << 43, 2),
      (5, 2, 1 << 43, 0),
    ]
  )
  func roundTrip(units: Int, bins: Int, pixels: UInt64, spread: Int) throws {
    let packing = TablePacking(units: units, bins: bins)
    let first = table(units: units, bins: bins, pixels: pixels, spread: spread, seed: 3)
    let second = table(units: units, bins: bins, pixels: pixels, spread: spread, seed: 4)
    let bytes = (packing.packed(first), packing.packed(second))
    #expect(PlainPacking.table(bytes.0, units: units, bins: bins) == first)
    #expect(PlainPacking.table(bytes.1, units: units, bins: bins) == second)
    var total = [UInt64](repeating: 0, count: units * bins)
    #expect(packing.add(PackedTables([bytes.0], holding: pixels), to: &total) == nil)
    #expect(total == first)
    #expect(packing.add(PackedTables([bytes.1], holding: pixels), to: &total) == nil)
    #expect(total == zip(first, second).map { $0 + $1 })
    // A wrong sum is no such table.
    #expect(packing.add(PackedTables([bytes.0], holding: pixels + 1), to: &total) == 0)
  }

  @Test("many tables add up as one after the other, and the first that is none is named")
  func many() {
    let (units, bins) = (96, 101)
    let packing = TablePacking(units: units, bins: bins)
    let tables = (0..<40).map {
      table(units: units, bins: bins, pixels: 500 + UInt64($0), spread: 1 + $0, seed: UInt64($0))
    }
    var packed = PackedTables()
    var sum = [UInt64](repeating: 7, count: units * bins)
    var total = sum
    for (number, table) in tables.enumerated() {
      packed.append(packing.packed(table)[...], holding: 500 + UInt64(number))
      for index in sum.indices { sum[index] += table[index] }
    }
    #expect(packing.add(packed, to: &total) == nil)
    #expect(total == sum)
    for damaged in [0, 13, 39] {
      var packed = PackedTables()
      for (number, table) in tables.enumerated() {
        // From the damaged one on nothing is as it should be.
        let held = 500 + UInt64(number) + (number >= damaged ? 1 : 0)
        packed.append(packing.packed(table)[...], holding: held)
      }
      #expect(packing.add(packed, to: &total) == damaged)
    }
  }

  @Test("sparse counts take few bits, dense ones few more than their logarithm")
  func size() {
    let packing = TablePacking(units: 512, bins: 101)
    let sparse = table(units: 512, bins: 101, pixels: 68, spread: 15, seed: 1)
    let held = sparse.count { $0 > 0 }
    // Runs of zeros and whole numbers took two bytes each.
    #expect(packing.packed(sparse).count * 8 < 9 * held)
    let dense = [UInt64](repeating: 1000, count: 512 * 101)
    #expect(packing.packed(dense).count < 512 * 101 * 12 / 8)
    let empty = [UInt64](repeating: 0, count: 512 * 101)
    #expect(packing.packed(empty).count < 400)
  }

  @Test("damaged, cut and made-up bytes are refused or are tables of the same sums, never a trap")
  func hostile() {
    let (units, bins, pixels) = (40, 101, UInt64(300))
    let packing = TablePacking(units: units, bins: bins)
    let bytes = packing.packed(table(units: units, bins: bins, pixels: 300, spread: 20, seed: 8))
    var noise = Noise(5)
    func tried(_ bytes: ArraySlice<UInt8>) -> Bool {
      var total = [UInt64](repeating: 0, count: units * bins)
      guard packing.add(PackedTables([Array(bytes)], holding: pixels), to: &total) == nil else {
        return false
      }
      for unit in 0..<units {
        #expect(total[unit * bins..<(unit + 1) * bins].reduce(0, +) == pixels)
      }
      return true
    }
    for length in 0..<bytes.count { #expect(!tried(bytes[..<length])) }
    #expect(!tried((bytes + [0])[...]))
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1 << UInt8(noise.below(8))
      _ = tried(changed[...])
    }
    for _ in 0..<2000 {
      let size = noise.below(200)
      var made = (0..<size).map { _ in UInt8(noise.below(256)) }
      // Lengths of the first stream that are possible, too.
      if size > 4, noise.below(2) == 0 {
        made.replaceSubrange(0..<4, with: [UInt8(noise.below(size)), 0, 0, 0])
      }
      _ = tried(made[...])
    }
    for byte in [UInt8(0), 1, 0x55, 0xff] {
      for size in [0, 3, 4, 5, 12, 1000] {
        #expect(!tried(Array(repeating: byte, count: size)[...]))
      }
    }
  }
}

extension PackedTables {
  fileprivate init(_ tables: [[UInt8]], holding held: UInt64) {
    self.init()
    for table in tables { append(table[...], holding: held) }
  }
}
