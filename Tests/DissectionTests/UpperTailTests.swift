import Testing

@testable import Dissection

@Suite("Upper tails")
struct UpperTailTests {
  @Test(
    "settling keeps the largest values, sorted, with zeros in one order",
    arguments: [1, 7, 900]
  )
  func settles(capacity: Int) {
    var noise = Noise(11)
    let odd: [Float] = [
      0, -0.0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, 1, 1, -1, -1, 256, 255.99998,
    ]
    let units = (0..<5).map { unit in
      (odd + (0..<unit * 200).map { _ in noise.uniform() - 0.5 }).shuffled()
    }
    var tail = UpperTail(units: units.count, capacity: capacity)
    for (unit, values) in units.enumerated() {
      values.withUnsafeBufferPointer { tail.add(unit, $0) }
    }
    tail.settle()
    for (unit, values) in units.enumerated() {
      let sorted = values.sorted {
        ($0, $1.sign == .minus ? 1 : 0) > ($1, $0.sign == .minus ? 1 : 0)
      }
      let kept = tail.largest(unit)
      #expect(kept.elementsEqual(sorted.prefix(capacity)))
      var alone = tail.part(unit..<unit + 1)
      alone.settle()
      #expect(alone.largest(0).elementsEqual(kept))
      guard values.count <= capacity else { continue }
      #expect(kept.map { $0.bitPattern } == sorted.map { $0.bitPattern })
    }
  }
}
