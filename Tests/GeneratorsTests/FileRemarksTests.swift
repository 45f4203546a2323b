import Checkpoints
import Faults
import Foundation
import SampleFiles
import TestSupport
import Testing

@testable import Generators

/// What is said of a file, or refused, because the network may be another than its names say.
@Suite struct FileRemarksTests {
  private typealias Part = (name: String, dimensions: [Int], values: [Float])

  /// A network of 8x8 pixels with gandissect's names; values have a deviation of about 1.
  private static func network(width: Int = 4, scaledBy factor: Float = 1) -> [Part] {
    var parts: [Part] = []
    func add(_ name: String, _ dimensions: [Int], _ factor: Float) {
      let count = dimensions.reduce(1, *)
      let values = (0..<count).map { (Float(($0 * 7 + 3) % 13) - 6) / 4 * factor }
      parts.append((name, dimensions, values))
    }
    for layer in 1...4 {
      let kernel = layer == 1 ? 4 : 3
      add("layer\(layer).conv.weight", [4, layer == 1 ? width : 4, kernel, kernel], factor)
      add("layer\(layer).wscale.b", [4], 0.1)
    }
    add("output_8x8.conv.weight", [3, 4, 1, 1], factor)
    add("output_8x8.wscale.b", [3], 0.1)
    return parts
  }

  private func summary(
    _ parts: [Part],
    _ metadata: [String: String] = [:]
  ) throws -> GeneratorSummary {
    let bytes = SampleCheckpoint.safetensors(parts, metadata: metadata)
    return try GeneratorLoader.summary(of: CheckpointReader.read(bytes: bytes, named: "sample"))
  }

  @Test func `nothing is said of a plain file`() throws {
    #expect(try summary(Self.network()).remarks.isEmpty)
    #expect(try summary(Self.network(), ["alpha": "1.0", "latent_dim": "4"]).remarks.isEmpty)
  }

  @Test func `a blend that the layout does not make is told`() throws {
    let beside = try summary(Self.network(), ["alpha": "0.3"]).remarks
    #expect(beside.contains { $0.contains("alpha = 0.3 lies beside") })
    let inside = try summary(Self.network() + [("alpha", [], [0.25])]).remarks
    #expect(inside.contains { $0.contains("alpha = 0.25 lies beside") })
    #expect(try summary(Self.network(), ["lod": "2"]).remarks.contains { $0.contains("lod = 2") })
  }

  @Test(arguments: [
    (["label_size": "4"], "4 of its 8 inputs"), (["args.z_dim": "6"], "2 of its 8 inputs"),
    (["n_classes": "4", "latent_size": "4"], "4 of its 8 inputs"),
  ])
  func `latents that hold a label are told`(metadata: [String: String], words: String) throws {
    let remarks = try summary(Self.network(width: 8), metadata).remarks
    #expect(remarks.contains { $0.contains(words) })
  }

  @Test func `weights that hold their factors under names that have none are told`() throws {
    let remarks = try summary(Self.network(scaledBy: 0.2)).remarks
    #expect(remarks.contains { $0.contains("may hold their factors already") })
  }

  @Test func `factors beside some of the layers, or of many values, are refused`() throws {
    let scales: [Part] = (1...4).map { ("layer\($0).wscale.scale", [], [0.4]) }
    #expect(try !summary(Self.network() + scales).remarks.isEmpty)
    let some = #expect(throws: Fault.self) { try summary(Self.network() + scales.dropLast()) }
    #expect(some?.found.contains("no 'layer4.wscale.scale'") == true)
    let wide: Part = ("layer4.wscale.scale", [4], [0.4, 0.4, 0.4, 0.4])
    let many = #expect(throws: Fault.self) {
      try summary(Self.network() + scales.dropLast() + [wide])
    }
    #expect(many?.found.contains("shape [4]") == true)
    let words = "no factor 'output_8x8.wscale.scale' for the image"
    #expect(try summary(Self.network() + scales).remarks.contains { $0.contains(words) })
    let image: Part = ("output_8x8.wscale.scale", [], [0.4])
    let whole = try summary(Self.network() + scales + [image]).remarks
    #expect(!whole.contains { $0.contains(words) })
  }

  @Test func `weights of whole numbers are refused, other tensors of them are not`() throws {
    func read(_ name: String) throws -> GeneratorSummary {
      let label: Part = ("fixed_label", [2, 2], [1, 2, 3, 4])
      let file = SampleCheckpoint.safetensors(Self.network() + [label])
      let start = try #require(file.firstRange(of: Array("\"\(name)\":{\"dtype\":\"F".utf8)))
      var bytes = file
      bytes[start.upperBound - 1] = UInt8(ascii: "I")
      return try GeneratorLoader.summary(of: CheckpointReader.read(bytes: bytes, named: "sample"))
    }
    let fault = #expect(throws: Fault.self) { try read("layer2.conv.weight") }
    #expect(fault?.found.contains("int32") == true)
    #expect(try !read("fixed_label").remarks.isEmpty)
  }

  @Test func `what modules keep for themselves is passed over`() throws {
    let own: [Part] = [("layer1._extra_state", [2], [1, 2]), ("x.num_batches_tracked", [], [3])]
    #expect(try summary(Self.network() + own).remarks.isEmpty)
  }

  @Test(arguments: [
    (["constant_input.weight", "style_mapping.1.weight"], "mmgeneration"),
    (["S.net.0.weight", "G.blocks.0.conv1.weight"], "lucidrains"),
    (["initial_block", "blocks.0.to_style1.weight"], "lucidrains"),
    (["encoder.body.0.weight", "decoder.style.1.weight"], "pSp"),
    (["backbone.mapping.fc0.weight", "superresolution.block0.weight"], "EG3D"),
    (["init.init.0.weight", "feat_8.1.weight"], "FastGAN"),
    (["model.downs.0.weight", "model.time_mlp.1.weight", "betas.weight"], "diffusion"),
    (["conv1.weight", "fc.weight"], "classifier"),
    (["synthesis.input.freqs", "mapping.fc0.weight"], "StyleGAN3"),
    (["generator.gen_z.weight", "embeddings.weight"], "BigGAN"),
    (
      [
        "mapping.fc0.weight", "synthesis.b4.const", "synthesis.b4.conv1.weight",
        "synthesis.b8.torgb.weight",
      ], "'orig' or 'resnet'"
    ),
  ])
  func `networks of other families are named`(names: [String], family: String) {
    let fault = #expect(throws: Fault.self) {
      try summary(names.map { ($0, [2, 2], [1, 2, 3, 4]) })
    }
    #expect(fault?.found.contains(family) == true)
  }

  @Test func `what no layer uses is left out and named, unless it is named as a layer's`() throws {
    let noise: Part = ("fixed_noise", [2, 2], [1, 2, 3, 4])
    #expect(try summary(Self.network() + [noise]).remarks.contains { $0.contains("fixed_noise") })
    let layer: Part = ("label_embed.weight", [2, 2], [1, 2, 3, 4])
    #expect(throws: Fault.self) { try summary(Self.network() + [layer]) }
  }
}

/// The same of StyleGAN2.
@Suite(.enabled(if: References.run(with: "golden/stylegan2_rosinality_64")))
struct StyleRemarksTests {
  private static let file = References.path("golden/stylegan2_rosinality_64/converted_legacy.pt")

  private func remarks(_ newName: (String) -> String?) throws -> [String] {
    let state = try CheckpointReader.read(path: Self.file).renamed(newName)
    return try GeneratorLoader.summary(of: state).remarks
  }

  @Test func `nothing is said of a whole file`() throws {
    #expect(try remarks { $0 }.isEmpty)
  }

  @Test func `a layer without noise is named`() throws {
    let remarks = try remarks { $0 == "noises.noise_2" ? nil : $0 }
    #expect(remarks == ["the file holds no noise for convs.1, which is left out"])
  }

  @Test func `tensors of no part are named`() throws {
    let remarks = try remarks { $0 == "noises.noise_2" ? "convs.77.attention.weight" : $0 }
    #expect(remarks.contains { $0.contains("convs.77.attention.weight") })
  }

  @Test func `another filter is refused`() throws {
    let fault = #expect(throws: Fault.self) {
      try remarks { $0 == "noises.noise_2" ? "convs.1.conv.blur.kernel2.kernel" : $0 }
    }
    #expect(fault?.found.contains("blur.kernel2.kernel") == true)
  }

  @Test func `gains that NVIDIA's objects keep are used`() throws {
    let path = References.path("golden/stylegan2_ada_64/network-snapshot-new.pkl")
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let plain = try StyleFile(CheckpointReader.read(bytes: bytes, named: "plain")).weights()
    // 0.01 / sqrt(48) as a pickle's float, or as a NumPy scalar's bytes.
    let gain = 0.01 / Double(plain.mapping[0].inputs).squareRoot()
    let (before, after) = (gain.bitPattern, (2 * gain).bitPattern)
    var places = 0
    for isBig in [true, false] {
      let pattern = (isBig ? before.bigEndian : before.littleEndian)
      let replacement = isBig ? after.bigEndian : after.littleEndian
      let old = withUnsafeBytes(of: pattern) { Array($0) }
      let new = withUnsafeBytes(of: replacement) { Array($0) }
      for range in bytes.ranges(of: old) {
        bytes.replaceSubrange(range, with: new)
        places += 1
      }
    }
    try #require(places > 0)
    let other = try StyleFile(CheckpointReader.read(bytes: bytes, named: "other")).weights()
    #expect(other.mapping[0].weights.count == plain.mapping[0].weights.count)
    #expect(
      zip(other.mapping[0].weights, plain.mapping[0].weights).allSatisfy { abs($0 - 2 * $1) < 1e-6 }
    )
  }
}
