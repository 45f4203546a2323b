import ArgumentParser
import Experiments
import Faults
import Laboratory
import Store
import Tensors

/// The command that a cluster is to do in shards.
struct ClusterWork {
  private enum Kind {
    case dissection([LayerName]?)
    case sweep(LayerName)
    case measurement(String)
    case other
  }

  private let model: ModelOptions
  let sampleSize: Int
  private let kind: Kind
  private let name: String

  /// - Throws: What the command line itself would be refused for, or `Fault` of kind usage for a
  ///   command that cannot be divided.
  init(_ arguments: [String]) throws {
    name = arguments.first ?? ""
    let sharing: ShardOptions
    var isPhased = false
    switch try Ganscope.parseAsRoot(arguments) {
    case let command as DissectCommand:
      (model, sharing, sampleSize) = (command.model, command.sharing, command.sampleSize.count)
      kind = .dissection(command.names)
      isPhased = command.phase != nil || command.json != nil
    case let command as SweepCommand:
      (model, sharing, sampleSize) = (command.model, command.sharing, command.sampleSize.count)
      kind = .sweep(LayerName(command.layer))
      isPhased = command.units != nil || command.json != nil
    case let command as MeasureCommand:
      (model, sharing, sampleSize) = (command.model, command.sharing, command.sampleSize.count)
      kind = .measurement(command.edit)
      isPhased = command.json != nil
    case let command as CurveCommand:
      (model, sharing, sampleSize) = (command.model, command.sharing, command.sampleSize.count)
      kind = .other
      isPhased = command.output.files.contains { $0 != nil }
    case let command as ContextCommand:
      (model, sharing, sampleSize) = (command.model, command.sharing, command.sampleSize.count)
      kind = .other
      isPhased = command.scene != nil || command.output.files.contains { $0 != nil }
    case let command as DistanceCommand:
      (model, sharing, sampleSize) = (command.model, command.sharing, command.sampleSize.count)
      kind = .other
      isPhased = command.json != nil || command.npz != nil || command.against != nil
    case let command as LineageCommand:
      (model, sharing, sampleSize) = (command.model, command.sharing, command.sampleSize.count)
      kind = .other
      isPhased = command.json != nil
    default:
      throw Fault(
        .usage,
        "divide the command",
        on: name,
        expected: "dissect, sweep, measure, curve, context, distance or lineage",
        found: "another one"
      )
    }
    guard model.store == nil, model.threads == nil, sharing.shard == nil, !isPhased else {
      throw Fault(
        .usage,
        "divide the command",
        on: arguments.joined(separator: " "),
        expected: "no --store, --threads, --shard, --phase, --units and no output: the jobs have "
          + "their own",
        found: "one of them"
      )
    }
  }

  /// Its networks and scenes, for a program that runs in another folder.
  func model(in directory: String) -> ModelOptions {
    func placed(_ path: String?) -> String? {
      path.map { $0.hasPrefix("/") || $0 == "none" ? $0 : "\(directory)/\($0)" }
    }
    var model = model
    model.generator = placed(model.generator)
    model.segmenter = placed(model.segmenter)
    model.config = placed(model.config)
    return model
  }

  /// Loads the networks, with a store that holds nothing.
  func open() throws(Fault) -> Workbench {
    var model = model
    model.store = Store.inMemory
    return try model.openWorkbench(withSegmenter: true, store: .none)
  }

  /// Refuses more shards than there are batches.
  func check(shards: Int, _ workbench: Workbench) throws(Fault) {
    let most = (sampleSize + workbench.batchSize - 1) / workbench.batchSize
    guard shards > most else { return }
    throw Fault(
      .usage,
      "divide \(sampleSize) scenes",
      expected: "at most \(most) shards: scenes are computed \(workbench.batchSize) at a time",
      found: "\(shards)"
    )
  }

  func phases(_ workbench: Workbench) -> [String] {
    if case .dissection = kind { return workbench.dissectionPhases.map(\.flag) }
    return ["all"]
  }

  /// The layers by which levels are divided: where shards of the scenes would take more than 4 GB,
  /// since each keeps the largest activations of every unit.
  ///
  /// - Returns: Their names; none to divide by scenes.
  func levelLayers(shards: Int, _ workbench: Workbench) throws(Fault) -> [String] {
    guard case .dissection(let names) = kind else { return [] }
    let layers = try workbench.layers(names)
    let facts = workbench.generatorFacts
    let scenes = sampleSize / shards + workbench.batchSize
    let bytes = layers.reduce(0.0) { sum, layer in
      let pixels = facts.imageHeight * facts.imageWidth / 4 + layer.height * layer.width
      return sum + min(150e6, 4 * Double(layer.units * scenes * pixels))
    }
    return bytes * Double(shards) > 4e9 && layers.count > 1 ? layers.map(\.name.rawValue) : []
  }

  /// Seconds that each phase would take here, as far as that can be measured.
  func seconds(_ workbench: Workbench) throws(Fault) -> [String: Double] {
    switch kind {
    case .dissection(let names):
      let estimate = try workbench.estimateDissection(names, sampleSize: sampleSize)
      let passes = Double(workbench.dissectionPhases.count - 1)
      return [
        "levels": estimate.levelSeconds, "joint": estimate.countSeconds / passes,
        "counts": estimate.countSeconds / passes,
      ]
    case .sweep(let layer):
      return ["all": try workbench.cost(of: .sweep(layer), sampleSize: sampleSize).whole]
    case .measurement(let path):
      let edit = try EditFile.read(path)
      return ["all": try workbench.cost(of: .measurement(edit), sampleSize: sampleSize).whole]
    case .other: return [:]
    }
  }
}
