import Dissection
import Experiments
import Faults
import Store

extension ModelOptions {
  /// These options over those of the configuration file.
  func workbenchOptions(_ configuration: Configuration) throws(Fault) -> WorkbenchOptions {
    // A segmenter from the file belongs to the generator of the file, not to another one.
    let isConfigured = generator == nil
    var options = WorkbenchOptions(
      generator: generator ?? configuration.generator,
      segmenter: segmenter ?? (isConfigured ? configuration.segmenter : nil)
    )
    options.seed = seed ?? configuration.seed ?? 1
    options.threadCount = threads ?? configuration.threads
    options.settings = try settings(configuration)
    try options.settings.check()
    return options
  }

  private func settings(_ configuration: Configuration) throws(Fault) -> ExperimentSettings {
    var settings = ExperimentSettings()
    settings.convention = convention ?? configuration.convention ?? .gandissect
    settings.segmentation = segmentation.choices(configuration)
    settings.precision = precision ?? configuration.precision ?? .float32
    settings.previewPrecision = configuration.previewPrecision ?? .automatic
    return settings
  }

  /// Where results are kept.
  func storePath(_ configuration: Configuration) -> String {
    store ?? configuration.store ?? Store.defaultPath()
  }

  /// Loads the networks for a command that runs to its end.
  ///
  /// Says on standard error what is doubtful: a misspelt key, a store that cannot be written.
  func openWorkbench(withSegmenter: Bool) throws(Fault) -> Workbench {
    let configuration = try Configuration.load()
    configuration.warnings.forEach(complain)
    let options = try workbenchOptions(configuration)
    let store = Store(path: storePath(configuration), waiting: 2)
    if let trouble = store.condition.trouble { complain(trouble.description) }
    let workbench = try Workbench(loadingGeneratorOf: options, store: store)
    if withSegmenter { try workbench.loadSegmenter() }
    workbench.segmenterFacts?.remark.map(complain)
    return workbench
  }
}
