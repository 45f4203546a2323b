import Directions
import Faults
import Testing

/// Principal components against their definition.
@Suite struct PrincipalComponentsTests {
  /// Vectors with more variance in earlier directions of a turned basis, far from zero.
  private func vectors(_ count: Int, _ dimensions: Int) -> [[Float]] {
    var state: UInt64 = 7
    func draw() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24) - 0.5
    }
    let mixing = (0..<dimensions * 3).map { _ in draw() }
    return (0..<count).map { _ in
      let hidden = [9 * draw(), 3 * draw(), draw()]
      return (0..<dimensions).map { index in
        100 + draw() * 0.01
          + (0..<3).reduce(0) { $0 + hidden[$1] * mixing[$1 * dimensions + index] }
      }
    }
  }

  private func components(
    _ rows: [[Float]],
    _ count: Int
  ) throws -> [PrincipalComponents.Component] {
    var sums = try PrincipalComponents(dimensions: rows[0].count, expecting: rows.count)
    for row in rows { sums.add(row) }
    return try sums.components(count)
  }

  @Test(arguments: [(60, 24), (40, 1100)])
  func `they are eigenvectors of the covariance, most variance first`(
    count: Int,
    dimensions: Int
  ) throws {
    let rows = vectors(count, dimensions)
    let found = try components(rows, 3)
    #expect(found.count == 3)
    let mean = (0..<dimensions).map { index in
      rows.reduce(0.0) { $0 + Double($1[index]) } / Double(count)
    }
    var total = 0.0
    for row in rows {
      for index in 0..<dimensions {
        total += (Double(row[index]) - mean[index]) * (Double(row[index]) - mean[index])
      }
    }
    for part in found {
      // The covariance times the vector, straight from its definition.
      let scores = rows.map { row in
        (0..<dimensions).reduce(0.0) {
          $0 + (Double(row[$1]) - mean[$1]) * Double(part.vector[$1])
        }
      }
      let variance = scores.reduce(0) { $0 + $1 * $1 } / Double(count)
      #expect(abs(variance.squareRoot() - Double(part.deviation)) < 1e-3)
      #expect(abs(variance * Double(count) / total - Double(part.share)) < 1e-4)
      for index in 0..<dimensions {
        let product = zip(rows, scores).reduce(0.0) {
          $0 + (Double($1.0[index]) - mean[index]) * $1.1
        }
        let expected = variance * Double(part.vector[index])
        #expect(abs(product / Double(count) - expected) < 1e-3 * variance + 1e-4)
      }
      for (one, other) in zip(part.scores, scores) {
        #expect(abs(Double(one) - other / variance.squareRoot()) < 1e-2)
      }
    }
    #expect(found[0].deviation > found[1].deviation && found[1].deviation > found[2].deviation)
  }

  @Test func `few dimensions and many are the same mathematics`() throws {
    // The same vectors, padded with zeros so that the other way is taken.
    let rows = vectors(30, 16)
    let padded = rows.map { $0 + [Float](repeating: 0, count: 1100 - 16) }
    for (one, other) in zip(try components(rows, 3), try components(padded, 3)) {
      #expect(abs(one.deviation - other.deviation) < 1e-4 * one.deviation)
      for index in 0..<16 { #expect(abs(one.vector[index] - other.vector[index]) < 1e-3) }
    }
  }

  @Test func `no more components than the vectors have dimensions of their own`() throws {
    #expect(try components(vectors(3, 40), 20).count == 2)
    #expect(try components([[1, 2], [1, 2], [1, 5]], 20).count == 1)
  }

  @Test func `vectors that say nothing are refused`() throws {
    #expect(throws: Fault.self) { try components([[1, 2], [1, 2], [1, 2]], 1) }
    #expect(throws: Fault.self) { try components([[1, 2]], 1) }
    #expect(throws: Fault.self) { try components([[1, 2], [.nan, 2], [3, 4]], 1) }
    #expect(throws: Fault.self) {
      try PrincipalComponents(dimensions: 1 << 20, expecting: 1000)
    }
  }
}
