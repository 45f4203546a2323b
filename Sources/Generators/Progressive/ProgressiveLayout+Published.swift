// The layouts of gandissect and its relatives.
extension ProgressiveLayout {
  /// gandissect since 2018-12: layer1.conv.weight, output_256x256.conv.weight.
  static let published = ProgressiveLayout(
    title: "progressive GAN",
    layer: { index in
      let name = "layer\(index + 1)"
      return [
        Place(
          weight: name + ".conv.weight",
          bias: name + ".wscale.b",
          scale: name + ".wscale.scale"
        )
      ]
    },
    image: { level, _ in
      let name = "output_\(4 << level)x\(4 << level)"
      return Place(
        weight: name + ".conv.weight",
        bias: name + ".wscale.b",
        scale: name + ".wscale.scale"
      )
    },
    isIgnored: { $0.hasPrefix("output_") || $0.hasSuffix(".wscale.scale") }
  )

  /// The first release: features.0.conv.weight, output.conv.weight (proggan.py:271-298).
  static let firstRelease = ProgressiveLayout(
    title: "progressive GAN, first release's names",
    layer: { index in
      let name = "features.\(index)"
      return [
        Place(
          weight: name + ".conv.weight",
          bias: name + ".wscale.b",
          scale: name + ".wscale.scale"
        )
      ]
    },
    image: { _, _ in
      Place(weight: "output.conv.weight", bias: "output.wscale.b", scale: "output.wscale.scale")
    },
    isIgnored: { $0.hasSuffix(".wscale.scale") }
  )

  /// ganseeing's ablation study without equalised learning rates (proggan_ablation.py,
  /// G128_minibatch_disc): only the latent is normalised.
  static let unscaledFeatures = ProgressiveLayout(
    title: "progressive GAN without equalised learning rates and pixel norm",
    mark: "features.0.conv.bias",
    layer: { [Place(weight: "features.\($0).conv.weight", bias: "features.\($0).conv.bias")] },
    image: { _, _ in Place(weight: "output.conv.weight", bias: "output.conv.bias") },
    gains: .none,
    unnormed: Set(1..<18),
    normsImage: false,
    range: .clamped
  )

  /// ganseeing's ablation study with batch normalisation and ReLU (G128_simple).
  static let batchNormalized = ProgressiveLayout(
    title: "progressive GAN with batch normalisation",
    layer: { index in
      [
        Place(
          weight: "features.\(index).conv.weight",
          bias: "features.\(index).norm.bias",
          norm: "features.\(index).norm"
        )
      ]
    },
    image: { _, _ in Place(weight: "output.conv.weight", bias: "output.conv.bias") },
    isIgnored: { $0.hasSuffix(".num_batches_tracked") },
    gains: .none,
    unnormed: Set(0..<18),
    normsImage: false,
    slope: 0,
    range: .clamped
  )

  /// genforce and SeFa: layer0.weight, output6.weight; images of other extents beside them.
  ///
  /// With fused kernels the doubling layers hold (input, output, row, column).
  static let genforce = ProgressiveLayout(
    title: "progressive GAN, genforce's names",
    layer: { index in
      let orders: [KernelOrder] = isDoubling(index) ? [.plain, .transposed] : [.plain]
      return [Place(weight: "layer\(index).weight", bias: "layer\(index).bias", orders: orders)]
    },
    image: { level, _ in Place(weight: "output\(level).weight", bias: "output\(level).bias") },
    isIgnored: { $0.hasPrefix("output") },
    mayBeUnscaled: true,
    levelOfDetail: "lod"
  )

  /// HiGAN and InterFaceGAN: layer0.conv.weight; fused kernels without ".conv".
  static let higan = ProgressiveLayout(
    title: "progressive GAN, HiGAN's names",
    layer: { index in
      let name = "layer\(index)"
      let bias = name + ".wscale.bias"
      let plain = Place(weight: name + ".conv.weight", bias: bias, scale: name + ".wscale.scale")
      guard isDoubling(index) else { return [plain] }
      return [plain, Place(weight: name + ".weight", bias: bias, orders: [.tensorFlowTurned])]
    },
    image: { level, _ in
      Place(weight: "output\(level).conv.weight", bias: "output\(level).wscale.bias")
    },
    isIgnored: { $0.hasPrefix("output") || $0.hasSuffix(".wscale.scale") },
    mayBeUnscaled: true,
    levelOfDetail: "lod"
  )

  /// Whether a layer, counted from 0, doubles the extent.
  static func isDoubling(_ index: Int) -> Bool { index >= 2 && index.isMultiple(of: 2) }
}
