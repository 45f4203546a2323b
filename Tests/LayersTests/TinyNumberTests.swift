import Faults
import Layers
import OneDNN
import Tensors
import Testing

/// Numbers below what a float holds in full precision, over which processors take long.
@Suite struct TinyNumberTests {
  /// Layers that pass a gradient on: a convolution of oneDNN's, and a loop of our own.
  private func gradient(_ value: Float, _ session: Session) throws -> [Float] {
    var network = Network()
    let input = network.addInput()
    let convolution = try makeConvolution()
    let end = network.add(convolution, input)
    let maps = FeatureMaps(noise(Shape(2, 32, 16, 16)), on: session)
    let pass = try BackwardPass(network, from: [input: maps], to: end)
    let seed = FeatureMaps(Tensor(pass.output.shape, filledWith: value), on: session)
    let found = try pass.gradients(of: seed, by: [input])
    return try #require(found[input]).tensor().values
  }

  @Test(arguments: [1, 2, 3])
  func `gradients take them for zeros, whatever the threads, and nothing else does`(
    _ threads: Int
  ) throws {
    let session = try Session(threadCount: threads)
    let tiny = Float.leastNormalMagnitude / 4
    #expect(try gradient(tiny, session).allSatisfy { $0 == 0 })
    #expect(try gradient(1, session).contains { $0 != 0 })
    // On every thread the numbers are what they were before.
    let maps = FeatureMaps(Tensor(Shape(4, 64, 64, 64), filledWith: tiny), on: session)
    maps.add(maps.copy())
    #expect(maps.tensor().values.allSatisfy { $0 == 2 * tiny })
    #expect(tiny * 2 > tiny && tiny > 0)
  }

  @Test func `a gradient that cannot be had leaves numbers as they were`() throws {
    let session = try Session(threadCount: 2)
    #expect(throws: Fault.self) {
      try session.flushingTinyNumbers { () throws(Fault) in
        throw Fault(.defect, "compute", found: "nothing")
      }
    }
    let tiny = Float.leastNormalMagnitude / 4
    let maps = FeatureMaps(Tensor(Shape(4, 64, 64, 64), filledWith: tiny), on: session)
    maps.add(maps.copy())
    #expect(maps.tensor().values.allSatisfy { $0 == 2 * tiny })
  }
}
