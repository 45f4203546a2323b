import Faults
import Generators
import Layers
import OneDNN
import Tensors

/// A small generator that is no progressive GAN: layers of odd, oblong extents, a picture that grows
/// from layer to layer beside them, a style that acts on each layer, a grey image.
///
/// Its picture after each pair of layers is read long after the layer, so that an activation alone
/// does not suffice to go on.
final class ToyGenerator: Generator {
  let summary: GeneratorSummary
  let session: Session
  let network: Network
  let layerValues: [Slot]
  let imageValue: Slot
  private let start: Slot
  private let grain: Slot
  private let latents: Slot

  init(session: Session) throws(Fault) {
    self.session = session
    var network = Network()
    latents = network.addInput()
    start = network.addInput()
    grain = network.addInput()
    let style = network.add(PixelNorm(), latents)
    let first = network.add(try Self.convolution(4, 6, seed: 1), start)
    let styled = network.add(Modulation(), first, style)
    let firstPicture = network.add(try Self.picture(6, seed: 2), first)
    let doubled = network.add(NearestUpsampling(), styled)
    let second = network.add(try Self.convolution(6, 6, seed: 3), doubled)
    let noisy = network.add(Sum(), second, grain)
    let third = network.add(try Self.convolution(6, 5, seed: 4), noisy)
    let grown = network.add(NearestUpsampling(), firstPicture)
    imageValue = network.add(Sum(), grown, network.add(try Self.picture(5, seed: 5), third))
    layerValues = [first, second, third]
    self.network = network
    let extents = [(6, 5, 7), (6, 10, 14), (5, 10, 14)]
    summary = GeneratorSummary(
      family: "toy",
      latentSpaces: [LatentSpace(name: "z", width: 6)],
      layers: zip(["flat", "wide", "last"], extents).map { name, extent in
        LayerDescription(
          name: LayerName(name),
          units: extent.0,
          height: extent.1,
          width: extent.2
        )
      },
      imageChannels: 1,
      imageHeight: 10,
      imageWidth: 14
    )
  }

  func inputs(
    _ latents: Tensor,
    in space: LatentSpace,
    precision: Precision
  ) throws(Fault) -> [Slot: FeatureMaps] {
    let batch = latents.shape.batch
    func constant(_ shape: Shape, seed: Int) -> FeatureMaps {
      let sample = noise(shape.count, seed: seed)
      let values = (0..<batch).flatMap { _ in sample }
      let whole = Shape(batch, shape.channels, shape.height, shape.width)
      return FeatureMaps(Tensor(whole, values), precision, on: session)
    }
    return [
      self.latents: FeatureMaps(latents, precision, on: session),
      start: constant(Shape(1, 4, 5, 7), seed: 7),
      grain: constant(Shape(1, 6, 10, 14), seed: 8),
    ]
  }

  private static func convolution(
    _ inputs: Int,
    _ outputs: Int,
    seed: Int
  ) throws(Fault) -> Convolution {
    let geometry = ConvolutionGeometry(
      inputChannels: inputs,
      outputChannels: outputs,
      kernelHeight: 3,
      kernelWidth: 3,
      padding: Padding(1)
    )
    return try Convolution(
      geometry,
      weights: noise(geometry.weightCount, seed: seed),
      bias: noise(outputs, seed: seed + 100),
      nonlinearity: .leaky(slope: 0.2)
    )
  }

  private static func picture(_ inputs: Int, seed: Int) throws(Fault) -> WidenedConvolution {
    let geometry = ConvolutionGeometry(
      inputChannels: inputs,
      outputChannels: 1,
      kernelHeight: 1,
      kernelWidth: 1
    )
    return WidenedConvolution(
      try Convolution(geometry, weights: noise(geometry.weightCount, seed: seed))
    )
  }
}

/// Adds maps of the same extent.
private final class Sum: Operation {
  func apply(to inputs: [FeatureMaps]) -> FeatureMaps {
    let sum = inputs[0].copy()
    sum.add(inputs[1])
    return sum
  }

  func reach(fromInput index: Int) -> Reach { .nearby(margin: 0, scale: 1) }
}

/// Multiplies each channel with a style's value for the sample.
private final class Modulation: Operation {
  func apply(to inputs: [FeatureMaps]) -> FeatureMaps {
    var maps = inputs[0].tensor()
    let style = inputs[1].tensor()
    for sample in 0..<maps.shape.batch {
      for channel in 0..<maps.shape.channels {
        let first = maps.shape.offset(sample, channel, 0, 0)
        for place in first..<first + maps.shape.planeCount {
          maps.values[place] *= style[sample, channel, 0, 0]
        }
      }
    }
    return FeatureMaps(maps, inputs[0].precision, on: inputs[0].session)
  }

  func reach(fromInput index: Int) -> Reach {
    index == 0 ? .nearby(margin: 0, scale: 1) : .everywhere
  }
}
