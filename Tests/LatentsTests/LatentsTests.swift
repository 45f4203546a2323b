import Tensors
import Testing

@testable import Latents

@Suite("Latents equal NumPy's")
struct LatentsTests {
  @Test(
    "first numbers of several seeds",
    arguments: [
      (UInt32(1), 0, [1.62434536, -0.61175641, -0.52817175, -1.07296862, 0.86540763, -2.3015387]),
      (1, 1, [0.16986926, -1.16400797, 0.69336623]),
      (2, 0, [-0.41675785, -0.05626683, -2.1361961]),
      (3, 0, [1.78862847, 0.43650985, 0.09649747]),
      (10, 0, [1.3315865]),
      (11, 0, [1.74945474]),
    ]
  )
  func firstNumbers(seed: UInt32, scene: Int, expected: [Double]) {
    let z = Latents.rows(seed: seed, first: scene, count: 1, width: 512)
    #expect(z.shape == Shape(1, 512, 1, 1))
    for (value, published) in zip(z.values, expected) {
      #expect(abs(Double(value) - published) < 1e-7)
    }
  }

  /// RandomState(1).standard_normal(1_000_001 * 3)[-3:].astype('float32'), as bit patterns.
  @Test("a far scene of odd width is bit-equal")
  func farScene() {
    let z = Latents.rows(seed: 1, first: 1_000_000, count: 1, width: 3)
    #expect(z.values.map(\.bitPattern) == [0xbf4e67ff, 0xbf6caa37, 0xc0417130])
  }

  @Test("any split of the scenes gives the same rows")
  func splits() {
    let whole = Latents.rows(seed: 77, first: 0, count: 50, width: 13)
    for scene in [49, 0, 17, 18, 31, 48] {
      let row = Latents.rows(seed: 77, first: scene, count: 1, width: 13)
      #expect(row.values == whole.sample(scene).values)
    }
    let mixed = Latents.rows(seed: 77, scenes: [31, 2], width: 13)
    #expect(mixed.values == whole.sample(31).values + whole.sample(2).values)
    #expect(Latents.rows(seed: 77, first: 5, count: 0, width: 13).values.isEmpty)
  }

  @Test("remembered states stay bounded and correct")
  func trail() {
    var trail = Trail()
    var cursor = Cursor(seed: 5)
    let far = Cursor(seed: 5)
    for _ in 0..<2_000 {
      trail.insert(cursor)
      _ = cursor.walk(to: cursor.firstPair + 140)
    }
    #expect(trail.cursors.count <= Trail.limit)
    #expect(trail.cursors.count > Trail.limit / 4)
    let pair = cursor.firstPair - 500
    let position = 2 * Int(pair)
    var near = trail.last(before: pair)
    _ = near?.walk(to: pair)
    var walked = far
    _ = walked.walk(to: pair)
    #expect(near?.firstPair == walked.firstPair)
    #expect(
      near?.values(in: position..<position + 9) == walked.values(in: position..<position + 9)
    )
  }
}
