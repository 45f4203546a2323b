import Causes
import Tensors
import Directions
import Dissection
import Faults
import Interventions
import Jobs
import Laboratory
import Store

extension LaboratoryRequest {
  /// How urgent it is: the answer to a key first, what completes the screen next.
  var priority: JobPriority {
    switch self {
    case .scene, .change, .restyle: .immediate
    case .thumbnails, .alone, .recall, .dissection, .neighbour, .judge, .profile, .export, .sheet,
      .estimate,
      .cause(.contextMap, _):
      .interactive
    case .measure, .sweep, .cause, .directions, .match: .requested
    case .dissect: .background
    }
  }
}

extension Workbench {
  /// The steps that answer a request; what they find goes to `send`.
  func steps(
    for request: LaboratoryRequest,
    _ number: JobNumber,
    _ lane: LaneBench,
    send: @escaping @Sendable (LaboratoryEvent) -> Void
  ) throws(Fault) -> any JobSteps {
    let model = generatorFacts.id
    switch request {
    case .scene(let request):
      return try sceneRun(request, keeping: lane.scenes) { send(.scene(number, $0)) }
    case .thumbnails(let request):
      let bench =
        try request.neighbour.map { (path) throws(Fault) in
          try lane.neighbours.bench(path, beside: self)
        } ?? self
      return try bench.thumbnailRun(request) { send(.thumbnails(number, request, $0)) }
    case .alone(let edits, let scene):
      return AloneRun(edits) { [self] (edit) throws(Fault) in
        var request = scene
        (request.edit, request.isSegmented) = (edit, true)
        var latest: SceneResult?
        let run = try sceneRun(request, keeping: lane.scenes) { latest = $0 }
        while case .working = try run.advance() {}
        return latest
      } onUpdate: {
        send(.alone(number, $0, scene: scene.scene, $1))
      }
    case .estimate(.cause(let cause), let sampleSize):
      return CauseEstimateRun(try steps(for: cause, sampleSize: sampleSize) { _ in }) {
        send(.estimate(number, .cause(cause), sampleSize: sampleSize, $0))
      }
    case .estimate(let job, let sampleSize):
      return answer { () throws(Fault) in
        let cost = try self.cost(of: job, sampleSize: sampleSize)
        send(.estimate(number, job, sampleSize: sampleSize, cost))
      }
    case .dissect(let names, let sampleSize):
      try checkSampleSize(sampleSize)
      return DissectionRun(dissectionRecords, layers: try layers(names), sampleSize: sampleSize) {
        send(.dissection(model, $0))
      }
    case .measure(let edit, let baseline, let sampleSize):
      try checkSampleSize(sampleSize)
      return try measurementRun(edit, against: baseline, sampleSize: sampleSize) {
        send(.measurement(number, $0))
      }
    case .sweep(let name, let sampleSize):
      try checkSampleSize(sampleSize)
      return try sweepRun(editableLayer(name), sampleSize: sampleSize) {
        send(.sweep(model, $0))
      }
    case .cause(let request, let sampleSize):
      return try steps(for: request, sampleSize: sampleSize) { send(.cause(number, $0)) }
    case .directions(let request):
      return try steps(for: request) { send(.directions(number, $0)) }
    case .recall(let name):
      return answer { () throws(Fault) in try self.recall(name, send: send) }
    case .dissection(let name, let rule):
      return answer { () throws(Fault) in
        send(.compared(number, try self.labelledDissection(of: name, by: rule)))
      }
    case .neighbour(let request):
      return answer { () throws(Fault) in
        let bench = try lane.neighbours.bench(request.path, beside: self)
        send(.neighbour(number, try bench.neighbourLayer(for: request)))
      }
    case .match(let request):
      return try matchRun(
        request.layer,
        with: lane.neighbours.bench(request.path, beside: self),
        request.other,
        sampleSize: request.sampleSize
      ) { send(.matched(number, request, $0)) }
    case .judge(let layer, let unit, let isGood):
      return answer { () throws(Fault) in
        send(.judgements(model, try self.judge(isGood, unit: unit, in: layer)))
      }
    case .profile(let layer, let unit):
      return answer { () throws(Fault) in
        send(.profile(number, try self.profile(of: unit, in: layer)))
      }
    case .change(let settings):
      return answer { () throws(Fault) in
        try self.change(to: settings)
        lane.scenes.clear()
        lane.neighbours.clear()
        send(.changed(settings, self.segmenterFacts))
      }
    case .sheet(let sheet, let path):
      return try sheetRun(sheet) { picture in
        .handedOver { () throws(Fault) in
          try picture.write(to: path)
          send(.exported(number, path: path))
        }
      }
    case .restyle(let change):
      return answer { () throws(Fault) in
        try self.restyle(change)
        lane.scenes.clear()
        lane.neighbours.clear()
        send(.restyled(self.generatorFacts))
      }
    case .export(let request):
      return SingleStep { [self] () throws(Fault) in
        let file = try picture(for: request)
        return .handedOver { () throws(Fault) in
          try file.write(to: request.path)
          send(.exported(number, path: request.path))
        }
      }
    }
  }

  /// A job of one step, after which there is no more to do.
  private func answer(_ work: @escaping () throws(Fault) -> Void) -> SingleStep {
    SingleStep { () throws(Fault) in
      try work()
      return .finished
    }
  }

  /// Sends what is known of a layer already.
  private func recall(
    _ name: LayerName,
    send: (LaboratoryEvent) -> Void
  ) throws(Fault) {
    let model = generatorFacts.id
    if let dissection = try dissectionToShow(of: name) { send(.dissection(model, dissection)) }
    if let sweep = try storedSweep(of: name) { send(.sweep(model, sweep)) }
    let effects = storedAverageEffects(of: try layer(name))
    if !effects.isEmpty { send(.averageEffects(model, effects)) }
    let winners = try rankingWinners(in: name)
    if !winners.isEmpty { send(.rankingWinners(model, name, winners)) }
    let sets = keptSets()
    if !sets.isEmpty { send(.keptSets(model, sets)) }
    let judgements = try judgements(of: name)
    if !judgements.isGood.isEmpty { send(.judgements(model, judgements)) }
  }

  /// The dissection of a layer by a rule that it is compared with.
  ///
  /// - Throws: `Fault` of kind missing where the store does not hold it.
  private func labelledDissection(
    of name: LayerName,
    by rule: LabelRule
  ) throws(Fault) -> LayerDissection {
    if let found = try storedDissection(of: name, by: rule), !found.labels.isEmpty { return found }
    throw Fault(
      .missing,
      "compare \(name) by the rule \(rule.title)",
      expected: "a dissection in the store",
      found: "none",
      advice: "Run 'ganscope dissect --layers \(name) \(rule.flags)' first"
    )
  }

  func sceneRun(
    _ request: SceneRequest,
    keeping scenes: SceneTraces,
    onUpdate: @escaping (SceneResult) -> Void
  ) throws(Fault) -> SceneRun {
    try checkScenes([request.scene])
    _ = try layer(request.layer)
    return SceneRun(networks, request, keeping: scenes, onUpdate: onUpdate)
  }

  private func thumbnailRun(
    _ request: ThumbnailRequest,
    onUpdate: @escaping ([Thumbnail]) -> Void
  ) throws(Fault) -> ThumbnailRun {
    try checkScenes(request.scenes)
    let layer = try layer(request.layer)
    guard (0..<layer.units).contains(request.unit) else {
      throw Fault(
        .usage,
        "draw top scenes of",
        on: "\(layer.name) unit \(request.unit)",
        expected: "a unit from 0 to \(layer.units - 1)",
        found: "\(request.unit)"
      )
    }
    return ThumbnailRun(networks, request, onUpdate: onUpdate)
  }

  /// What the store holds by the chosen rule; else by another, which is shown as what it is.
  private func dissectionToShow(of name: LayerName) throws(Fault) -> LayerDissection? {
    let chosen = try storedDissection(of: name)
    if let chosen, !chosen.labels.isEmpty || networks.segmenter == nil { return chosen }
    for rule in try otherStoredRules(of: name) {
      if let other = try storedDissection(of: name, by: rule), !other.labels.isEmpty {
        return other
      }
    }
    return chosen
  }
}
