/// How a StyleGAN2 generator is used: what the file leaves to its user.
public struct StyleSettings: Hashable, Sendable {
  /// What is added to the layers' outputs.
  public enum Noise: Hashable, Sendable {
    /// The noise of the file, always the same.
    case constant
    /// Noise of NumPy's RandomState of a seed, which is one more for each layer.
    case seeded(UInt32)
    case none
  }

  /// What is added to the layers' outputs.
  public var noise = Noise.constant
  /// How far w lies from its mean: mean + psi (w - mean).
  public var psi: Float = 1
  /// How many of the w that layers take are truncated; all of them if nil.
  public var cutoff: Int?
  /// The label of a conditional network.
  public var label = 0

  /// The file's noise and no truncation.
  public init() {}

  /// What differs from that, for people and for the keys of results.
  public var differences: [String] {
    let usual = StyleSettings()
    var texts: [String] = []
    if psi != usual.psi {
      texts.append("truncated to psi \(psi)" + (cutoff.map { " in the first \($0) inputs" } ?? ""))
    }
    switch noise {
    case .constant: break
    case .none: texts.append("without noise")
    case .seeded(let seed): texts.append("with noise of seed \(seed)")
    }
    if label != usual.label { texts.append("of label \(label)") }
    return texts
  }
}
