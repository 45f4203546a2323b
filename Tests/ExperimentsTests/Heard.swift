import Dissection
import Foundation
import Interventions
import Laboratory
import Synchronization
import Tensors

@testable import Experiments

/// What a laboratory told, from any thread.
final class Heard: Sendable {
  struct State {
    var lines: [String] = []
    var ends: Set<JobNumber> = []
    var scenes: [SceneResult] = []
    var thumbnails: [Thumbnail] = []
    var dissections: [LayerName: LayerDissection] = [:]
  }

  private let state = Mutex(State())

  var lines: [String] { state.withLock { $0.lines } }
  var scenes: [SceneResult] { state.withLock { $0.scenes } }
  var thumbnails: [Thumbnail] { state.withLock { $0.thumbnails } }
  var dissections: [LayerName: LayerDissection] { state.withLock { $0.dissections } }

  func note(_ event: LaboratoryEvent) { state.withLock { $0.note(event) } }

  /// Returns when the condition holds; gives up after a minute, and the test's checks then fail.
  func wait(until condition: (State) -> Bool) {
    for _ in 0..<6000 where !state.withLock({ condition($0) }) {
      Thread.sleep(forTimeInterval: 0.01)
    }
  }
}

extension Heard.State {
  mutating func note(_ event: LaboratoryEvent) {
    switch event {
    case .generatorLoaded(let facts): lines.append("generator \(facts.name)")
    case .segmenterLoaded(let facts): lines.append("segmenter \(facts.name)")
    case .loadingFailed(let fault): lines.append("loading failed \(fault)")
    case .notice(let fault): lines.append("notice \(fault)")
    case .progress(let number, _): lines.append("progress \(number.rawValue)")
    case .scene(_, let result): scenes.append(result)
    case .thumbnails(_, _, let some): thumbnails += some
    case .dissection(_, let dissection): dissections[dissection.layer.name] = dissection
    case .compared(_, let dissection): lines.append("compared by \(dissection.rule.title)")
    case .neighbour(_, let layer): lines.append("beside \(layer.generator.name)")
    case .matched(_, _, let matching): lines.append("\(matching.partners.count) units matched")
    case .alone(_, let edit, let scene, let effects):
      lines.append("alone in scene \(scene): \(edit.summary), \(effects.count) concepts")
    case .judgements(_, let judgements): lines.append("flagged \(judgements.flagged)")
    case .measurement, .sweep, .estimate, .cause, .keptSets, .directions, .averageEffects,
      .rankingWinners:
      break
    case .profile(_, let profile): lines.append("profile of \(profile.layer) \(profile.unit)")
    case .changed(let settings, _): lines.append("changed to \(settings.rule.title)")
    case .restyled(let facts): lines.append("restyled \(facts.manner)")
    case .storedByOthers(let layers): lines.append("others stored \(layers)")
    case .exported(let number, let path): lines.append("exported \(number.rawValue) \(path)")
    case .finished(let number): end(number, "finished \(number.rawValue)")
    case .cancelled(let number): end(number, "cancelled \(number.rawValue)")
    case .failed(let number, let fault): end(number, "failed \(number.rawValue) \(fault)")
    }
  }

  private mutating func end(_ number: JobNumber, _ line: String) {
    ends.insert(number)
    lines.append(line)
  }
}
