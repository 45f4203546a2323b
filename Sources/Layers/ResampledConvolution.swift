import CKernels
public import Faults
public import OneDNN
import Tensors

/// The part of a 3x3 convolution (padding 1) that falls on feature maps which are first resampled
/// linearly to a larger extent.
///
/// Linear resampling commutes with the mixing of channels, so the nine products of the taps are
/// taken at the small extent and then resampled, moved and added: the same sums up to rounding,
/// with as many times fewer multiplications as the map grows.
public final class ResampledConvolution {
  private let products: Convolution
  private let outputChannels: Int

  /// Takes 3x3 weights in the order (output, input, row, column).
  public init(inputChannels: Int, outputChannels: Int, weights: [Float]) throws(Fault) {
    precondition(weights.count == outputChannels * inputChannels * 9)
    self.outputChannels = outputChannels
    var mixing = [Float](repeating: 0, count: weights.count)
    for index in 0..<outputChannels * inputChannels {
      for tap in 0..<9 {
        mixing[tap * outputChannels * inputChannels + index] = weights[index * 9 + tap]
      }
    }
    products = try Convolution(
      ConvolutionGeometry(
        inputChannels: inputChannels,
        outputChannels: outputChannels * 9,
        kernelHeight: 1,
        kernelWidth: 1
      ),
      weights: mixing
    )
  }

  /// Writes the convolution of the resampled input to float32 sums, or adds it.
  ///
  /// - Parameters:
  ///   - input: Feature maps of any extent.
  ///   - sum: float32 maps of the extent to which the input is resampled (bilinear).
  ///   - accumulates: Whether it is added.
  /// - Throws: A defect if oneDNN fails.
  public func callAsFunction(
    _ input: FeatureMaps,
    into sum: FeatureMaps,
    accumulates: Bool
  ) throws(Fault) {
    precondition(sum.precision == .float32 && sum.shape.channels == outputChannels)
    let taps = try products(input)
    let rows = ResamplingMatrix.bilinear(from: input.shape.height, to: sum.shape.height)
    let columns = ResamplingMatrix.bilinear(from: input.shape.width, to: sum.shape.width)
    rows.withTaps { rowTaps in
      columns.withTaps { columnTaps in
        CKernels_mix_taps(
          taps.element,
          taps.bytes,
          sum.bytes.assumingMemoryBound(to: Float.self),
          input.shape.batch,
          input.shape.height,
          input.shape.width,
          outputChannels,
          sum.shape.height,
          sum.shape.width,
          rowTaps,
          columnTaps,
          accumulates ? 1 : 0
        )
      }
    }
  }
}

extension ResampledConvolution {
  /// The gradient with respect to the input, from that with respect to the sums (float32).
  ///
  /// The gradient is moved and resampled back for each tap, while the map is large, and then mixed
  /// where it is small.
  public func adjoint(of gradient: FeatureMaps, input: FeatureMaps) throws(Fault) -> FeatureMaps {
    let (extent, small) = (gradient.shape, input.shape)
    let rows = ResamplingMatrix.bilinear(from: small.height, to: extent.height)
    let columns = ResamplingMatrix.bilinear(from: small.width, to: extent.width)
    var taps: [FeatureMaps] = []
    for row in -1...1 {
      for column in -1...1 {
        let tap = FeatureMaps(
          Shape(small.batch, outputChannels, small.height, small.width),
          on: gradient.session
        )
        // An output reads the enlarged map at its own place plus the tap's.
        gradient.resample(
          into: tap,
          rows.transposed(readFrom: row),
          columns.transposed(readFrom: column),
          accumulate: false
        )
        taps.append(tap)
      }
    }
    return try products.passBack(.concatenate(taps), input: input)
  }
}
