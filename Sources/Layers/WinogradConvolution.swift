import CKernels
public import Faults
public import OneDNN
import Tensors

/// A 3x3 convolution of stride 1 and padding 1 by Winograd's algorithm.
///
/// In float32 it takes tiles of 4x4 pixels, with a quarter of the multiplications of the plain
/// sum; in bfloat16, whose rounding larger tiles would magnify, tiles of 2x2 with 4/9 of them. The
/// result is the plain convolution's up to rounding (`Convolution` is the oracle). It pays where
/// channels are many: the transforms cost memory traffic.
///
/// Lavin and Gray 2015, arXiv:1509.09308.
public final class WinogradConvolution: Layer {
  /// Units of the input; a multiple of 16.
  public let inputChannels: Int
  /// Units of the output; a multiple of 16.
  public let outputChannels: Int
  private let weights: [Float]
  private let bias: [Float]
  private let slope: Float
  private var mixings: [Int: [Convolution]] = [:]

  /// Makes a convolution.
  ///
  /// - Parameters:
  ///   - inputChannels: Units of the input.
  ///   - outputChannels: Units of the output.
  ///   - weights: In the order (output, input, row, column).
  ///   - bias: One value an output; none is zero.
  ///   - nonlinearity: What follows; `clampedToSix` is not supported.
  public init(
    inputChannels: Int,
    outputChannels: Int,
    weights: [Float],
    bias: [Float]? = nil,
    nonlinearity: Nonlinearity = .none
  ) {
    precondition(inputChannels % 16 == 0 && outputChannels % 16 == 0)
    precondition(weights.count == inputChannels * outputChannels * 9)
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.weights = weights
    self.bias = bias ?? [Float](repeating: 0, count: outputChannels)
    switch nonlinearity {
    case .none: slope = 1
    case .rectified: slope = 0
    case .leaky(let slope): self.slope = slope
    case .clampedToSix: preconditionFailure("Winograd's output transform has no upper bound")
    }
  }

  /// Computes the convolution at the input's precision.
  public func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
    try callAsFunction(input, adding: nil)
  }

  /// Computes the convolution at the input's precision, with a sum added before the nonlinearity.
  ///
  /// - Parameters:
  ///   - input: Feature maps of any extent.
  ///   - sum: float32 maps of the output's shape.
  /// - Returns: New feature maps.
  /// - Throws: A defect if oneDNN fails.
  public func callAsFunction(
    _ input: FeatureMaps,
    adding sum: FeatureMaps?
  ) throws(Fault) -> FeatureMaps {
    let from = input.shape
    precondition(from.channels == inputChannels && (sum?.precision ?? .float32) == .float32)
    let size = input.precision == .float32 ? 4 : 2
    let points = try mix(transform(input, size), size)
    let output = FeatureMaps(
      Shape(from.batch, outputChannels, from.height, from.width),
      input.precision,
      on: input.session
    )
    precondition(sum == nil || sum?.shape == output.shape)
    let sources = points.map { UnsafePointer($0.bytes.assumingMemoryBound(to: Float.self)) }
    input.session.claimThread()
    CKernels_winograd_output(
      output.element,
      size,
      sources.map(Optional.some),
      bias,
      sum.map { UnsafePointer($0.bytes.assumingMemoryBound(to: Float.self)) },
      output.bytes,
      from.batch,
      from.height,
      from.width,
      outputChannels,
      slope
    )
    return output
  }

  /// One map of tiles for each point of the transform.
  private func transform(_ input: FeatureMaps, _ size: Int) -> [FeatureMaps] {
    let from = input.shape
    let tiles = Shape(
      from.batch,
      inputChannels,
      (from.height + size - 1) / size,
      (from.width + size - 1) / size
    )
    let points = (0..<(size + 2) * (size + 2)).map { _ in
      FeatureMaps(tiles, input.precision, on: input.session)
    }
    input.session.claimThread()
    CKernels_winograd_input(
      input.element,
      size,
      input.bytes,
      points.map { Optional($0.bytes) },
      from.batch,
      from.height,
      from.width,
      inputChannels
    )
    return points
  }

  private func mix(_ points: [FeatureMaps], _ size: Int) throws(Fault) -> [FeatureMaps] {
    var mixed: [FeatureMaps] = []
    for (mixing, point) in zip(try mixing(size), points) {
      mixed.append(try mixing(point, outputPrecision: .float32))
    }
    return mixed
  }

  private func mixing(_ size: Int) throws(Fault) -> [Convolution] {
    if let known = mixings[size] { return known }
    let geometry = ConvolutionGeometry(
      inputChannels: inputChannels,
      outputChannels: outputChannels,
      kernelHeight: 1,
      kernelWidth: 1
    )
    var layers: [Convolution] = []
    for matrix in transformedWeights(size) {
      layers.append(try Convolution(geometry, weights: matrix))
    }
    mixings[size] = layers
    return layers
  }

  /// G g transposed(G) of every kernel, one matrix (output, input) a point.
  private func transformedWeights(_ size: Int) -> [[Float]] {
    let rows = size == 4 ? Self.pointsOfFour : Self.pointsOfTwo
    let pairs = inputChannels * outputChannels
    return rows.flatMap { row in
      rows.map { column in
        let product = (0..<9).map { Float(row[$0 / 3] * column[$0 % 3]) }
        return [Float](unsafeUninitializedCapacity: pairs) { target, count in
          weights.withUnsafeBufferPointer { weights in
            for pair in 0..<pairs {
              var sum: Float = 0
              for tap in 0..<9 { sum += product[tap] * weights[pair * 9 + tap] }
              target[pair] = sum
            }
          }
          count = pairs
        }
      }
    }
  }

  private static let pointsOfTwo: [[Double]] = [
    [1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1],
  ]
  private static let pointsOfFour: [[Double]] = [
    [1.0 / 4, 0, 0], [-1.0 / 6, -1.0 / 6, -1.0 / 6], [-1.0 / 6, 1.0 / 6, -1.0 / 6],
    [1.0 / 24, 1.0 / 12, 1.0 / 6], [1.0 / 24, -1.0 / 12, 1.0 / 6], [0, 0, 1],
  ]
}
