import Faults
import Layers
import OneDNN
import Tensors

/// How images come to a network: at which sizes and in which numbers.
struct NetworkInput {
  let format: ImageFormat
  let defaultSizes: [Int]
  let session: Session

  func extents(
    of images: Tensor,
    _ options: SegmentationOptions
  ) throws(Fault) -> SegmentationExtents {
    try SegmentationExtents(of: images.shape, options, defaultSizes: defaultSizes)
  }

  /// What a network makes of images at each size.
  func each<Output>(
    _ images: Tensor,
    _ extents: SegmentationExtents,
    _ precision: Precision,
    _ network: (FeatureMaps) throws(Fault) -> Output
  ) throws(Fault) -> [Output] {
    let presented = format.present(images, on: session)
    var outputs: [Output] = []
    for extent in extents.inputs {
      outputs.append(try network(presented.resized(to: extent, precision)))
    }
    return outputs
  }
}

/// The extents of one call, checked.
struct SegmentationExtents {
  /// The extents at which the network sees the image.
  let inputs: [(height: Int, width: Int)]
  /// The extent of the label map.
  let height: Int
  let width: Int

  init(
    of images: Shape,
    _ options: SegmentationOptions,
    defaultSizes: [Int]
  ) throws(Fault) {
    let attempt = "segment images"
    let smallest = min(images.height, images.width)
    guard (1...smallest).contains(options.downsample) else {
      throw Fault(
        .usage,
        attempt,
        on: "\(images.height) x \(images.width) pixels",
        expected: "a downsampling from 1 to \(smallest)",
        found: "\(options.downsample)"
      )
    }
    let sizes = options.sizes.isEmpty ? defaultSizes : options.sizes
    if let wrong = sizes.first(where: { !SegmentationOptions.allowedSizes.contains($0) }) {
      let allowed = SegmentationOptions.allowedSizes
      throw Fault(
        .usage,
        attempt,
        expected: "segmentation sizes from \(allowed.lowerBound) to "
          + "\(allowed.upperBound)",
        found: "\(wrong)"
      )
    }
    inputs = sizes.isEmpty ? [(images.height, images.width)] : sizes.map { ($0, $0) }
    height = images.height / options.downsample
    width = images.width / options.downsample
  }
}

extension ImageFormat {
  /// Presents raw images in [-1, 1] to a network, (batch, 3, height, width).
  func present(_ images: Tensor, on session: Session) -> FeatureMaps {
    let (shape, plane) = (images.shape, images.shape.planeCount)
    let values = [Float](unsafeUninitializedCapacity: shape.count) { target, count in
      images.values.withUnsafeBufferPointer { values in
        for sample in 0..<shape.batch {
          for (channel, (source, factor, offset)) in channels.enumerated() {
            let from = (sample * 3 + source) * plane
            let to = (sample * 3 + channel) * plane
            for pixel in 0..<plane { target[to + pixel] = values[from + pixel] * factor + offset }
          }
        }
      }
      count = shape.count
    }
    return FeatureMaps(Tensor(shape, values), on: session)
  }
}

extension FeatureMaps {
  /// The maps at an extent, averaged adaptively if it is another, at a precision.
  func resized(to extent: (height: Int, width: Int), _ precision: Precision) -> FeatureMaps {
    let isSame = extent.height == shape.height && extent.width == shape.width
    let sized =
      isSame
      ? self : Resampling(.adaptiveAverage, height: extent.height, width: extent.width)(self)
    return precision == .float32 ? sized : sized.copy(precision)
  }
}
