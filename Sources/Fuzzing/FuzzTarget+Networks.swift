import Checkpoints
import Generators
import SampleFiles
import Segmenters
import Tensors

/// What network a file's tensors are: names and extents that are almost those of one.
extension FuzzTarget {
  static let networks = [
    FuzzTarget(name: "generator", seeds: { generatorSeeds.map(text) }) { bytes in
      let (tensors, facts) = parts(bytes)
      let values = tensors.map { name, dimensions in
        let count = dimensions.reduce(1, *)
        return (name, dimensions, (0..<count).map { Float($0 % 7) / 4 - 0.7 })
      }
      let file = SampleCheckpoint.safetensors(values, metadata: facts)
      guard let state = try? CheckpointReader.read(bytes: file, named: "input"),
        let summary = try? GeneratorLoader.summary(of: state)
      else { return }
      precondition(summary.imageHeight > 0 && summary.imageWidth > 0)
      precondition(summary.layers.allSatisfy { $0.units > 0 && $0.height > 0 && $0.width > 0 })
      precondition(summary.latentSpaces.allSatisfy { $0.width > 0 })
    },
    FuzzTarget(name: "segmenter", seeds: { segmenterSeeds.map(text) }) { bytes in
      ArchitectureCheck.read(parts(bytes).tensors)
    },
  ]

  private typealias Part = (name: String, dimensions: [Int])

  /// Lines of a name and its extents, and of "key=value" for what lies beside the tensors.
  private static func parts(
    _ bytes: [UInt8]
  ) -> (tensors: [Part], facts: [String: String]) {
    var (tensors, facts): ([Part], [String: String]) = ([], [:])
    var seen: Set<String> = []
    for line in bytes.split(separator: 10).prefix(400) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard let name = words.first.map(String.init) else { continue }
      let sides = name.split(separator: "=", maxSplits: 1)
      let dimensions = words.dropFirst().prefix(5).compactMap { Int($0) }
      let isSmall = dimensions.allSatisfy { 0...4096 ~= $0 } && dimensions.reduce(1, *) <= 1 << 14
      if sides.count == 2 {
        facts[String(sides[0])] = String(sides[1])
      } else if isSmall, seen.insert(name).inserted {
        tensors.append((name, dimensions))
      }
    }
    return (tensors, facts)
  }

  @Sendable private static func text(_ parts: [Part]) -> [UInt8] {
    let lines = parts.map { ([$0.name] + $0.dimensions.map(String.init)).joined(separator: " ") }
    return Array(lines.joined(separator: "\n").utf8)
  }

  // MARK: Seeds

  private static let generatorSeeds: [[Part]] = {
    let published: [Part] = (1...4).flatMap { layer -> [Part] in
      let kernel = layer == 1 ? 4 : 3
      return [
        ("layer\(layer).conv.weight", [2, 2, kernel, kernel]), ("layer\(layer).wscale.b", [2]),
      ]
    }
    // Layers that double tell the order of their kernels by unequal widths.
    let genforce: [Part] = [
      ("layer0.weight", [2, 2, 4, 4]), ("layer0.bias", [2]), ("layer1.weight", [2, 2, 3, 3]),
      ("layer1.bias", [2]), ("layer2.weight", [1, 2, 3, 3]), ("layer2.bias", [1]),
      ("layer3.weight", [1, 1, 3, 3]), ("layer3.bias", [1]),
    ]
    let images: [Part] = [
      ("output0.weight", [3, 2, 1, 1]), ("output0.bias", [3]), ("output1.weight", [3, 1, 1, 1]),
      ("output1.bias", [3]),
    ]
    let zoo: [Part] = [
      ("formatLayer.module.weight", [32, 2]), ("formatLayer.module.bias", [32]),
      ("groupScale0.0.module.weight", [2, 2, 3, 3]), ("groupScale0.0.module.bias", [2]),
      ("scaleLayers.0.0.module.weight", [2, 2, 3, 3]), ("scaleLayers.0.0.module.bias", [2]),
      ("scaleLayers.0.1.module.weight", [2, 2, 3, 3]), ("scaleLayers.0.1.module.bias", [2]),
      ("toRGBLayers.0.module.weight", [3, 2, 1, 1]), ("toRGBLayers.0.module.bias", [3]),
      ("toRGBLayers.1.module.weight", [3, 2, 1, 1]), ("toRGBLayers.1.module.bias", [3]),
      ("config.alpha=0.5", []),
    ]
    return [
      published + [("output_8x8.conv.weight", [3, 2, 1, 1]), ("output_8x8.wscale.b", [3])],
      genforce + images + [("lod", [])], zoo, nvidia, rosinality,
    ]
  }()

  private static let nvidia: [Part] = {
    var parts: [Part] = [
      ("mapping.fc0.weight", [2, 4]), ("mapping.fc0.bias", [2]), ("mapping.w_avg", [2]),
      ("mapping.embed.weight", [2, 3]), ("mapping.embed.bias", [2]),
      ("synthesis.b4.const", [2, 4, 4]),
      ("synthesis.b4.architecture=skip", []), ("synthesis.b8.conv1.weight_gain=0.5", []),
    ]
    for (name, extent) in [("b4.conv1", 4), ("b8.conv0", 8), ("b8.conv1", 8)] {
      parts += [
        ("synthesis.\(name).weight", [2, 2, 3, 3]), ("synthesis.\(name).bias", [2]),
        ("synthesis.\(name).affine.weight", [2, 2]), ("synthesis.\(name).affine.bias", [2]),
        ("synthesis.\(name).noise_const", [extent, extent]),
        ("synthesis.\(name).noise_strength", []),
      ]
    }
    for name in ["b4.torgb", "b8.torgb"] {
      parts += [
        ("synthesis.\(name).weight", [3, 2, 1, 1]), ("synthesis.\(name).bias", [3]),
        ("synthesis.\(name).affine.weight", [2, 2]), ("synthesis.\(name).affine.bias", [2]),
      ]
    }
    return parts
  }()

  private static let rosinality: [Part] = {
    var parts: [Part] = [
      ("style.1.weight", [2, 2]), ("style.1.bias", [2]), ("input.input", [1, 2, 4, 4]),
      ("noises.noise_0", [1, 1, 4, 4]),
    ]
    for name in ["conv1", "to_rgb1"] {
      let (outputs, extent) = name == "conv1" ? (2, 3) : (3, 1)
      parts += [
        ("\(name).conv.weight", [1, outputs, 2, extent, extent]),
        ("\(name).conv.modulation.weight", [2, 2]), ("\(name).conv.modulation.bias", [2]),
      ]
    }
    return parts + [
      ("conv1.noise.weight", [1]), ("conv1.activate.bias", [2]), ("to_rgb1.bias", [1, 3, 1, 1]),
    ]
  }()

  private static let segmenterSeeds: [[Part]] = {
    var parts: [Part] = []
    for stage in 0..<4 {
      let (width, inputs) = (32, stage == 0 ? 3 : 32)
      let block = "segformer.encoder.block.\(stage).0"
      let linear = [
        "attention.self.query", "attention.self.key", "attention.self.value",
        "attention.output.dense", "mlp.dense1", "mlp.dense2",
      ]
      parts += [
        ("segformer.encoder.patch_embeddings.\(stage).proj.weight", [width, inputs, 3, 3]),
        ("segformer.encoder.patch_embeddings.\(stage).proj.bias", [width]),
        ("\(block).layer_norm_1.weight", [width]),
        ("\(block).mlp.dwconv.dwconv.weight", [32, 1, 3, 3]),
        ("decode_head.linear_c.\(stage).proj.weight", [8, width]),
      ]
      parts += linear.map { ("\(block).\($0).weight", [width, width]) }
    }
    parts += [
      ("decode_head.linear_fuse.weight", [8, 32, 1, 1]),
      ("decode_head.classifier.weight", [4, 8, 1, 1]),
    ]
    let decoder: [Part] = [
      ("cbr.0.weight", [8, 16, 3, 3]), ("cbr.1.weight", [8]), ("conv_last.weight", [4, 8, 1, 1]),
      ("conv_last.bias", [4]),
    ]
    let encoder: [Part] = [
      ("conv1.weight", [8, 3, 3, 3]), ("bn1.weight", [8]),
      ("layer1.0.conv1.weight", [8, 8, 3, 3]), ("layer1.0.conv2.weight", [8, 8, 3, 3]),
      ("features.0.0.weight", [8, 3, 3, 3]),
    ]
    let face: [Part] = [
      ("cp.resnet.conv1.weight", [8, 3, 7, 7]), ("cp.resnet.layer1.0.conv1.weight", [8, 8, 3, 3]),
      ("ffm.convblk.conv.weight", [8, 16, 1, 1]), ("cp.arm16.conv.conv.weight", [8, 8, 3, 3]),
    ]
    let torchvision: [Part] = [
      ("backbone.conv1.weight", [8, 3, 7, 7]), ("backbone.layer1.0.conv1.weight", [8, 8, 1, 1]),
      ("classifier.0.convs.0.0.weight", [8, 8, 1, 1]), ("classifier.4.weight", [4, 8, 1, 1]),
      ("classifier.low_classifier.weight", [4, 8, 1, 1]),
    ]
    return [parts, decoder + encoder, face, torchvision]
  }()
}
