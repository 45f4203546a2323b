import Checkpoints
import Faults

/// How one code base's files keep a progressive GAN: names, orders, and the factors left out.
///
/// Every convolution's output is W x + b with W = stored x gain; what the published network does
/// around them is in `GeneratorForm`. Karras et al. 2018, arXiv:1710.10196.
struct ProgressiveLayout: Sendable {
  /// Where a convolution's numbers are.
  struct Place: Sendable {
    var weight: String
    var bias: String
    /// The orders that the weights may have; the extents tell which.
    var orders: [KernelOrder] = [.plain]
    /// A factor that may be kept beside the weights.
    var scale: String?
    /// What batch normalisation that follows is called.
    var norm: String?
  }

  /// What convolutions are multiplied by.
  struct Gains: Sendable {
    var first: @Sendable (_ inputs: Int) -> Double = {
      2.0.squareRoot() / 4 / Double($0).squareRoot()
    }
    /// Of a 3x3 kernel, by how many values each output is a sum of, or with a transposed kernel
    /// what its authors take for that.
    var inner: @Sendable (_ fan: Int) -> Double = { (2 / Double(9 * $0)).squareRoot() }
    var image: @Sendable (_ inputs: Int) -> Double = { 1 / Double($0).squareRoot() }
    /// Whether biases are multiplied too.
    var scalesBiases = false
    /// Whether the fan of a transposed kernel is counted over its outputs.
    var countsOutputs = false

    static let published = Gains()
    /// He's factor for the latent's and the image's layer as well.
    static let uniform = Gains(
      first: { (2 / Double($0)).squareRoot() },
      image: { (2 / Double($0)).squareRoot() }
    )
    /// Weights that are used as they are.
    static let none = Gains(first: { _ in 1 }, inner: { _ in 1 }, image: { _ in 1 })
  }

  /// The layout's name, for messages.
  let title: String
  /// A tensor that tells the layout from others with the same first weights.
  var mark: String?
  /// Where a layer is, counted from 0; the first that is there counts.
  let layer: @Sendable (Int) -> [Place]
  /// Where the image's convolution is, of a level (0 is 4x4) among so many.
  let image: @Sendable (_ level: Int, _ levels: Int) -> Place
  /// Whether a name may be there without being used.
  var isIgnored: @Sendable (String) -> Bool = { _ in false }
  var gains = Gains.published
  /// The layers whose input is not normalised.
  var unnormed: Set<Int> = []
  /// Whether the image's input is normalised.
  var normsImage = true
  var slope: Float = 0.2
  var range = GeneratorForm.Range.open
  /// Whether authors also write files without equalised learning rates under the same names.
  var mayBeUnscaled = false
  /// The order to take where extents tell none; nil to refuse.
  var usualOrder: KernelOrder?
  /// Whether files hold levels that training never reached.
  var mayBeUnfinished = false
  /// The name of the level of detail, if growing networks keep one.
  var levelOfDetail: String?

  /// Whether a file is of this layout, judged by its first layer.
  func recognizes(_ checkpoint: StateDictionary) -> Bool {
    let isNormed = layer(0).first?.norm.map { checkpoint.contains($0 + ".running_var") } ?? true
    return isNormed && (mark.map(checkpoint.contains) ?? true)
      && layer(0).contains { checkpoint.contains($0.weight) }
  }

  /// The layouts in the order in which they are tried.
  static let all = [
    higan, published, batchNormalized, unscaledFeatures, firstRelease, genforce, ganZoo,
    mmgeneration, oldAkanimax, akanimax, tutorial, tensorFlow,
  ]
}
