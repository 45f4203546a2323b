import Checkpoints
import Faults

// What must hold of the tensors, and what settings beside them say.
extension ProgressiveFile {
  static func checkDepth(
    _ count: Int,
    layout: ProgressiveLayout,
    in checkpoint: StateDictionary
  ) throws(Fault) {
    guard count % 2 == 0, (4...18).contains(count) else {
      throw Fault(
        .refused,
        "read the generator",
        on: checkpoint.source,
        expected: "an even number of layers from 4 (8x8 pixels) to 18 (1024x1024)",
        found: "\(count) layers; the next would be \(layout.layer(count)[0].weight)",
        advice: "The file may be incomplete"
      )
    }
  }

  static func misshaped(
    _ place: ProgressiveLayout.Place,
    found: [Int],
    inputs: Int?,
    kernel: Int,
    in checkpoint: StateDictionary
  ) -> Fault {
    let order = place.orders[0]
    let channels = order.channels(of: found)
    let wanted = channels.map {
      order.dimensions(outputs: $0.outputs, inputs: inputs ?? $0.inputs, kernel: kernel)
    }
    return Fault(
      .refused,
      "read tensor '\(place.weight)' of the generator",
      on: checkpoint.source,
      expected: wanted.map { "\($0)" } ?? "the dimensions of a convolution",
      found: "\(found)",
      advice: "Neighbouring layers must fit: each takes as many units as the one before has"
    )
  }

  static func missing(
    _ names: [String],
    layout: ProgressiveLayout,
    in checkpoint: StateDictionary
  ) -> Fault {
    Fault(
      .refused,
      "read the generator",
      on: checkpoint.source,
      expected: "the tensors of a \(layout.title)",
      found: listed("missing", names) ?? "none missing"
    )
  }

  /// What training scripts keep among the weights although no layer uses it.
  private static let bystanders: Set<String> = [
    "alpha", "depth", "iteration", "lod", "n_averaged", "step",
  ]

  /// What modules of PyTorch keep for themselves.
  private static func isBookkeeping(_ name: String) -> Bool {
    ["_extra_state", ".num_batches_tracked"].contains(where: name.hasSuffix)
  }

  /// Refuses tensors that are missing or that nothing here knows what to do with.
  mutating func checkNames(of all: [Kernel]) throws(Fault) {
    var needed: [String] = []
    for kernel in all + [image] + [coarser?.kernel].compactMap(\.self) {
      needed += [kernel.place.weight, kernel.place.bias]
      if let norm = kernel.place.norm {
        needed += ["weight", "running_mean", "running_var"].map { "\(norm).\($0)" }
      }
    }
    let absent = needed.filter { !checkpoint.contains($0) }
    let known = Set(needed)
    let others = checkpoint.names.filter { name in
      !known.contains(name) && !layout.isIgnored(name) && !Self.bystanders.contains(name)
        && !Self.isBookkeeping(name)
    }
    // Layers' names have parts; what has none was put beside them: a fixed noise, a best score.
    let unexpected = others.filter { $0.contains(".") || $0.contains("/") }
    if unexpected.isEmpty, !others.isEmpty {
      remarks.append("no layer uses \(others.prefix(4).joined(separator: ", ")), which is left out")
    }
    guard absent.isEmpty, unexpected.isEmpty else {
      throw Fault(
        .refused,
        "read the generator",
        on: checkpoint.source,
        expected: "the tensors of a \(layout.title)",
        found: [listed("missing", absent), listed("unexpected", unexpected)]
          .compactMap { $0 }.joined(separator: "; ")
      )
    }
    for kernel in all + [image] {
      let places = kernel.extent == 4 && kernel.order.hasPlaceBiases ? KernelOrder.placeCount : 1
      let found = checkpoint.dimensions(of: kernel.place.bias)?.reduce(1, *)
      guard found == kernel.outputs || found == kernel.outputs * places else {
        throw Fault(
          .refused,
          "read tensor '\(kernel.place.bias)' of the generator",
          on: checkpoint.source,
          expected: "[\(kernel.outputs)]",
          found: "\(checkpoint.dimensions(of: kernel.place.bias) ?? [])",
          advice: "The file belongs to another network or another size of it"
        )
      }
    }
  }

  /// Follows the settings that some code bases keep beside the weights.
  mutating func applySettings() throws(Fault) {
    let offered = ["perChannelNormalization", "use_pixelnorm"].compactMap(checkpoint.flag)
    if offered.contains(false) {
      form.unnormed = Set(0..<18)
      form.normsImage = false
    }
    if checkpoint.flag("normalize_latents") == false { form.unnormed.insert(0) }
    if let slope = checkpoint.setting("leakyReluLeak"), (0..<1).contains(slope) {
      form.slope = slope
    }
    if checkpoint.flag("use_leakyrelu") == false { form.slope = 0 }
    if checkpoint.flag("tanh_at_end") == true { form.range = .tanh }
    if checkpoint.hint == .noPixelNorm || isNamedWithoutNorm {
      form.unnormed = Set(1..<18)
      remarks.append(
        "only latents and the image's input are normalised, as its name or --layout says"
      )
    }
  }

  /// The ablation study's network without pixel norm, which nothing but its file's name tells.
  private var isNamedWithoutNorm: Bool {
    let name = checkpoint.source.split(separator: "/").last?.lowercased() ?? ""
    return layout.layer(0)[0].weight.hasPrefix("features.") && layout.slope > 0
      && layout.normsImage
      && ["equalized-learning-rate", "equalized_learning_rate", "equallr"].contains(
        where: name.contains
      )
  }

  private static let labelNames: Set<String> = [
    "c_dim", "label_dim", "label_size", "n_class", "n_classes", "n_labels", "num_classes",
  ]
  private static let latentNames: Set<String> = [
    "dimLatentVector", "latentVectorDim", "latent_dim", "latent_size", "noiseVectorDim",
    "noise_dim", "nz", "z_dim", "z_size", "z_space_dim",
  ]

  /// Tells where a part of the latent is likely a label.
  mutating func noteLatents() {
    let width = layers[0].inputs
    let labels = checkpoint.countsBeside(Self.labelNames).max() ?? 0
    let stated = checkpoint.countsBeside(Self.latentNames).filter { $0 > 0 }.min()
    guard stated != width else { return }
    let isShort = stated.map { $0 < width } ?? false
    if isShort || (stated == nil && 0 < labels && labels < width) {
      let count = isShort ? width - (stated ?? 0) : labels
      remarks.append(
        "a conditional network: \(count) of its \(width) inputs stand for a label, and scenes draw "
          + "them as if they were noise"
      )
    } else if width & (width - 1) != 0 {
      remarks.append(
        "its latents have \(width) values, which is no power of two: if it is a conditional "
          + "network, the last ones stand for a label and scenes draw them as noise"
      )
    }
  }

  /// Tells of a blend that the file speaks of and that its layout does not make.
  mutating func noteGrowth() throws(Fault) {
    guard form.doublings == 0, coarser == nil else { return }
    let alpha =
      try checkpoint.single("alpha") ?? checkpoint.wrapping.value("alpha").flatMap(Float.init)
    let lod = checkpoint.wrapping.value("lod").flatMap(Float.init)
    let found =
      [alpha.flatMap { 0 < $0 && $0 < 1 ? "alpha = \($0)" : nil }]
      + [lod.flatMap { $0 > 0 ? "lod = \($0)" : nil }]
    guard let fact = found.compactMap(\.self).first else { return }
    remarks.append(
      "\(fact) lies beside the weights: if the network was still growing when it was saved, a "
        + "coarser image belongs into its images, which are drawn without it"
    )
  }
}

extension KernelOrder {
  /// Whether a bias may be there for each place of the map.
  var hasPlaceBiases: Bool {
    switch self {
    case .linear, .tensorFlowDense: true
    default: false
    }
  }
}

/// "missing: a, b and 3 more", or nothing for no names.
private func listed(_ what: String, _ names: [String]) -> String? {
  guard !names.isEmpty else { return nil }
  let more = names.count > 4 ? " and \(names.count - 4) more" : ""
  return "\(what): \(names.prefix(4).joined(separator: ", "))\(more)"
}
