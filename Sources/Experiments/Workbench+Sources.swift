import Checkpoints
import Faults
import Foundation
import OneDNN
import Segmenters
import Store

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
