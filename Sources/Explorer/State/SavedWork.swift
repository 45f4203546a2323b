import Faults
public import Interventions
import Laboratory
public import Tensors

/// A job that was on its way when a session ended.
public struct SavedWork: Hashable, Sendable {
  /// What of a job a file can hold.
  public enum Kind: String, Hashable, Sendable, Codable {
    case dissection, sweep, measurement
    /// Something else, to be started again by hand.
    case other
  }

  /// What it was.
  public var kind: Kind
  /// As the list of jobs called it.
  public var title: String
  /// The layers that it was about.
  public var layers: [LayerName]
  /// The edit that was measured, and the one that it was measured against.
  public var edit: Edit, baseline: Edit
  /// The scenes that were asked for.
  public var scenes: Int
  /// How far it was.
  public var done: Int, total: Int

  /// Makes a description of a job.
  public init(
    kind: Kind,
    title: String,
    layers: [LayerName] = [],
    edit: Edit = Edit(),
    baseline: Edit = Edit(),
    scenes: Int = 0,
    done: Int = 0,
    total: Int = 0
  ) {
    (self.kind, self.title, self.layers) = (kind, title, layers)
    (self.edit, self.baseline) = (edit, baseline)
    (self.scenes, self.done, self.total) = (scenes, done, total)
  }

  init(_ job: JobEntry) {
    self.init(
      kind: .other,
      title: job.title,
      done: job.progress?.done ?? 0,
      total: job.progress?.total ?? 0
    )
    switch job.request {
    case .dissect(let layers, let sampleSize):
      (kind, self.layers, scenes) = (.dissection, layers, sampleSize)
    case .sweep(let layer, let sampleSize):
      (kind, layers, scenes) = (.sweep, [layer], sampleSize)
    case .measure(let edit, let baseline, let sampleSize):
      (kind, self.edit, self.baseline, scenes) = (.measurement, edit, baseline, sampleSize)
    default: break
    }
  }

  /// What goes on with it, from what the store holds; nil where that is not known here.
  var request: LaboratoryRequest? {
    switch kind {
    case .dissection: .dissect(layers: layers, sampleSize: scenes)
    case .sweep: layers.first.map { .sweep(layer: $0, sampleSize: scenes) }
    case .measurement: .measure(edit: edit, against: baseline, sampleSize: scenes)
    case .other: nil
    }
  }

  /// One line: "every unit of layer9, 50 scenes: 34 of 128".
  var line: String {
    let progress = total > 0 ? ": \(grouped(done)) of \(grouped(total))" : ""
    return title + progress + (request == nil ? " (start it again: it goes on)" : "")
  }
}
