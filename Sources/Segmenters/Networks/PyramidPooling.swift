import Faults
import Layers
import OneDNN
import Tensors

/// Pools the coarsest feature map to four sizes, and mixes them with it.
///
/// Zhao et al. 2017, arXiv:1612.01105. UPerNet enlarges the pools before their 1x1 convolutions and
/// PSPNet after; mixing channels commutes with enlarging, so here it is always done while they are
/// small, and only the place of the rectification differs.
final class PyramidPooling {
  private let pooling: Resampling.Method
  private let rectifiesEnlarged: Bool
  private let branches: [Convolution]
  private let last: Convolution

  init(
    _ branches: [ConvolutionPlan],
    last: ConvolutionPlan,
    pooling: Resampling.Method,
    rectifiesEnlarged: Bool,
    _ factory: LayerFactory
  ) throws(Fault) {
    self.pooling = pooling
    self.rectifiesEnlarged = rectifiesEnlarged
    var layers: [Convolution] = []
    for plan in branches {
      layers.append(try factory.convolution(plan, rectifiesEnlarged ? .none : .rectified))
    }
    self.branches = layers
    self.last = try factory.convolution(last)
  }

  func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    let shape = input.shape
    let enlarging = Resampling(.bilinear, height: shape.height, width: shape.width)
    var parts = [input]
    for (branch, bins) in zip(branches, PoolingArchitecture.bins) {
      let pooled = try branch(Resampling(pooling, height: bins, width: bins)(input))
      let enlarged = enlarging(pooled)
      if rectifiesEnlarged { enlarged.clamp(0 ... .infinity) }
      parts.append(enlarged)
    }
    return try last(.concatenate(parts))
  }
}
