import Checkpoints
import Faults
import Generators
import Laboratory

extension GeneratorFacts {
  /// What a generator is that is used as the options say.
  init(
    _ summary: GeneratorSummary,
    _ name: String,
    _ identity: WeightsIdentity,
    _ remarks: [String],
    _ options: WorkbenchOptions
  ) {
    self.init(
      name: name,
      contentHash: identity.hash(readWith: summary.remarks + options.differences),
      layers: summary.layers,
      imageHeight: summary.imageHeight,
      imageWidth: summary.imageWidth,
      styles: summary.styles,
      latentSpaces: summary.latentSpaces,
      remarks: remarks + summary.remarks,
      manner: options.differences
    )
  }
}

extension StyleSettings {
  /// Takes up a change.
  ///
  /// - Throws: `Fault` of kind usage for a psi out of range.
  mutating func change(_ change: StyleChange) throws(Fault) {
    switch change {
    case .psi(let psi):
      guard StyleChange.psiRange.contains(psi) else {
        throw Fault(
          .usage,
          "truncate to psi",
          on: "\(psi)",
          expected: "a number from -10 to 10",
          found: "another one"
        )
      }
      self.psi = psi
    case .noise(.constant): noise = .constant
    case .noise(.none): noise = .none
    case .noise(.seeded(let seed)): noise = .seeded(seed)
    }
  }
}
