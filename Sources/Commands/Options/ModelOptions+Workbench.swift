import Dissection
import Experiments
import Faults
import Laboratory
import Store

extension ModelOptions {
  /// These options over those of the configuration file.
  func workbenchOptions(_ configuration: Configuration) throws(Fault) -> WorkbenchOptions {
    // What the file says of a generator belongs to that one, not to another.
    let isConfigured = generator == nil && demo == nil
    var options = WorkbenchOptions(
      generator: isConfigured ? configuration.generator : generator,
      demo: demo ?? .country,
      segmenter: segmenter ?? (isConfigured ? configuration.segmenter : nil)
    )
    options.weights = weights
    options.layout = layout ?? (isConfigured ? configuration.layout : nil)
    options.style = try style.settings(isConfigured ? try configuration.style : nil)
    options.seeding = seeding ?? configuration.seeding ?? .numpy
    options.seed = seed?.number ?? configuration.seed ?? 1
    options.threadCount = threads ?? configuration.threads
    options.settings = try settings(configuration)
    try options.settings.check()
    return options
  }

  private func settings(_ configuration: Configuration) throws(Fault) -> ExperimentSettings {
    var settings = ExperimentSettings()
    // A threshold from the file belongs to the convention of the file, not to another one.
    let isConfigured = convention == nil || convention == configuration.convention
    settings.rule = try LabelRule(
      convention ?? configuration.convention ?? .gandissect,
      written: threshold ?? (isConfigured ? configuration.threshold : nil)
    )
    settings.segmentation = segmentation.choices(configuration)
    settings.precision = precision ?? configuration.precision ?? .float32
    settings.previewPrecision = configuration.previewPrecision ?? .automatic
    return settings
  }

  /// Where results are kept.
  func storePath(_ configuration: Configuration) -> String {
    store ?? configuration.store ?? Store.defaultPath()
  }

  /// What a command wants of the store.
  enum StoreUse {
    /// Nothing but the hashes of networks.
    case none
    /// Results that are there.
    case reading
    /// To keep results.
    case writing
  }

  /// Loads the networks for a command that runs to its end.
  ///
  /// Says on standard error what is doubtful: a misspelt key, a store that cannot be used as the
  /// command needs it.
  func openWorkbench(withSegmenter: Bool, store use: StoreUse) throws(Fault) -> Workbench {
    let configuration = try Configuration.load(config)
    configuration.warnings.forEach { complain("\($0)") }
    let options = try workbenchOptions(configuration)
    let store = try openStore(storePath(configuration), for: use)
    switch (use, store.condition) {
    case (.writing, .reading(let trouble)), (.writing, .inMemory(let trouble)),
      (.reading, .inMemory(let trouble)):
      complain(trouble)
    default: break
    }
    let workbench = try Workbench(loadingGeneratorOf: options, store: store)
    workbench.stop { Interruption.isRequested }
    workbench.results.reportTrouble = { complain($0) }
    if withSegmenter { try workbench.loadSegmenter() }
    (workbench.generatorFacts.remarks + (workbench.segmenterFacts?.remarks ?? []))
      .forEach { complain("\($0)") }
    return workbench
  }

  /// Only what keeps results makes a store.
  private func openStore(_ path: String, for use: StoreUse) throws(Fault) -> Store {
    if use == .writing { return OpenStores.open(path, waiting: 2) }
    return try OpenStores.openExisting(path, isWanted: use == .reading && store != nil)
  }

  /// Loads another generator, a file or a demo world, to be compared with the one on a bench: it
  /// is segmented by the same segmenter.
  func openAgainst(_ name: String, beside workbench: Workbench) throws(Fault) -> Workbench {
    let bench = try Workbench(beside: workbench, generator: GeneratorSource(named: name))
    bench.results.reportTrouble = workbench.results.reportTrouble
    bench.generatorFacts.remarks.forEach { complain("\($0)") }
    return bench
  }
}
