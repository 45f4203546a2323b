import Checkpoints

/// How one code base names the tensors of a StyleGAN2 generator.
struct StyleLayout: Sendable {
  /// A layer's or a picture's names.
  struct Names: Sendable {
    /// What people call it.
    var layer: String
    var weight: String
    var bias: String
    var styleWeight: String
    var styleBias: String
    var noise: String
    var strength: String
  }

  let title: String
  /// The mapping's layer, counted from 0.
  let mapping: @Sendable (Int) -> (weight: String, bias: String)
  let constant: String
  let layer: @Sendable (Int) -> Names
  /// The picture's convolution at a level, 0 at 4x4.
  let picture: @Sendable (Int) -> Names
  /// The mean w, in the file or beside the network.
  let meanW: String
  /// Whether doubling kernels are stored turned round.
  var turnsDoublingKernels = false
  /// What is added to the biases of styles.
  var styleBiasOffset: Float = 0

  /// Whether a file has this layout's first tensors.
  func recognizes(_ checkpoint: StateDictionary) -> Bool {
    [mapping(0).weight, constant, layer(0).weight, picture(0).weight]
      .allSatisfy(checkpoint.contains)
  }

  static let all = [rosinality, nvidia, genforce]

  /// rosinality/stylegan2-pytorch and those who follow it.
  static let rosinality = StyleLayout(
    title: "StyleGAN2, rosinality's names",
    mapping: { ("style.\($0 + 1).weight", "style.\($0 + 1).bias") },
    constant: "input.input",
    layer: { index in
      let name = index == 0 ? "conv1" : "convs.\(index - 1)"
      return Names(
        layer: name,
        weight: name + ".conv.weight",
        bias: name + ".activate.bias",
        styleWeight: name + ".conv.modulation.weight",
        styleBias: name + ".conv.modulation.bias",
        noise: "noises.noise_\(index)",
        strength: name + ".noise.weight"
      )
    },
    picture: { level in
      let name = level == 0 ? "to_rgb1" : "to_rgbs.\(level - 1)"
      return Names(
        layer: name,
        weight: name + ".conv.weight",
        bias: name + ".bias",
        styleWeight: name + ".conv.modulation.weight",
        styleBias: name + ".conv.modulation.bias",
        noise: "",
        strength: ""
      )
    },
    meanW: "latent_avg"
  )

  /// NVIDIA's stylegan2-ada-pytorch.
  static let nvidia = StyleLayout(
    title: "StyleGAN2, NVIDIA's names",
    mapping: { ("mapping.fc\($0).weight", "mapping.fc\($0).bias") },
    constant: "synthesis.b4.const",
    layer: { index in
      let name = "b\(4 << ((index + 1) / 2)).conv\(index == 0 ? 1 : (index + 1) % 2)"
      return nvidiaNames(name)
    },
    picture: { nvidiaNames("b\(4 << $0).torgb") },
    meanW: "mapping.w_avg"
  )

  private static func nvidiaNames(_ name: String) -> Names {
    Names(
      layer: name,
      weight: "synthesis.\(name).weight",
      bias: "synthesis.\(name).bias",
      styleWeight: "synthesis.\(name).affine.weight",
      styleBias: "synthesis.\(name).affine.bias",
      noise: "synthesis.\(name).noise_const",
      strength: "synthesis.\(name).noise_strength"
    )
  }

  /// genforce and SeFa.
  static let genforce = StyleLayout(
    title: "StyleGAN2, genforce's names",
    mapping: { ("mapping.dense\($0).weight", "mapping.dense\($0).bias") },
    constant: "synthesis.early_layer.const",
    layer: { genforceNames("layer\($0)") },
    picture: { genforceNames("output\($0)") },
    meanW: "truncation.w_avg",
    turnsDoublingKernels: true,
    styleBiasOffset: 1
  )

  private static func genforceNames(_ name: String) -> Names {
    Names(
      layer: name,
      weight: "synthesis.\(name).weight",
      bias: "synthesis.\(name).bias",
      styleWeight: "synthesis.\(name).style.weight",
      styleBias: "synthesis.\(name).style.bias",
      noise: "synthesis.\(name).noise",
      strength: "synthesis.\(name).noise_strength"
    )
  }
}
