public import Faults
import Layers
import OneDNN
public import Tensors

/// The score of one concept, which can be differentiated by the images.
public final class ConceptScore {
  /// The summed probability at each pixel, (batch, 1, height, width); with labels to keep a second
  /// channel with theirs.
  public let probability: Tensor
  private let images: [ScoredImage]

  init(_ images: [ScoredImage]) {
    self.images = images
    let shape = images[0].probability.shape
    probability = Tensor(
      Shape(images.count, shape.channels, shape.height, shape.width),
      images.flatMap(\.probability.values)
    )
  }

  /// 1 where the concept is the segmenter's answer, else 0, (batch, 1, height, width).
  ///
  /// - Throws: A defect of oneDNN.
  public func mask() throws(Fault) -> LabelMap {
    var masks: [LabelMap] = []
    for image in images { masks.append(try image.mask()) }
    return .joined(masks)
  }

  /// The gradient of a function of the score with respect to the images.
  ///
  /// - Parameter gradient: The function's gradient with respect to `probability`, of its shape.
  /// - Returns: The gradient with respect to the raw images in [-1, 1], (batch, 3, height, width).
  /// - Throws: `Fault` that names a layer without a gradient, or a defect of oneDNN.
  public func imageGradient(of gradient: Tensor) throws(Fault) -> Tensor {
    precondition(gradient.shape == probability.shape, "\(gradient.shape)")
    var parts: [Tensor] = []
    for (sample, image) in images.enumerated() {
      parts.append(try image.gradient(of: gradient.sample(sample)))
    }
    let shape = parts[0].shape
    return Tensor(
      Shape(parts.count, shape.channels, shape.height, shape.width),
      parts.flatMap(\.values)
    )
  }
}

/// One image's score, and the networks' values at each segmentation size.
struct ScoredImage {
  let probability: Tensor
  let mask: () throws(Fault) -> LabelMap
  private let passes: [BackwardPass]
  private let input: Slot
  private let presented: FeatureMaps
  private let network: NetworkInput

  /// Takes passes from an input to the concept's probability.
  init(
    _ passes: [BackwardPass],
    from input: Slot,
    presented: FeatureMaps,
    network: NetworkInput,
    mask: @escaping () throws(Fault) -> LabelMap
  ) {
    (self.passes, self.input, self.presented) = (passes, input, presented)
    (self.network, self.mask) = (network, mask)
    var sum = passes[0].output.tensor()
    for pass in passes.dropFirst() {
      for (pixel, value) in pass.output.tensor().values.enumerated() {
        sum.values[pixel] += value
      }
    }
    probability = sum
  }

  func gradient(of gradient: Tensor) throws(Fault) -> Tensor {
    let given = FeatureMaps(gradient, on: presented.session)
    let sum = FeatureMaps(Tensor(presented.shape, filledWith: 0), on: presented.session)
    for pass in passes {
      guard let maps = pass[input], let found = try pass.gradients(of: given, by: [input])[input]
      else { continue }
      sum.add(network.presentation.adjoint(of: found, maps, presented))
    }
    return network.format.adjoint(of: sum.tensor())
  }
}

extension ImagePresentation {
  /// The gradient with respect to the presented image, from that with respect to what is resized.
  func adjoint(
    of gradient: FeatureMaps,
    _ resized: FeatureMaps,
    _ presented: FeatureMaps
  ) -> FeatureMaps {
    let extent = resized.shape
    let isSame = extent.height == presented.shape.height && extent.width == presented.shape.width
    return isSame
      ? gradient
      : Resampling(method, height: extent.height, width: extent.width)
        .adjoint(of: gradient, input: presented, output: resized)
  }
}

extension ImageFormat {
  /// The gradient with respect to a raw image, from that with respect to what a network is given.
  func adjoint(of gradient: Tensor) -> Tensor {
    let (shape, plane) = (gradient.shape, gradient.shape.planeCount)
    var result = Tensor(shape, filledWith: 0)
    for sample in 0..<shape.batch {
      for (channel, (source, factor, _)) in channels.enumerated() {
        let (from, to) = ((sample * 3 + channel) * plane, (sample * 3 + source) * plane)
        for pixel in 0..<plane {
          result.values[to + pixel] = gradient.values[from + pixel] * factor
        }
      }
    }
    return result
  }
}
