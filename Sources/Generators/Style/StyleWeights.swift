import Faults

/// The weights of a StyleGAN2 generator with all factors folded in.
public struct StyleWeights: Sendable {
  /// A matrix with its bias, in the order (output, input).
  public struct Affine: Sendable {
    var weights: [Float]
    var bias: [Float]
    var inputs: Int
    var outputs: Int
  }

  /// A styled 3x3 convolution.
  public struct Layer: Sendable {
    /// What the file calls it.
    var name: String
    var style: Affine
    /// In the order (output, input, row, column), as it is correlated or transposed.
    var weights: [Float]
    var bias: [Float]
    /// One value a pixel, its strength included; none where the file has no noise.
    var noise: [Float]
    var strength: Float
    var inputs: Int
    var outputs: Int
    var extent: Int
    var doubles: Bool
    var limit: Float
  }

  /// A styled 1x1 convolution to a picture.
  public struct Picture: Sendable {
    var name: String
    var style: Affine
    /// In the order (color, input).
    var weights: [Float]
    var bias: [Float]
    var limit: Float
  }

  /// The mapping of latents to w, its gains and the square root of two folded in.
  var mapping: [Affine]
  /// What a label adds to the mapping's input, with a bias; nil without labels.
  var embedding: Affine?
  /// Whether the embedding is appended before the latent is normalised, as genforce does.
  var embedsFirst = false
  /// The constant of the first layer, (channel, row, column).
  var constant: [Float]
  var layers: [Layer]
  var pictures: [Picture]
  /// The mean of w; nil where the file has none.
  var meanW: [Float]?
  /// What a user should know of how the file was read.
  var remarks: [String] = []

  var latentWidth: Int { (mapping.first?.inputs ?? 0) - (embedding?.outputs ?? 0) }
  var styleWidth: Int { layers.first?.style.inputs ?? 0 }
  /// How many w an image takes.
  var styleCount: Int { layers.count + 1 }
}

extension StyleWeights {
  /// The style matrices of inputs of w, column by column; the last input is the last picture's.
  ///
  /// - Throws: `Fault` of kind usage for inputs that are not there.
  func styleColumns(of inputs: ClosedRange<Int>?) throws(Fault) -> [Float] {
    let inputs = inputs ?? 0...styleCount - 1
    guard inputs.lowerBound >= 0, inputs.upperBound < styleCount else {
      throw Fault(
        .usage,
        "take the styles of",
        on: "inputs \(inputs.lowerBound) to \(inputs.upperBound)",
        expected: "inputs from 0 to \(styleCount - 1)",
        found: "others"
      )
    }
    return inputs.flatMap { input in
      input < layers.count ? layers[input].style.weights : pictures.last?.style.weights ?? []
    }
  }
}
