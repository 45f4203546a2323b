import CKernels
import Faults
import OneDNN
import Tensors

/// A dense 3x3 convolution by Winograd's algorithm: a quarter of the multiplications.
///
/// It serves maps of at least 16 tiles of 4x4, whose channels come in sixteens. Elsewhere oneDNN's
/// direct convolution does, which is also its oracle. Maps stored in bfloat16 are computed in
/// float32, which rounds less than the direct way and, where channels are many, is still quicker, unless the processor multiplies whole tiles of bfloat16.
final class FusedWinograd {
  private let inputChannels: Int
  private let outputChannels: Int
  private let slope: Float
  private let shuffles: Bool
  private let packed: Buffer
  private let bias: [Float]

  /// Transforms weights in the order (output, input, row, column).
  ///
  /// With `shuffles`, the outputs are the four parities of a map twice as large.
  init(
    inputChannels: Int,
    outputChannels: Int,
    weights: [Float],
    bias: [Float],
    slope: Float,
    shuffles: Bool
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.slope = slope
    self.shuffles = shuffles
    self.bias = bias
    packed = Buffer(byteCount: 36 * inputChannels * outputChannels * MemoryLayout<Float>.stride)
    CKernels_fused_winograd_pack(
      weights,
      packed.bytes.assumingMemoryBound(to: Float.self),
      inputChannels,
      outputChannels,
      shuffles ? 1 : 0
    )
  }

  /// Computes the convolution into `target`, or adds it to what is there.
  func run(
    _ input: FeatureMaps,
    into target: FeatureMaps,
    accumulates: Bool = false,
    norm: PixelNorm? = nil
  ) {
    input.session.claimThread()
    bias.withUnsafeBufferPointer { bias in
      var layer = CKernels_FusedWinograd(
        packed: packed.bytes.assumingMemoryBound(to: Float.self),
        bias: bias.baseAddress,
        batch: input.shape.batch,
        height: input.shape.height,
        width: input.shape.width,
        inputs: inputChannels,
        outputs: outputChannels,
        slope: slope,
        accumulate: accumulates ? 1 : 0,
        shuffle: shuffles ? 1 : 0,
        norm: norm == nil ? 0 : 1,
        epsilon: norm?.epsilon ?? 0
      )
      let scratch = input.session.scratchpad(byteCount: CKernels_fused_winograd_scratch(&layer))
      CKernels_fused_winograd(input.element, &layer, input.bytes, target.bytes, scratch)
    }
  }
}

extension FusedWinograd {
  private static let multipliesTiles = Processor.hasMatrixTiles

  /// More bytes of transformed weights than this cost more to read than they save.
  private static let byteLimit = 40 << 20

  /// The slope below zero of a nonlinearity that the algorithm fuses.
  static func slope(of nonlinearity: Nonlinearity) -> Float? {
    switch nonlinearity {
    case .none: 1
    case .rectified: 0
    case .leaky(let slope): (0...1).contains(slope) ? slope : nil
    case .clampedToSix, .gaussian, .hardSwish, .sigmoid, .hardSigmoid: nil
    }
  }

  /// Whether it pays for an input; each sample of a batch is judged alone, so that it gets the same
  /// arithmetic whatever the batch.
  static func suits(
    _ shape: Shape,
    _ precision: Precision,
    inputChannels: Int,
    outputChannels: Int
  ) -> Bool {
    (precision == .float32 || !multipliesTiles && min(inputChannels, outputChannels) >= 64)
      && inputChannels % 16 == 0 && outputChannels % 16 == 0
      && ((shape.height + 3) / 4) * ((shape.width + 3) / 4) >= 16
      && 36 * 4 * inputChannels * outputChannels <= byteLimit
  }
}
