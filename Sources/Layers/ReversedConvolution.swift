import Faults
import OneDNN
import Tensors

/// The linear map that takes a convolution's gradient back to its input.
///
/// For a stride of 1 that is a convolution itself, with the kernel turned and inputs and outputs
/// exchanged, and as fast as one. Strides are oneDNN's affair, or zeros between the gradient's
/// pixels where that costs less.
final class ReversedConvolution {
  private enum Way {
    /// A convolution, of the gradient with so many pixels of zeros in between.
    case convolution(Convolution, spacing: Int)
    /// A 1x1 convolution, whose result is spread over every so many pixels.
    case spread(Convolution, spacing: Int)
    case strided
  }

  private let geometry: ConvolutionGeometry
  private let weights: ConvolutionWeights
  private let way: Way
  private var strided: [Shape: ConvolutionDataGradient] = [:]

  init(
    _ geometry: ConvolutionGeometry,
    _ weights: ConvolutionWeights,
    on session: Session
  ) throws(Fault) {
    (self.geometry, self.weights) = (geometry, weights)
    let isPoint = geometry.kernelHeight == 1 && geometry.kernelWidth == 1
    let isPadded = geometry.padding != Padding(0)
    if geometry.stride == 1 || geometry.groups > 1 {
      let layer = try Self.turned(geometry, weights, on: session)
      way = .convolution(layer, spacing: geometry.stride)
    } else if isPoint && !isPadded {
      way = .spread(try Self.turned(geometry, weights, on: session), spacing: geometry.stride)
    } else {
      way = .strided
    }
  }

  private static func turned(
    _ geometry: ConvolutionGeometry,
    _ weights: ConvolutionWeights,
    on session: Session
  ) throws(Fault) -> Convolution {
    let values = try weights.plainValues(on: session)
    let (outputs, inputs) = (geometry.outputChannels, geometry.inputChannels)
    let (outs, ins) = (outputs / geometry.groups, inputs / geometry.groups)
    let taps = geometry.kernelHeight * geometry.kernelWidth
    var turned = [Float](repeating: 0, count: values.count)
    for output in 0..<outputs {
      for input in 0..<ins {
        let from = (output * ins + input) * taps
        let to = ((output / outs * ins + input) * outs + output % outs) * taps
        for tap in 0..<taps { turned[to + taps - 1 - tap] = values[from + tap] }
      }
    }
    var reversed = geometry
    (reversed.inputChannels, reversed.outputChannels) = (outputs, inputs)
    reversed.stride = 1
    let height = geometry.dilation * (geometry.kernelHeight - 1)
    let width = geometry.dilation * (geometry.kernelWidth - 1)
    reversed.padding = Padding(
      top: height - geometry.padding.top,
      left: width - geometry.padding.left,
      bottom: height - geometry.padding.bottom,
      right: width - geometry.padding.right
    )
    return try Convolution(reversed, weights: turned)
  }

  /// The gradient with respect to an input of a shape, in float32.
  ///
  /// - Parameters:
  ///   - gradient: The gradient with respect to the sums, float32.
  ///   - input: The input's shape.
  ///   - precision: What products are computed with.
  /// - Returns: float32 maps of the input's shape.
  /// - Throws: A defect if oneDNN fails.
  func callAsFunction(
    _ gradient: FeatureMaps,
    input: Shape,
    _ precision: Precision
  ) throws(Fault) -> FeatureMaps {
    switch way {
    case .convolution(let layer, let spacing):
      // Places of the input that no window reaches need zeros at the end.
      let spaced =
        spacing == 1
        ? gradient
        : gradient.spread(
          every: spacing,
          height: geometry.reach(
            of: input.height,
            kernel: geometry.kernelHeight,
            before: layer.geometry.padding.top,
            after: layer.geometry.padding.bottom
          ),
          width: geometry.reach(
            of: input.width,
            kernel: geometry.kernelWidth,
            before: layer.geometry.padding.left,
            after: layer.geometry.padding.right
          )
        )
      return try layer(rounded(spaced, precision), outputPrecision: .float32)
    case .spread(let layer, let spacing):
      let mixed = try layer(rounded(gradient, precision), outputPrecision: .float32)
      return mixed.spread(every: spacing, height: input.height, width: input.width)
    case .strided:
      let result = FeatureMaps(input, on: gradient.session)
      try primitive(for: input, on: gradient.session).run(gradient, into: result)
      return result
    }
  }

  private func primitive(
    for input: Shape,
    on session: Session
  ) throws(Fault) -> ConvolutionDataGradient {
    if let known = strided[input] { return known }
    let made = try ConvolutionDataGradient(weights, input: input, on: session)
    strided[input] = made
    return made
  }

  private func rounded(_ gradient: FeatureMaps, _ precision: Precision) -> FeatureMaps {
    precision == .float32 ? gradient : gradient.copy(precision)
  }
}

extension ConvolutionGeometry {
  /// How long a row must be for a turned convolution with given padding to give `extent` outputs.
  fileprivate func reach(of extent: Int, kernel: Int, before: Int, after: Int) -> Int {
    extent + dilation * (kernel - 1) - before - after
  }
}

extension FeatureMaps {
  /// The pixels at every so many places of larger maps, zeros elsewhere.
  func spread(every spacing: Int, height: Int, width: Int) -> FeatureMaps {
    let result = FeatureMaps(
      Shape(shape.batch, shape.channels, height, width),
      precision,
      on: session
    )
    let pixel = shape.channels * precision.byteCount
    result.clear()
    for sample in 0..<shape.batch {
      for row in 0..<shape.height where row * spacing < height {
        for column in 0..<shape.width where column * spacing < width {
          let from = ((sample * shape.height + row) * shape.width + column) * pixel
          let to = ((sample * height + row * spacing) * width + column * spacing) * pixel
          (result.bytes + to).copyMemory(from: bytes + from, byteCount: pixel)
        }
      }
    }
    return result
  }
}
