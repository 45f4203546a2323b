import CKernels
public import OneDNN
import Tensors

/// Changes the extent of feature maps by one matrix for the rows and one for the columns.
public final class Resampling: Layer {
  /// How the matrices are made.
  public enum Method: Hashable, Sendable {
    /// Linear between pixel centres, the border repeated (`align_corners=False`).
    case bilinear
    /// Linear with the corner pixels in place (`align_corners=True`).
    case cornerAligned
    /// Linear, over as many pixels as fall on one where the map shrinks (Pillow's bilinear).
    case antialiased
    /// The value of the nearest pixel.
    case nearest
    /// PyTorch's adaptive average pooling.
    case adaptiveAverage
    /// Precise region-of-interest pooling over the whole map.
    case preciseRegion

    func matrix(from inputs: Int, to outputs: Int) -> ResamplingMatrix {
      switch self {
      case .bilinear: .bilinear(from: inputs, to: outputs)
      case .cornerAligned: .cornerAligned(from: inputs, to: outputs)
      case .antialiased: .antialiased(from: inputs, to: outputs)
      case .nearest: .nearest(from: inputs, to: outputs)
      case .adaptiveAverage: .adaptiveAverage(from: inputs, to: outputs)
      case .preciseRegion: .preciseRegion(from: inputs, to: outputs)
      }
    }
  }

  /// How the matrices are made.
  public let method: Method
  /// Rows of the output.
  public let height: Int
  /// Columns of the output.
  public let width: Int

  /// Makes a layer whose output has the given extent, whatever the input's.
  public init(_ method: Method, height: Int, width: Int) {
    self.method = method
    self.height = height
    self.width = width
  }

  /// Resamples each channel.
  public func callAsFunction(_ input: FeatureMaps) -> FeatureMaps {
    let shape = Shape(input.shape.batch, input.shape.channels, height, width)
    let output = FeatureMaps(shape, input.precision, on: input.session)
    run(input, into: output, accumulate: false)
    return output
  }

  /// Adds the resampled channels to `sum`, in place.
  public func callAsFunction(_ input: FeatureMaps, accumulatingInto sum: FeatureMaps) {
    precondition(sum.shape.height == height && sum.shape.width == width)
    run(input, into: sum, accumulate: true)
  }

  private func run(_ input: FeatureMaps, into output: FeatureMaps, accumulate: Bool) {
    input.resample(
      into: output,
      method.matrix(from: input.shape.height, to: height),
      method.matrix(from: input.shape.width, to: width),
      accumulate: accumulate
    )
  }
}

extension Resampling: DifferentiableLayer {
  /// The gradient with respect to the input.
  public func adjoint(
    of gradient: FeatureMaps,
    input: FeatureMaps,
    output: FeatureMaps
  ) -> FeatureMaps {
    let result = FeatureMaps(input.shape, on: input.session)
    gradient.resample(
      into: result,
      method.matrix(from: input.shape.height, to: height).transposed(),
      method.matrix(from: input.shape.width, to: width).transposed(),
      accumulate: false
    )
    return result
  }
}

extension FeatureMaps {
  /// Applies one matrix to the rows and one to the columns of each channel.
  func resample(
    into output: FeatureMaps,
    _ rows: ResamplingMatrix,
    _ columns: ResamplingMatrix,
    accumulate: Bool
  ) {
    precondition(
      precision == output.precision && shape.batch == output.shape.batch
        && shape.channels == output.shape.channels && rows.inputCount == shape.height
        && columns.inputCount == shape.width && rows.outputCount == output.shape.height
        && columns.outputCount == output.shape.width
    )
    session.claimThread()
    rows.withTaps { rowTaps in
      columns.withTaps { columnTaps in
        CKernels_resample(
          element,
          bytes,
          output.bytes,
          shape.batch,
          shape.height,
          shape.width,
          shape.channels,
          output.shape.height,
          output.shape.width,
          rowTaps,
          columnTaps,
          accumulate ? 1 : 0
        )
      }
    }
  }
}

extension ResamplingMatrix {
  /// Calls the body with the matrix as the kernels take it.
  func withTaps(_ body: (CKernels_Taps) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      counts.withUnsafeBufferPointer { counts in
        offsets.withUnsafeBufferPointer { offsets in
          weights.withUnsafeBufferPointer { weights in
            body(
              CKernels_Taps(
                starts: starts.baseAddress,
                counts: counts.baseAddress,
                offsets: offsets.baseAddress,
                weights: weights.baseAddress
              )
            )
          }
        }
      }
    }
  }
}
