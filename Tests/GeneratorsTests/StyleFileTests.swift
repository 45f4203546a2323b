import Checkpoints
import Faults
import OneDNN
import SampleFiles
import Testing

@testable import Generators

/// What the smallest files of StyleGAN2 hold, and what must not be taken for one.
@Suite struct StyleFileTests {
  private typealias Part = (name: String, dimensions: [Int], values: [Float])

  private static func part(_ name: String, _ dimensions: [Int]) -> Part {
    let count = dimensions.reduce(1, *)
    return (name, dimensions, (0..<count).map { Float(($0 * 5 + name.count) % 11 - 5) / 4 })
  }

  /// A picture of 4x4 pixels from one layer, with rosinality's names.
  private static let rosinality: [Part] = [
    part("style.1.weight", [2, 2]), part("style.1.bias", [2]), part("input.input", [1, 2, 4, 4]),
    part("conv1.conv.weight", [1, 2, 2, 3, 3]), part("conv1.conv.modulation.weight", [2, 2]),
    part("conv1.conv.modulation.bias", [2]), part("conv1.activate.bias", [2]),
    part("conv1.noise.weight", [1]), part("noises.noise_0", [1, 1, 4, 4]),
    part("to_rgb1.conv.weight", [1, 3, 2, 1, 1]), part("to_rgb1.conv.modulation.weight", [2, 2]),
    part("to_rgb1.conv.modulation.bias", [2]), part("to_rgb1.bias", [1, 3, 1, 1]),
  ]

  /// The same with NVIDIA's names and three labels.
  private static let nvidia: [Part] = [
    part("mapping.fc0.weight", [2, 4]), part("mapping.fc0.bias", [2]),
    part("mapping.embed.weight", [2, 3]), part("mapping.embed.bias", [2]),
    part("synthesis.b4.const", [2, 4, 4]), part("synthesis.b4.conv1.weight", [2, 2, 3, 3]),
    part("synthesis.b4.conv1.bias", [2]), part("synthesis.b4.conv1.affine.weight", [2, 2]),
    part("synthesis.b4.conv1.affine.bias", [2]), part("synthesis.b4.conv1.noise_const", [4, 4]),
    part("synthesis.b4.conv1.noise_strength", []), part("synthesis.b4.torgb.weight", [3, 2, 1, 1]),
    part("synthesis.b4.torgb.bias", [3]), part("synthesis.b4.torgb.affine.weight", [2, 2]),
    part("synthesis.b4.torgb.affine.bias", [2]),
  ]

  private func weights(
    _ parts: [Part],
    _ metadata: [String: String] = [:]
  ) throws -> StyleWeights {
    let bytes = SampleCheckpoint.safetensors(parts, metadata: metadata)
    return try StyleFile(CheckpointReader.read(bytes: bytes, named: "sample")).weights()
  }

  private func fault(_ parts: [Part], _ metadata: [String: String] = [:]) -> String {
    let fault = #expect(throws: Fault.self) { try weights(parts, metadata) }
    return fault?.description ?? ""
  }

  @Test func `both samples are whole`() throws {
    #expect(try weights(Self.rosinality).remarks.isEmpty)
    #expect(try weights(Self.nvidia).remarks.isEmpty)
  }

  @Test func `a mean w is one, or the same for every input`() throws {
    func mean(_ dimensions: [Int], _ values: [Float]) throws -> [Float]? {
      try weights(Self.rosinality + [("latent_avg", dimensions, values)]).meanW
    }
    #expect(try mean([2], [1, 2]) == [1, 2])
    #expect(try mean([2, 2], [1, 2, 1, 2]) == [1, 2])
    for values: [Float] in [[1, 2, 1, 3], [1, 2, 3], [1], []] {
      let parts = Self.rosinality + [("latent_avg", [values.count], values)]
      #expect(fault(parts).contains("the same for all inputs"))
    }
  }

  @Test func `noise has one strength, which may be nought`() throws {
    let others = Self.rosinality.filter { $0.name != "conv1.noise.weight" }
    #expect(fault(others).contains("no tensor of this name"))
    #expect(fault(others + [Self.part("conv1.noise.weight", [2])]).contains("conv1.noise.weight"))
    let silent = others.filter { $0.name != "noises.noise_0" }
    #expect(try weights(silent).layers[0].strength == 0)
    let unused = ["synthesis.b4.conv1.use_noise": "false"]
    #expect(try weights(Self.nvidia).layers[0].strength != 0)
    #expect(try weights(Self.nvidia, unused).layers[0].strength == 0)
  }

  @Test func `another architecture, activation or gain is refused`() {
    for (key, value) in [
      ("synthesis.b4.architecture", "orig"), ("synthesis.b4.conv1.activation", "relu"),
      ("synthesis.b4.conv1.act_gain", "1.0"), ("synthesis.b4.conv1.act_gain", "much"),
    ] {
      #expect(fault(Self.nvidia, [key: value]).contains("\(key) = \(value)"))
    }
    let skip = Self.part("synthesis.b8.skip.weight", [2, 2, 1, 1])
    #expect(fault(Self.nvidia + [skip]).contains("architecture 'resnet'"))
    #expect(throws: Never.self) {
      try weights(Self.nvidia, ["synthesis.b4.conv1.act_gain": "1.4142135623730951"])
    }
  }

  @Test func `gains beside the weights of any part are used`() throws {
    let plain = try weights(Self.nvidia)
    let gains: [String: Float] = [
      "mapping.embed.weight_gain": 3 / Float(3).squareRoot(), "mapping.embed.bias_gain": 3,
      "mapping.fc0.weight_gain": 0.03 / 2, "mapping.fc0.bias_gain": 0.03,
      "synthesis.b4.conv1.weight_gain": 3 / Float(18).squareRoot(),
      "synthesis.b4.conv1.affine.weight_gain": 3 / Float(2).squareRoot(),
      "synthesis.b4.conv1.affine.bias_gain": 3,
      "synthesis.b4.torgb.weight_gain": 3 / Float(2).squareRoot(),
    ]
    let other = try weights(Self.nvidia, gains.mapValues { "\($0)" })
    func areThrice(_ those: [Float]?, _ these: [Float]?) -> Bool {
      guard let those, let these, !those.isEmpty, those.count == these.count else { return false }
      return zip(those, these).allSatisfy { abs($0 - 3 * $1) <= 1e-5 * max(1, abs($0)) }
    }
    #expect(areThrice(other.embedding?.weights, plain.embedding?.weights))
    #expect(areThrice(other.embedding?.bias, plain.embedding?.bias))
    #expect(areThrice(other.mapping[0].weights, plain.mapping[0].weights))
    #expect(areThrice(other.mapping[0].bias, plain.mapping[0].bias))
    #expect(areThrice(other.layers[0].weights, plain.layers[0].weights))
    #expect(areThrice(other.layers[0].style.weights, plain.layers[0].style.weights))
    #expect(areThrice(other.layers[0].style.bias, plain.layers[0].style.bias))
    #expect(areThrice(other.pictures[0].weights, plain.pictures[0].weights))
  }

  @Test func `a label is for conditional networks`() throws {
    var settings = StyleSettings()
    settings.label = 1
    let session = try Session()
    let plain = try weights(Self.rosinality)
    let fault = #expect(throws: Fault.self) {
      try StyleGenerator(plain, settings: settings, session: session)
    }
    #expect(fault?.kind == .usage && fault?.found == "one without labels")
    let conditional = try weights(Self.nvidia)
    #expect(throws: Never.self) {
      try StyleGenerator(conditional, settings: settings, session: session)
    }
  }
}
