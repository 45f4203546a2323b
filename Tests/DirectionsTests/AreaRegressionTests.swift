import Directions
import Faults
import Testing

/// Regression of areas on latents where the truth is planted.
@Suite struct AreaRegressionTests {
  private var state: UInt64 = 3

  private mutating func draw() -> Float {
    // Twelve uniform numbers make a normal one, nearly.
    (0..<12).reduce(-6) { sum, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return sum + Float(state >> 40) / Float(1 << 24)
    }
  }

  private mutating func scenes(_ count: Int, _ width: Int) -> [Float] {
    (0..<count * width).map { _ in draw() }
  }

  @Test mutating func `a planted direction is found with its slope`() throws {
    let (count, width) = (500, 8)
    let latents = scenes(count, width)
    let truth: [Float] = [0.6, -0.8, 0, 0, 0, 0, 0, 0]
    let areas = (0..<count).map { scene in
      0.3 + 0.05 * (0..<width).reduce(0) { $0 + truth[$1] * latents[scene * width + $1] }
        + 0.01 * draw()
    }
    let found = try AreaRegression(latents: latents, areas: areas, isWhite: true)
    #expect(zip(found.vector, truth).reduce(0) { $0 + $1.0 * $1.1 } > 0.99)
    #expect(abs(found.slope - 0.05) < 0.004)
    #expect(found.deviation == 1)
    #expect(found.quality.value > 0.9 && found.quality.scenes == 100)
    #expect(found.quality.low < found.quality.value && found.quality.value < found.quality.high)
  }

  @Test mutating func `where latents vary more one way, likely moves count for more`() throws {
    let (count, width) = (500, 2)
    var latents = scenes(count, width)
    for scene in 0..<count { latents[2 * scene] *= 10 }
    let areas = (0..<count).map { scene -> Float in
      let sum = latents[2 * scene] + latents[2 * scene + 1]
      return 0.3 + 0.01 * sum
    }
    let found = try AreaRegression(latents: latents, areas: areas, isWhite: false)
    // The covariance with the area: 100 to 1.
    #expect(abs(found.vector[0] / found.vector[1] - 100) < 40)
    #expect(abs(found.deviation - 10) < 1)
  }

  @Test mutating func `an area that has nothing to do with latents has no quality`() throws {
    let latents = scenes(300, 20)
    let areas = scenes(300, 1).map { 0.5 + 0.01 * $0 }
    let found = try AreaRegression(latents: latents, areas: areas, isWhite: true)
    #expect(found.quality.value < 0.1 && found.quality.low < 0)
  }

  @Test mutating func `more latent values than scenes are no obstacle`() throws {
    let (count, width) = (60, 128)
    let latents = scenes(count, width)
    let areas = (0..<count).map { 0.1 + 0.02 * latents[$0 * width] }
    let found = try AreaRegression(latents: latents, areas: areas, isWhite: true)
    #expect(found.vector[0] == found.vector.max() && found.vector.allSatisfy(\.isFinite))
  }

  @Test mutating func `too few scenes and a constant area are refused`() throws {
    let latents = scenes(30, 2)
    #expect(throws: Fault.self) {
      try AreaRegression(
        latents: Array(latents.prefix(20)),
        areas: [Float](repeating: 1, count: 10),
        isWhite: true
      )
    }
    #expect(throws: Fault.self) {
      try AreaRegression(latents: latents, areas: [Float](repeating: 0.2, count: 30), isWhite: true)
    }
  }
}
