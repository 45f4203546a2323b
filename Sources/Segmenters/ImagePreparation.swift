import Faults
import Layers
import OneDNN
import Tensors

/// The extent at which a network sees images unless sizes are asked for, and how they get there.
struct ImagePresentation: Hashable, Sendable {
  /// The side of the square, or with `keepsAspect` the shorter side; nil for the image's own extent.
  var size: Int?
  /// Rows and columns where they differ.
  var rectangle: [Int]?
  /// Whether sizes are those of the shorter side.
  var keepsAspect = false
  /// How images are resampled.
  var method = Resampling.Method.antialiased

  /// The extents of an image's rows and columns for the sizes asked for.
  func extents(of image: Shape, _ asked: [Int]) -> [(height: Int, width: Int)] {
    let sizes = asked.isEmpty ? size.map { [$0] } ?? [] : asked
    if asked.isEmpty, let rectangle { return [(rectangle[0], rectangle[1])] }
    guard !sizes.isEmpty else { return [(image.height, image.width)] }
    guard keepsAspect else { return sizes.map { ($0, $0) } }
    let short = min(image.height, image.width)
    return sizes.map { (image.height * $0 / short, image.width * $0 / short) }
  }
}

/// How images come to a network: at which sizes and in which numbers.
struct NetworkInput {
  let format: ImageFormat
  let presentation: ImagePresentation
  let session: Session

  func extents(
    of images: Tensor,
    _ options: SegmentationOptions
  ) throws(Fault) -> SegmentationExtents {
    try SegmentationExtents(of: images.shape, options, presentation)
  }

  /// The images as numbers that the network takes, at their own extent.
  func presented(_ images: Tensor) -> FeatureMaps { format.present(images, on: session) }

  /// What a network makes of images at each size.
  func each<Output>(
    _ images: Tensor,
    at extents: SegmentationExtents,
    in precision: Precision,
    _ network: (FeatureMaps) throws(Fault) -> Output
  ) throws(Fault) -> [Output] {
    try each(presented(images), at: extents, in: precision, network)
  }

  /// What a network makes of presented images at each size.
  func each<Output>(
    _ presented: FeatureMaps,
    at extents: SegmentationExtents,
    in precision: Precision,
    _ network: (FeatureMaps) throws(Fault) -> Output
  ) throws(Fault) -> [Output] {
    var outputs: [Output] = []
    for extent in extents.inputs {
      outputs.append(try network(presented.resized(to: extent, presentation.method, precision)))
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
    _ presentation: ImagePresentation
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
    let allowed = SegmentationOptions.allowedSizes
    if let wrong = options.sizes.first(where: { !allowed.contains($0) }) {
      throw Fault(
        .usage,
        attempt,
        expected: "segmentation sizes from \(allowed.lowerBound) to \(allowed.upperBound)",
        found: "\(wrong)"
      )
    }
    inputs = presentation.extents(of: images, options.sizes)
    if let wide = inputs.first(where: { $0.height * $0.width > Self.largestArea }) {
      throw Fault(
        .usage,
        attempt,
        on: "\(images.height) x \(images.width) pixels",
        expected: "at most \(Self.largestArea) pixels for the network to see",
        found: "\(wide.height) x \(wide.width)",
        advice: "Choose a smaller segmentation size"
      )
    }
    height = images.height / options.downsample
    width = images.width / options.downsample
  }

  /// As many pixels as a picture may have.
  private static let largestArea = 1 << 24
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
  /// The maps at an extent, resampled if it is another, at a precision.
  func resized(
    to extent: (height: Int, width: Int),
    _ method: Resampling.Method,
    _ precision: Precision
  ) -> FeatureMaps {
    let isSame = extent.height == shape.height && extent.width == shape.width
    let sized =
      isSame ? self : Resampling(method, height: extent.height, width: extent.width)(self)
    return precision == .float32 ? sized : sized.copy(precision)
  }
}
