/// What a progressive GAN does around its convolutions, as its code base has it.
public struct GeneratorForm: Sendable {
  /// What the image's values are brought to.
  public enum Range: Sendable {
    /// They are as they come.
    case open
    /// Cut off at -1 and 1.
    case clamped
    case tanh
  }

  /// Another convolution to an image, of the level below, of which the image has a share.
  public struct Coarser: Sendable {
    /// The convolution, from the last layer of the level below.
    public var output: GeneratorWeights.Convolution
    /// Its share, from 0 to 1.
    public var share: Float

    /// Makes a blend.
    public init(output: GeneratorWeights.Convolution, share: Float) {
      self.output = output
      self.share = share
    }
  }

  /// The layers, from 0, whose input is not divided by its pixels' root mean square.
  public var unnormed: Set<Int> = []
  /// Whether the input of the image's convolution is.
  public var normsImage = true
  /// The slope of the leaky ReLU below zero.
  public var slope: Float = 0.2
  /// What the image's values are brought to.
  public var range = Range.open
  /// How often the image is doubled at the end: a network that was still growing.
  public var doublings = 0
  /// The coarser image that is blended in.
  public var coarser: Coarser?

  /// The published form: pixel norm everywhere, slope 0.2, the image as it comes.
  public init() {}
}
