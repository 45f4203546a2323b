public import Checkpoints
public import Concepts
public import Faults
public import Generators
public import Interventions
public import Laboratory
public import OneDNN
public import Segmenters
import Store
public import Tensors

/// A generator, perhaps a segmenter, and the results: what experiments are done with.
///
/// How networks get here is in `Workbench+Loading`, what results are called in `ResultKeys`, where
/// they are kept in `Results`; what is done with them are runs. Its operations block; they are for commands and for the lane of a `LocalLaboratory`. It is not
/// `Sendable`, because networks are not.
public final class Workbench {
  /// What is worked on and how.
  public private(set) var options: WorkbenchOptions
  /// What is remembered.
  public let results: Results
  /// What the generator is.
  public private(set) var generatorFacts: GeneratorFacts
  /// What the segmenter is; nil while there is none.
  public private(set) var segmenterFacts: SegmenterFacts?

  let session: Session
  /// What runs compute with; made anew for other choices, so that a run keeps those it began with.
  private(set) var networks: Networks
  private let identity: WeightsIdentity
  /// What was remarkable in the generator's file, apart from how it is used.
  private let fileRemarks: [String]
  /// The share of the scenes that runs work on; nil for all.
  public var share: SceneShare?
  /// Counts at all levels that were looked into last.
  var keptCounts: CountsAtAllLevels?

  /// Puts networks that are at hand on the bench, such as one with planted units.
  ///
  /// - Parameters:
  ///   - generator: The generator; it must live in `session`.
  ///   - name: A short name for people.
  ///   - identity: What tells its weights from others in the store.
  ///   - remarks: What is doubtful in its file.
  ///   - segmenter: The segmenter, or nil to work without labels.
  ///   - session: The session that the networks live in.
  ///   - options: Seed, convention and sizes; its sources are not looked at.
  ///   - results: What is remembered.
  public init(
    _ generator: any Generator,
    name: String,
    identity: WeightsIdentity,
    remarks: [String] = [],
    segmenter: (any Segmenter)? = nil,
    session: Session,
    options: WorkbenchOptions,
    results: Results
  ) {
    self.options = options
    self.results = results
    self.session = session
    networks = Networks(generator, nil, as: options)
    self.identity = identity
    fileRemarks = remarks
    generatorFacts = GeneratorFacts(
      generator.summary,
      name: name,
      identity: identity,
      remarks: remarks,
      options: options
    )
    results.store.rememberModel(hash: generatorFacts.contentHash, name: name)
    if let segmenter { use(segmenter, name: segmenter.summary.name) }
  }

  /// Works another way from now on; the networks stay loaded.
  ///
  /// - Throws: `Fault` of kind usage for what processor or segmenter do not offer; then all stays
  ///   as it was.
  public func change(to settings: ExperimentSettings) throws(Fault) {
    try settings.check()
    let segmenter = networks.segmenter
    if let segmenter { try settings.segmentation.check(for: segmenter.summary) }
    options.settings = settings
    if let segmenter, let facts = segmenterFacts {
      use(segmenter, name: facts.name, innerFolders: facts.innerFolders)
    } else {
      networks = Networks(networks.generator, nil, as: options)
    }
  }

  /// Draws in another way from now on, as another model whose results are stored apart.
  ///
  /// - Throws: `Fault` of kind usage for a generator that is no StyleGAN2, or for a psi out of
  ///   range; then all stays as it was.
  public func restyle(_ change: StyleChange) throws(Fault) {
    guard let current = networks.generator as? StyleGenerator else {
      throw Fault(
        .usage,
        "truncate or change the noise of",
        on: generatorFacts.name,
        expected: "a StyleGAN2",
        found: "a \(networks.generator.summary.family), which has neither"
      )
    }
    var style = options.style
    try style.change(change)
    options.style = style
    let other = current.with(style)
    networks = Networks(other, networks.segmenter, as: options)
    let name = generatorFacts.name
    generatorFacts = GeneratorFacts(
      other.summary,
      name: name,
      identity: identity,
      remarks: fileRemarks,
      options: options
    )
    results.store.rememberModel(hash: generatorFacts.contentHash, name: name)
    keptCounts = nil
  }

  /// What results with these networks and choices are called.
  var keys: ResultKeys {
    ResultKeys(
      generator: generatorFacts.contentHash,
      segmenter: segmenterFacts?.contentHash,
      settings: options.settings,
      seed: options.seed,
      imageHeight: generatorFacts.imageHeight,
      imageWidth: generatorFacts.imageWidth
    )
  }

  /// Where results with these networks and choices go.
  var books: Bookkeeping {
    Bookkeeping(
      keys: keys,
      results: results,
      vocabulary: networks.vocabulary,
      share: share,
      batchSize: networks.batchSize
    )
  }

  /// What is remembered of dissections with them.
  var dissectionRecords: DissectionRecords { DissectionRecords(networks: networks, books: books) }

  func use(_ segmenter: any Segmenter, name: String, innerFolders: [String] = []) {
    networks = Networks(networks.generator, segmenter, as: options)
    let summary = segmenter.summary
    segmenterFacts = SegmenterFacts(
      name: name,
      contentHash: summary.contentHash,
      vocabulary: segmenter.vocabulary(for: options.settings.countingSegmentation),
      defaultSizes: summary.defaultSizes,
      hasParts: summary.kind.hasParts,
      innerFolders: innerFolders,
      doubts: summary.remarks
    )
    results.store.rememberModel(hash: summary.contentHash, name: name)
  }

  /// The layers in order.
  public var layers: [LayerDescription] { generatorFacts.layers }

  /// What edits may name: the layers, and the styles of a StyleGAN2.
  public var editableLayers: [LayerDescription] { generatorFacts.layers + generatorFacts.styles }

  /// A layer by name.
  ///
  /// - Throws: `Fault` of kind usage, with the nearest names.
  public func layer(_ name: LayerName) throws(Fault) -> LayerDescription {
    if let layer = layers.first(where: { $0.name == name }) { return layer }
    if generatorFacts.styles.contains(where: { $0.name == name }) {
      throw Fault(
        .usage,
        "take as a layer",
        on: name.rawValue,
        expected: "values with a place in the image",
        found:
          "a style, one value a channel and scene, which no concept's place can be held against",
        advice: "Styles can be edited, swept and measured: edit, sweep, curve, measure"
      )
    }
    let names = layers.map(\.name.rawValue)
    let near = nearest(to: name.rawValue, among: names)
    throw Fault(
      .usage,
      "find the layer",
      on: name.rawValue,
      found: "no such layer",
      advice: near.isEmpty
        ? "The generator has \(names.joined(separator: ", "))"
        : "Did you mean \(alternatives(near))?"
    )
  }

  /// What units can be ablated one by one in: a layer, or a style of a StyleGAN2.
  ///
  /// - Throws: `Fault` of kind usage, with the nearest names.
  public func editableLayer(_ name: LayerName) throws(Fault) -> LayerDescription {
    if let style = generatorFacts.styles.first(where: { $0.name == name }) { return style }
    return try layer(name)
  }

  /// Checks that the generator has what an edit names.
  ///
  /// - Throws: `Fault` of kind refused.
  public func check(_ edit: Edit) throws(Fault) {
    try edit.checkDirections(in: networks.generator.summary.latentSpaces)
    _ = try edit.unitEdits(for: editableLayers)
  }

  /// The segmenter's concepts.
  ///
  /// - Throws: `Fault` of kind usage without a segmenter.
  public func vocabulary(for attempt: String) throws(Fault) -> ConceptVocabulary {
    try networks.vocabulary(for: attempt)
  }

  /// Checks that the segmenter has a concept.
  ///
  /// - Throws: `Fault` of kind usage without a segmenter, or for a number that is no concept's.
  func check(concept: Int, for attempt: String) throws(Fault) {
    guard try !vocabulary(for: attempt).isConcept(concept) else { return }
    throw Fault(
      .usage,
      attempt,
      on: "concept \(concept)",
      expected: "a concept's number",
      found: "none of the segmenter's"
    )
  }
}
