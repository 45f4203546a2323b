import Dispatch
import Experiments
import Faults
import Foundation
import Interventions
import Laboratory
import Store
import Synchronization
import Tensors

/// The explorer's engine, asked for one scene after another.
final class BlockingLaboratory {
  private let laboratory: LocalLaboratory
  private let answers = Answers()
  private let folder: String
  /// The generator's layers.
  var layers: [LayerDescription] { answers.layers }

  /// Loads a generator without a segmenter.
  init(generator: String) throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope-benchmark-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    var options = WorkbenchOptions(generator: generator, segmenter: "none")
    options.settings.previewPrecision = .float32
    laboratory = LocalLaboratory(options, store: Store(path: folder + "/store.sqlite"))
    let answers = answers
    laboratory.setEventHandler { answers.receive($0) }
    laboratory.start()
    try answers.wait()
  }

  /// Draws the first scene with an edit, as a key in the explorer does.
  func draw(_ edit: Edit, layer: LayerName) throws {
    laboratory.submit(
      .scene(SceneRequest(seed: 1, scene: 0, edit: edit, layer: layer, isSegmented: false))
    )
    try answers.wait()
  }

  deinit {
    laboratory.shutDown()
    try? FileManager.default.removeItem(atPath: folder)
  }
}

/// What the engine answers, one thing at a time.
private final class Answers: Sendable {
  private let arrived = DispatchSemaphore(value: 0)
  private let fault = Mutex<Fault?>(nil)
  private let generator = Mutex<GeneratorFacts?>(nil)

  var layers: [LayerDescription] { generator.withLock { $0?.layers } ?? [] }

  func receive(_ event: LaboratoryEvent) {
    switch event {
    case .generatorLoaded(let facts): generator.withLock { $0 = facts }
    case .scene: break
    case .loadingFailed(let found), .failed(_, let found): fault.withLock { $0 = found }
    default: return
    }
    arrived.signal()
  }

  func wait() throws(Fault) {
    arrived.wait()
    if let found = fault.withLock({ $0 }) { throw found }
  }
}
