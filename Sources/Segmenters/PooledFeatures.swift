import Faults
import OneDNN
import Tensors

/// Means of feature maps over their positions.
enum PooledFeatures {
  /// The features of images one by one, so that each is the same whatever stands beside it.
  static func joining(
    _ images: Tensor,
    _ maps: (Tensor) throws(Fault) -> [FeatureMaps]
  ) throws(Fault) -> [[Float]] {
    var features: [[Float]] = []
    for sample in 0..<images.shape.batch {
      features.append(mean(of: try maps(images.sample(sample))))
    }
    return features
  }

  /// The mean over positions and over sizes of one image's maps.
  private static func mean(of sizes: [FeatureMaps]) -> [Float] {
    var sums: [Double] = []
    for maps in sizes {
      let tensor = maps.tensor()
      if sums.isEmpty { sums = Array(repeating: 0, count: tensor.shape.channels) }
      let plane = Double(tensor.shape.planeCount)
      for channel in sums.indices {
        let map = tensor.featureMap(sample: 0, unit: channel)
        sums[channel] += map.reduce(0.0) { $0 + Double($1) } / plane
      }
    }
    return sums.map { Float($0 / Double(max(1, sizes.count))) }
  }
}
