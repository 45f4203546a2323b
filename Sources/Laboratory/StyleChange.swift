/// Another way in which a StyleGAN2 is used from now on.
public enum StyleChange: Hashable, Sendable {
  /// How far w lies from its mean: mean + psi (w - mean).
  case psi(Float)
  /// What is added to the layers' outputs.
  case noise(Noise)

  /// What is added to the layers' outputs.
  public enum Noise: Hashable, Sendable {
    /// The noise of the file, always the same.
    case constant
    case none
    /// Noise of a seed.
    case seeded(UInt32)
  }

  /// The values of psi that are taken.
  public static let psiRange: ClosedRange<Float> = -10...10
}
