import Faults
import Layers
import OneDNN

extension NetworkAssembly {
  /// torchvision's DeepLabV3 and FCN: the encoder's feature maps, and the logits.
  mutating func atrous(
    _ architecture: AtrousArchitecture,
    _ image: Slot,
    order: [Int]
  ) throws(Fault) -> (levels: [Slot], logits: Slot) {
    let levels: [Slot]
    switch architecture.encoder {
    case .residual(let residual): levels = try encoder(residual, image)
    case .mobile(let mobile):
      let (low, high) = try encoder(mobile, image)
      levels = [low, high]
    }
    var value = levels[levels.count - 1]
    if let pooling = architecture.pooling { value = try atrousPooling(pooling, value) }
    let last = try convolution(architecture.convolution, value)
    return (levels, try classifier(architecture.classifier, last, order: order))
  }

  /// Convolutions of several dilations and the mean of the whole map, side by side, then mixed.
  ///
  /// Chen et al. 2017, arXiv:1706.05587, section 3.3.
  private mutating func atrousPooling(
    _ plan: AtrousArchitecture.Pooling,
    _ input: Slot
  ) throws(Fault) -> Slot {
    var parts: [Slot] = []
    for branch in plan.branches { parts.append(try convolution(branch, input)) }
    let mean = try convolution(plan.mean, self.mean(input))
    parts.append(resized(mean, like: input, .nearest))
    return try convolution(plan.projection, add(Concatenation(), parts))
  }

  /// torchvision's LRASPP: the encoder's feature maps, and the logits.
  mutating func lite(
    _ architecture: LiteArchitecture,
    _ image: Slot,
    order: [Int]
  ) throws(Fault) -> (levels: [Slot], logits: Slot) {
    let (low, high) = try encoder(architecture.encoder, image)
    let mixed = try convolution(architecture.convolution, high)
    let gate = try convolution(architecture.gate, mean(high), nonlinearity: .sigmoid)
    let gated = add(Gate(), mixed, gate)
    // Enlarging commutes with the classifier.
    let coarse = try classifier(architecture.highClassifier, gated, order: order)
    let fine = try classifier(architecture.lowClassifier, low, order: order)
    return ([low, high], add(ResizedSum(.bilinear), coarse, fine))
  }

  /// BiSeNet for faces: the encoder's feature maps, and the logits.
  ///
  /// Yu et al. 2018, arXiv:1808.00897.
  mutating func bilateral(
    _ architecture: BilateralArchitecture,
    _ image: Slot,
    order: [Int]
  ) throws(Fault) -> (levels: [Slot], logits: Slot) {
    let levels = try encoder(architecture.encoder, image)
    let coarse = try refined(architecture.coarse, levels[3])
    let mean = try convolution(architecture.mean, self.mean(levels[3]))
    let coarseSum = add(ResizedSum(.nearest), mean, coarse)
    let head = resized(coarseSum, like: levels[2], .nearest)
    let fine = add(
      Addition(),
      try refined(architecture.fine, levels[2]),
      try convolution(architecture.coarseHead, head)
    )
    let context = try convolution(
      architecture.fineHead,
      resized(fine, like: levels[1], .nearest)
    )
    let fused = try convolution(architecture.fusion, add(Concatenation(), levels[1], context))
    let gate = try self.gate(architecture.fusionGate, self.mean(fused), end: .sigmoid)
    let last = try convolution(architecture.convolution, add(Gate(adds: true), fused, gate))
    return (levels, try classifier(architecture.classifier, last, order: order))
  }

  /// A convolution whose channels are gated by their means.
  private mutating func refined(
    _ plan: BilateralArchitecture.Refinement,
    _ input: Slot
  ) throws(Fault) -> Slot {
    let value = try convolution(plan.convolution, input)
    let gate = try convolution(plan.gate, mean(value), nonlinearity: .sigmoid)
    return add(Gate(), value, gate)
  }
}
