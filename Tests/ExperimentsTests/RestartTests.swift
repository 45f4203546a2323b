import Causes
import Faults
import Interventions
import Laboratory
import Tensors
import Testing

@testable import Experiments

/// Work that is ended again and again before a batch of it is done.
@Suite struct RestartTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bench(_ name: String) throws -> Workbench {
    try SmallWorld(storeAt: folder.file(name)).bench
  }

  /// Begins the work anew until it is done; fails if it never is.
  private func restarted<Found: Equatable>(
    every steps: Int,
    after prepare: (Workbench) throws -> Void,
    _ work: (Workbench, @escaping ProgressHandler) throws -> Found
  ) throws {
    let whole = try bench("whole")
    try prepare(whole)
    let wanted = try work(whole, ignoreProgress)
    try prepare(try bench("broken"))
    var stops = 0
    var found: Found?
    while found == nil, stops < 100 {
      do {
        found = try work(try bench("broken"), stopping(after: steps))
      } catch let fault as Fault where fault.kind == .interrupted {
        stops += 1
      }
    }
    #expect(stops > 3)
    #expect(found == wanted)
  }

  @Test func `a sweep comes to its end`() throws {
    try restarted(every: 7, after: { _ in }) { bench, progress in
      try bench.sweep("layer5", sampleSize: 41, progress: progress)
    }
  }

  @Test(arguments: [CurveRequest.Place.image, .cells(limit: 3)])
  func `a curve comes to its end`(place: CurveRequest.Place) throws {
    var request = CurveRequest(
      layer: "layer4",
      concept: 1,
      orders: [.iou],
      numbers: [1, 3],
      randomSets: 2,
      permutations: 2
    )
    request.place = place
    try restarted(every: 9, after: { _ = try $0.dissect(["layer4"], sampleSize: 9) }) {
      bench,
      progress in
      try bench.curve(request, sampleSize: 10, progress: progress)
    }
  }

  @Test func `contexts come to their end`() throws {
    let request = ContextRequest(concept: 1, layer: "layer4", units: [1, 4], values: [3, 2.5])
    try restarted(every: 7, after: { _ in }) { bench, progress in
      try bench.contexts(request, sampleSize: 3, progress: progress)
    }
  }

  @Test func `a table of rankings comes to its end`() throws {
    let request = RankingRequest(layer: "layer3", concepts: [1, 2], limit: 3, randomSets: 2)
    let prepare = { (bench: Workbench) in
      try bench.dissect(["layer3"], sampleSize: 24)
      _ = try bench.sweep("layer3", sampleSize: 8)
    }
    try restarted(every: 7, after: prepare) { bench, progress in
      try bench.rankings(request, sampleSize: 19, progress: progress)
    }
  }
}
