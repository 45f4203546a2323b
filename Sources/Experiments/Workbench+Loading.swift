import Checkpoints
public import Faults
import Generators
import Laboratory
import OneDNN
import Segmenters
public import Store

// From files to networks.
extension Workbench {
  /// Loads the generator only; `loadSegmenter` follows.
  ///
  /// - Throws: `Fault` that names the file and what is wrong with it.
  public convenience init(loadingGeneratorOf options: WorkbenchOptions, store: Store) throws(Fault)
  {
    try options.settings.check()
    let session = try Session(threadCount: options.chosenThreadCount)
    session.claimThread()
    try self.init(loadingGeneratorOf: options, in: session, store: store)
  }

  /// Loads the generator into a session, perhaps one with a segmenter.
  convenience init(
    loadingGeneratorOf options: WorkbenchOptions,
    in session: Session,
    segmenter: (any Segmenter)? = nil,
    store: Store
  ) throws(Fault) {
    let checkpoint = try options.generator.checkpoint(options)
    let hash = options.generator.contentHash(of: checkpoint, store: store)
    let generator = try GeneratorLoader.load(
      checkpoint,
      style: options.style,
      session: session
    )
    self.init(
      generator,
      name: checkpoint.title(of: options.generator.name),
      identity: checkpoint.identity(of: hash),
      remarks: checkpoint.remarks,
      segmenter: segmenter,
      session: session,
      options: options,
      results: Results(store, shipped: options.demo == nil ? nil : try DemoWorld.results.get())
    )
  }

  /// Loads generator and segmenter.
  ///
  /// - Throws: `Fault` that names the file and what is wrong with it.
  public convenience init(_ options: WorkbenchOptions, store: Store) throws(Fault) {
    try self.init(loadingGeneratorOf: options, store: store)
    try loadSegmenter()
  }

  /// Loads the segmenter that the options name, if any.
  ///
  /// - Throws: `Fault` that names the directory and what is wrong with it.
  public func loadSegmenter() throws(Fault) {
    guard networks.segmenter == nil, let loaded = try options.segmenter.load(session: session)
    else {
      return
    }
    try options.settings.segmentation.check(for: loaded.summary)
    use(loaded, name: options.segmenter.name, innerFolders: try options.segmenter.innerFolders)
  }
}
