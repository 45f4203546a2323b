import Checkpoints
public import Faults
import Foundation
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

extension GeneratorSource {
  var name: String {
    switch self {
    case .demo(let world): "demo \(world.rawValue)"
    case .file(let path): (path as NSString).lastPathComponent
    }
  }

  func checkpoint(_ options: WorkbenchOptions) throws(Fault) -> StateDictionary {
    switch self {
    case .demo(let world):
      return try CheckpointReader.read(bytes: world.weights(), named: name)
    case .file(let path):
      var state = try CheckpointReader.read(path: path, weights: options.weights)
      state.hint = options.layout
      return state
    }
  }

  /// Large files are hashed once and then remembered by path, size and time.
  func contentHash(of checkpoint: StateDictionary, store: Store) -> String {
    switch self {
    case .demo: checkpoint.contentHash
    case .file(let path):
      // A folder's time does not tell when the files in it change.
      checkpoint.isDivided
        ? checkpoint.contentHash : store.contentHash(ofFile: path) { checkpoint.contentHash }
    }
  }
}

extension SegmenterSource {
  var name: String {
    switch self {
    case .demo: "demo worlds"
    case .directory(let path): URL(fileURLWithPath: path).lastPathComponent
    case .none: "none"
    }
  }

  /// The folders in the directory that are taken for it.
  var innerFolders: [String] {
    get throws(Fault) {
      guard case .directory(let path) = self else { return [] }
      return try SegmenterLoader.innerFolders(of: path)
    }
  }

  func load(session: Session) throws(Fault) -> (any Segmenter)? {
    switch self {
    case .demo: try SegmenterLoader.load(files: DemoWorld.segmenterFiles(), session: session)
    case .directory(let path): try SegmenterLoader.load(directory: path, session: session)
    case .none: nil
    }
  }
}

extension GeneratorFacts {
  /// What a generator is that is used as the options say.
  init(
    _ summary: GeneratorSummary,
    name: String,
    identity: WeightsIdentity,
    remarks: [String],
    options: WorkbenchOptions
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
