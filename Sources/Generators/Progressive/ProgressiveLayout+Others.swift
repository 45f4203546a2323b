// The layouts of other code bases.
extension ProgressiveLayout {
  /// facebookresearch/pytorch_GAN_zoo; the format layer has a bias for each unit and place.
  static let ganZoo = ProgressiveLayout(
    title: "progressive GAN, pytorch_GAN_zoo's names",
    layer: { index in
      let name =
        switch index {
        case 0: "formatLayer"
        case 1: "groupScale0.0"
        default: "scaleLayers.\(index / 2 - 1).\(index % 2)"
        }
      return [
        Place(
          weight: name + ".module.weight",
          bias: name + ".module.bias",
          orders: [index == 0 ? .linear : .plain]
        )
      ]
    },
    image: { level, _ in
      let name = "toRGBLayers.\(level).module"
      return Place(weight: name + ".weight", bias: name + ".bias")
    },
    isIgnored: { $0.hasPrefix("toRGBLayers.") },
    gains: {
      var gains = Gains.uniform
      gains.scalesBiases = true
      return gains
    }(),
    mayBeUnscaled: true
  )

  /// open-mmlab's mmgeneration and mmagic, whose doubling layers are transposed kernels by default.
  static let mmgeneration = ProgressiveLayout(
    title: "progressive GAN, mmgeneration's names",
    layer: { index in
      guard index > 0 else {
        return [
          Place(weight: "noise2feat.linear.weight_orig", bias: "noise2feat.bias", orders: [.linear])
        ]
      }
      let name = "conv_blocks.\(index - 1).conv"
      let orders: [KernelOrder] = isDoubling(index) ? [.transposed, .plain] : [.plain]
      return [Place(weight: name + ".weight_orig", bias: name + ".bias", orders: orders)]
    },
    image: { level, _ in
      let name = "torgb_layers.\(level).conv"
      return Place(weight: name + ".weight_orig", bias: name + ".bias")
    },
    isIgnored: { $0.hasPrefix("torgb_layers.") },
    gains: Gains(countsOutputs: true),
    usualOrder: .transposed
  )

  /// akanimax/pro_gan_pytorch since its third version.
  static let akanimax = ProgressiveLayout(
    title: "progressive GAN, pro_gan_pytorch's names",
    layer: { akanimaxPlace("layers.\($0 / 2).conv_\($0 % 2 + 1)", $0) },
    image: { level, _ in akanimaxImage(level) },
    isIgnored: { $0.hasPrefix("rgb_converters.") },
    gains: .uniform,
    unnormed: [1],
    mayBeUnscaled: true,
    mayBeUnfinished: true
  )

  /// Its earlier versions, which take latents as they come.
  static let oldAkanimax = ProgressiveLayout(
    title: "progressive GAN, the names of pro_gan_pytorch's second version",
    layer: { index in
      let name =
        index < 2
        ? "initial_block.conv_\(index + 1)" : "layers.\(index / 2 - 1).conv_\(index % 2 + 1)"
      return akanimaxPlace(name, index)
    },
    image: { level, _ in akanimaxImage(level) },
    isIgnored: { $0.hasPrefix("rgb_converters.") },
    gains: .uniform,
    unnormed: [0, 1],
    mayBeUnscaled: true,
    mayBeUnfinished: true
  )

  private static func akanimaxPlace(_ name: String, _ index: Int) -> [Place] {
    let orders: [KernelOrder] = [index == 0 ? .transposed : .plain]
    return [Place(weight: name + ".weight", bias: name + ".bias", orders: orders)]
  }

  private static func akanimaxImage(_ level: Int) -> Place {
    Place(weight: "rgb_converters.\(level).weight", bias: "rgb_converters.\(level).bias")
  }

  /// aladdinpersson's tutorial and its many copies; they end in a tanh.
  static let tutorial = ProgressiveLayout(
    title: "progressive GAN, the widespread tutorial's names",
    layer: { index in
      if index == 0 {
        return [Place(weight: "initial.1.weight", bias: "initial.1.bias", orders: [.transposed])]
      }
      let name =
        index == 1 ? "initial.3" : "prog_blocks.\(index / 2 - 1).conv\(index % 2 + 1)"
      return [Place(weight: name + ".conv.weight", bias: name + ".bias")]
    },
    image: { level, _ in
      Place(weight: "rgb_layers.\(level).conv.weight", bias: "rgb_layers.\(level).bias")
    },
    isIgnored: { $0.hasPrefix("rgb_layers.") || $0.hasPrefix("initial_rgb.") },
    gains: Gains(first: { _ in 1 }, image: { (2 / Double($0)).squareRoot() }),
    unnormed: [1],
    range: .tanh,
    mayBeUnfinished: true
  )

  /// NVIDIA's original in TensorFlow (method 3.1).
  static let tensorFlow = ProgressiveLayout(
    title: "progressive GAN, NVIDIA's TensorFlow names",
    layer: { index in
      let extent = 4 << (index / 2)
      let scope = "\(extent)x\(extent)"
      switch index {
      case 0: return [tensorFlowPlace("\(scope)/Dense", .tensorFlowDense)]
      case 1: return [tensorFlowPlace("\(scope)/Conv", .tensorFlow)]
      case _ where isDoubling(index):
        return [
          tensorFlowPlace("\(scope)/Conv0_up", .tensorFlowTransposed),
          tensorFlowPlace("\(scope)/Conv0", .tensorFlow),
        ]
      default: return [tensorFlowPlace("\(scope)/Conv1", .tensorFlow)]
      }
    },
    image: { level, levels in tensorFlowPlace("ToRGB_lod\(levels - 1 - level)", .tensorFlow) },
    isIgnored: { $0.hasPrefix("ToRGB_lod") },
    levelOfDetail: "lod"
  )

  private static func tensorFlowPlace(_ scope: String, _ order: KernelOrder) -> Place {
    Place(weight: scope + "/weight", bias: scope + "/bias", orders: [order])
  }
}
