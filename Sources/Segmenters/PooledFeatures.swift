import Faults
import OneDNN
import Tensors

extension NetworkInput {
  /// Means of an encoder's maps over their positions: of images one by one, so that each has the
  /// same whatever stands beside it.
  func pooledFeatures(
    of images: Tensor,
    _ options: SegmentationOptions,
    _ encoded: (FeatureMaps) throws(Fault) -> FeatureMaps
  ) throws(Fault) -> [[Float]] {
    var features: [[Float]] = []
    for sample in 0..<images.shape.batch {
      let image = images.sample(sample)
      let extents = try self.extents(of: image, options)
      features.append(Self.mean(of: try each(image, at: extents, in: options.precision, encoded)))
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
