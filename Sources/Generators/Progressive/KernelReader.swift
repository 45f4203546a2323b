import Checkpoints
import Faults
import Glibc

/// Reads the weights of a progressive GAN's convolutions and multiplies them by their factors.
struct KernelReader {
  private let file: ProgressiveFile
  private let checkpoint: StateDictionary
  /// Whether weights are used as they are stored.
  private let isUnscaled: Bool
  /// Whether factors beside the weights are used instead of the formula's.
  private let usesStoredScales: Bool
  private(set) var remarks: [String] = []

  init(_ file: ProgressiveFile) throws(Fault) {
    self.file = file
    checkpoint = file.checkpoint
    let isTold = ["use_eql", "equalizedlR", "use_wscale"].compactMap(file.checkpoint.flag).first
    let isSmall = try Self.looksScaled(file)
    isUnscaled = isTold.map(!) ?? (file.layout.mayBeUnscaled && isSmall)
    if isUnscaled {
      remarks.append(
        isTold == nil
          ? "the weights are so small that they hold their factors already (no equalised learning "
            + "rates): they are used as they are"
          : "the settings beside the weights say that learning rates are not equalised: the "
            + "weights are used as they are"
      )
    }
    let scales = try Self.storedScales(file)
    // Converters wrote 1 everywhere where a reader was to apply the formula.
    let arePlaceholders = scales.allSatisfy { $0.stored == 1 } && !isSmall
    usesStoredScales = !isUnscaled && !scales.isEmpty && !arePlaceholders
    if usesStoredScales {
      noteDeviation(scales)
      if let name = file.image.place.scale, !checkpoint.contains(name) {
        remarks.append("the file has no factor '\(name)' for the image: the formula's is used")
      }
    }
    let isEqualised = file.layout.gains.inner(1) != 1
    if isSmall, isEqualised, isTold == nil, !isUnscaled, !usesStoredScales {
      remarks.append(
        "the weights are so small that they may hold their factors already; a \(file.layout.title) "
          + "has none in its file, so that they are multiplied by them: look whether its images "
          + "are too pale"
      )
    }
  }

  /// A layer's convolution.
  func convolution(_ kernel: ProgressiveFile.Kernel) throws(Fault) -> GeneratorWeights.Convolution {
    let dimensions = kernel.order.dimensions(
      outputs: kernel.outputs,
      inputs: kernel.inputs,
      kernel: kernel.extent
    )
    let stored = try checkpoint.tensor(kernel.place.weight, expecting: dimensions)
    var weights = kernel.order.plain(
      stored,
      outputs: kernel.outputs,
      inputs: kernel.inputs,
      kernel: kernel.extent
    )
    var bias = try checkpoint.tensor(kernel.place.bias)
    if let norm = kernel.place.norm {
      try fold(norm, into: &weights, bias: &bias, kernel: kernel)
      return .init(weights: weights, bias: bias)
    }
    let gain = Float(try self.gain(of: kernel))
    for index in weights.indices { weights[index] *= gain }
    if file.layout.gains.scalesBiases { for index in bias.indices { bias[index] *= gain } }
    return .init(weights: weights, bias: bias)
  }

  /// The image's convolution; the one channel of a grey network becomes three equal ones.
  func image(_ kernel: ProgressiveFile.Kernel) throws(Fault) -> GeneratorWeights.Convolution {
    let single = try convolution(kernel)
    guard kernel.outputs == 1 else { return single }
    return .init(
      weights: single.weights + single.weights + single.weights,
      bias: single.bias + single.bias + single.bias
    )
  }

  private func gain(of kernel: ProgressiveFile.Kernel) throws(Fault) -> Double {
    if isUnscaled { return 1 }
    if usesStoredScales, let name = kernel.place.scale, let scale = try checkpoint.single(name) {
      return Double(scale)
    }
    return kernel.gain
  }

  // MARK: Batch normalisation

  /// (x - mean) / sqrt(variance + 1e-5) x weight + bias, as it is after training.
  private func fold(
    _ norm: String,
    into weights: inout [Float],
    bias: inout [Float],
    kernel: ProgressiveFile.Kernel
  ) throws(Fault) {
    let count = [kernel.outputs]
    let factors = try checkpoint.tensor(norm + ".weight", expecting: count)
    let means = try checkpoint.tensor(norm + ".running_mean", expecting: count)
    let variances = try checkpoint.tensor(norm + ".running_var", expecting: count)
    let size = weights.count / max(1, kernel.outputs)
    for output in 0..<kernel.outputs {
      let factor = factors[output] / (variances[output] + 1e-5).squareRoot()
      for index in output * size..<(output + 1) * size { weights[index] *= factor }
      bias[output] -= means[output] * factor
    }
  }

  // MARK: Factors

  /// Whether the 3x3 kernels' deviation is nearer to He's factor than to 1.
  private static func looksScaled(_ file: ProgressiveFile) throws(Fault) -> Bool {
    var (found, factors, count) = (0.0, 0.0, 0.0)
    for kernel in file.layers.dropFirst() {
      let values = try file.checkpoint.tensor(kernel.place.weight)
      let squares = values.reduce(0.0) { $0 + Double($1) * Double($1) }
      guard squares > 0, squares.isFinite else { continue }
      found += log(squares / Double(values.count)) / 2
      factors += log(2 / Double(9 * kernel.inputs)) / 2
      count += 1
    }
    return count > 0 && factors < 0 && found < factors / 2
  }

  /// The factors beside the weights and those of the formula; none where no layer has one.
  ///
  /// - Throws: A refusal where some have one and others not, or where it is not one value.
  private static func storedScales(
    _ file: ProgressiveFile
  ) throws(Fault) -> [(stored: Double, formula: Double)] {
    let names = file.layers.compactMap(\.place.scale)
    guard names.contains(where: file.checkpoint.contains) else { return [] }
    var scales: [(Double, Double)] = []
    for kernel in file.layers {
      guard let name = kernel.place.scale, let scale = try file.checkpoint.single(name) else {
        let name = kernel.place.scale ?? "none"
        throw Fault(
          .refused,
          "read the generator",
          on: file.checkpoint.source,
          expected: "a factor of one value beside every layer's weights, as beside others",
          found: file.checkpoint.dimensions(of: name).map { "'\(name)' of shape \($0)" }
            ?? "no '\(name)'"
        )
      }
      scales.append((Double(scale), kernel.gain))
    }
    return scales
  }

  private mutating func noteDeviation(_ scales: [(stored: Double, formula: Double)]) {
    let worst = scales.map { abs($0.stored / $0.formula - 1) }.max() ?? 0
    guard worst > 0.001 else { return }
    remarks.append(
      "the factors stored beside the weights are used; they differ from the formula's by up to "
        + "\((worst * 1000).rounded() / 10) %"
    )
  }
}
