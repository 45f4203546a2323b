import Faults
import Layers
import OneDNN

extension NetworkAssembly {
  /// Pools the coarsest feature map to four sizes, and mixes them with it.
  ///
  /// Zhao et al. 2017, arXiv:1612.01105. UPerNet enlarges the pools before their 1x1 convolutions and
  /// PSPNet after; mixing channels commutes with enlarging, so here it is always done while they are
  /// small, and only the place of the rectification differs.
  mutating func pyramidPooling(
    _ branches: [ConvolutionPlan],
    last: ConvolutionPlan,
    pooling: Resampling.Method,
    rectifiesEnlarged: Bool,
    _ input: Slot
  ) throws(Fault) -> Slot {
    var parts = [input]
    for (plan, bins) in zip(branches, PoolingArchitecture.bins) {
      let pooled = add(Resampling(pooling, height: bins, width: bins), input)
      let mixed = try convolution(
        plan,
        pooled,
        nonlinearity: rectifiesEnlarged ? .none : .rectified
      )
      let enlarged = resized(mixed, like: input)
      parts.append(rectifiesEnlarged ? add(Rectification(), enlarged) : enlarged)
    }
    return try convolution(last, add(Concatenation(), parts))
  }

  /// The body of UPerNet: the finest level of the pyramid, and the fusion of all.
  ///
  /// Xiao et al. 2018, arXiv:1807.10221. The pooling is precise for unified parsing, adaptive for
  /// ADE20K's models.
  mutating func pyramid(
    _ architecture: PyramidArchitecture,
    pooling: Resampling.Method,
    _ features: [Slot]
  ) throws(Fault) -> (finest: Slot, fused: Slot) {
    let lateral = architecture.lateral
    var top = try pyramidPooling(
      architecture.pooling,
      last: architecture.poolingLast,
      pooling: pooling,
      rectifiesEnlarged: true,
      features[lateral.count]
    )
    var levels = [top]
    for index in lateral.indices.reversed() {
      let next = try convolution(lateral[index], features[index])
      top = add(ResizedSum(.bilinear), top, next)
      levels.insert(try convolution(architecture.smoothing[index], top), at: 0)
    }
    let fusion = try LevelFusion(architecture.fusion, levels: levels.count, factory)
    return (levels[0], add(fusion, levels))
  }
}
