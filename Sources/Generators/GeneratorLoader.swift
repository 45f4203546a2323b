public import Checkpoints
public import Faults
public import OneDNN

/// Recognises a generator's family by its tensors and builds it.
public enum GeneratorLoader {
  /// What a checkpoint's generator is, without building it.
  ///
  /// - Throws: A refusal that names the tensors that are missing, unexpected or mis-shaped.
  public static func summary(of checkpoint: StateDictionary) throws(Fault) -> GeneratorSummary {
    try family(of: checkpoint).summary(checkpoint)
  }

  /// Builds the network that a checkpoint holds.
  ///
  /// - Parameters:
  ///   - checkpoint: The file.
  ///   - style: How a StyleGAN2 is used; others have nothing to choose.
  ///   - session: The session to build it in.
  /// - Returns: The generator, in that session's lane.
  /// - Throws: A refusal that names what was looked for and found; of kind usage for choices that
  ///   the family does not have.
  public static func load(
    _ checkpoint: StateDictionary,
    style: StyleSettings = StyleSettings(),
    session: Session
  ) throws(Fault) -> any Generator {
    try family(of: checkpoint).load(checkpoint, style, session)
  }

  /// What a file that is no generator that can be read is, where that is known.
  public static func foreignName(of checkpoint: StateDictionary) -> String? {
    ForeignGenerator.name(of: checkpoint)
  }

  /// Whether a file's tensor names are those of a generator that can be read.
  public static func recognizes(_ checkpoint: StateDictionary) -> Bool {
    GeneratorFamily.all.contains { $0.recognizes(checkpoint) }
  }

  /// What the network multiplies latents with first: the columns that a closed-form factorisation
  /// of latent semantics takes (Shen and Zhou 2021, arXiv:2007.06600).
  ///
  /// - Parameters:
  ///   - checkpoint: The file.
  ///   - inputs: Of which inputs of w the columns are; all if nil. Without w there is one input.
  /// - Returns: The space's name, and the matrix column by column, each of the space's width.
  /// - Throws: A refusal as `load`; of kind usage for inputs that the network has not.
  public static func latentColumns(
    of checkpoint: StateDictionary,
    inputs: ClosedRange<Int>?
  ) throws(Fault) -> (space: String, width: Int, columns: [Float]) {
    try family(of: checkpoint).latentColumns(checkpoint, inputs)
  }

  private static func family(of checkpoint: StateDictionary) throws(Fault) -> GeneratorFamily {
    if let family = GeneratorFamily.all.first(where: { $0.recognizes(checkpoint) }) {
      try checkpoint.refuseQuantisedWeights()
      return family
    }
    throw ForeignGenerator.refusal(checkpoint)
  }
}

/// A kind of generator: how a file of it is recognised, and how it is built.
struct GeneratorFamily: Sendable {
  /// Whether a file's tensor names are of this family.
  let recognizes: @Sendable (StateDictionary) -> Bool
  /// What the file's generator is.
  let summary: @Sendable (StateDictionary) throws(Fault) -> GeneratorSummary
  /// Builds it.
  let load: @Sendable (StateDictionary, StyleSettings, Session) throws(Fault) -> any Generator
  /// What it multiplies latents with first, column by column.
  let latentColumns:
    @Sendable (StateDictionary, ClosedRange<Int>?) throws(Fault) -> (
      space: String, width: Int, columns: [Float]
    )

  /// The families in the order in which they are tried.
  static let all = [progressive, style]

  static let style = GeneratorFamily(
    recognizes: { StyleFile.recognizes($0) },
    summary: { (checkpoint) throws(Fault) in
      try StyleFile(checkpoint).weights().summary(StyleSettings())
    },
    load: { (checkpoint, settings, session) throws(Fault) in
      try StyleGenerator(checkpoint, settings: settings, session: session)
    },
    latentColumns: { (checkpoint, inputs) throws(Fault) in
      let weights = try StyleFile(checkpoint).weights()
      let columns = try weights.styleColumns(of: inputs)
      return ("w", weights.styleWidth, columns)
    }
  )

  static let progressive = GeneratorFamily(
    recognizes: { GeneratorArchitecture.recognizes($0) },
    summary: { (checkpoint) throws(Fault) in try GeneratorWeights(checkpoint).summary },
    load: { (checkpoint, settings, session) throws(Fault) in
      guard settings == StyleSettings() else {
        throw Fault(
          .usage,
          "choose truncation, noise or a label for",
          on: checkpoint.source,
          expected: "a StyleGAN2",
          found: "a progressive GAN, which has none of these"
        )
      }
      return try ProgressiveGenerator(checkpoint, session: session)
    },
    latentColumns: { (checkpoint, inputs) throws(Fault) in
      guard inputs == nil || inputs == 0...0 else {
        throw Fault(
          .usage,
          "choose inputs of",
          on: checkpoint.source,
          expected: "a StyleGAN2",
          found: "a progressive GAN, whose latent has one input"
        )
      }
      let weights = try GeneratorWeights(checkpoint)
      return ("z", weights.architecture.latentWidth, weights.latentColumns)
    }
  )
}
