import Causes
import Faults
import Generators
import Interventions
import Segmenters
import Tensors
import Testing

@testable import Experiments

@Suite struct CurveRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bench(_ name: String = "store.sqlite") throws -> Workbench {
    let bench = try SmallWorld(storeAt: folder.file(name)).bench
    try bench.dissect(["layer4"], sampleSize: 9)
    _ = try bench.sweep("layer4", sampleSize: 9)
    return bench
  }

  private func request(_ change: (inout CurveRequest) -> Void = { _ in }) -> CurveRequest {
    var request = CurveRequest(
      layer: "layer4",
      concept: 1,
      orders: [.iou, .effect],
      numbers: [1, 3],
      randomSets: 2,
      permutations: 2
    )
    change(&request)
    return request
  }

  @Test func `an order's points are what ablating its first units measures`() throws {
    let bench = try bench()
    let curve = try bench.curve(request(), sampleSize: 10)
    #expect(curve.scenes == 10 && curve.series.count == 4)
    let best = try bench.bestUnits(for: 1, in: "layer4", count: 3, by: .effect)
    #expect(curve.series[1].units.starts(with: best))
    for series in curve.series.prefix(2) {
      for point in series.points {
        let scenes = Array(0..<10)
        let edit = Edit([
          Intervention(
            series.units.prefix(point.number).map { UnitEdit(layer: "layer4", unit: $0) }
          )
        ])
        let maps = try [Edit(), edit].map { edit in
          try bench.networks.countableSegmentation(
            of: bench.generate(scenes: scenes, edit: edit).images
          )
        }
        let plane = maps[0].shape.planeCount
        var (held, gone, rest, changed) = (0, 0, 0, 0)
        for scene in scenes {
          for pixel in 0..<plane {
            let place = scene * maps[0].shape.sampleCount + pixel
            let (old, new) = (maps[0].labels[place], maps[1].labels[place])
            if old == 1 { held += 1 } else { rest += 1 }
            gone += (old == 1 ? 1 : 0) - (new == 1 ? 1 : 0)
            if old != 1, new != old { changed += 1 }
          }
        }
        #expect(point.effect?.value == Double(gone) / Double(held))
        #expect(point.rest?.value == Double(changed) / Double(rest))
      }
    }
  }

  @Test func `exchanging one unit's activations changes nothing, several units' something`() throws
  {
    let bench = try bench()
    let curve = try bench.curve(request { $0.numbers = [1, 8] }, sampleSize: 8)
    let exchanged = curve.series[3].points
    #expect(exchanged[0].effect?.value == 0 && exchanged[0].rest?.value == 0)
    #expect((exchanged[1].rest?.value ?? 0) > 0)
  }

  @Test(arguments: [CurveRequest.Place.image, .cells(limit: 3)])
  func `stopped at any step and gone on with, a curve is the same`(
    _ place: CurveRequest.Place
  ) throws {
    let request = request {
      $0.place = place
      $0.action = .insertion(quantile: 0.99)
    }
    let whole = try bench("whole").curve(request, sampleSize: 18)
    let broken = try bench("broken")
    var stops = 0
    for steps in [1, 3, 20, 40, 25, 60] {
      do {
        _ = try broken.curve(request, sampleSize: 18, progress: stopping(after: steps))
      } catch {
        #expect(error.kind == .interrupted)
        stops += 1
      }
    }
    let last = try bench("broken")
    #expect(stops > 2)
    #expect(try last.curve(request, sampleSize: 18) == whole)
    #expect(whole.scenes == 18)
    if place != .image { #expect(whole.places > 3 && whole.places <= 54) }
  }

  @Test func `cell by cell only the cell is edited and looked at`() throws {
    let bench = try bench()
    let request = request {
      $0.place = .cells(limit: 64)
      $0.numbers = [8]
      $0.randomSets = 0
      $0.permutations = 0
      $0.orders = [.iou]
    }
    let curve = try bench.curve(request, sampleSize: 1)
    let layer = try bench.layer("layer4")
    let before = try bench.networks.countableSegmentation(of: bench.generate(scenes: [0]).images)
    var (held, gone, cells) = (0, 0, 0)
    for row in 0..<layer.height {
      for column in 0..<layer.width {
        let mask = Mask(
          height: layer.height,
          width: layer.width,
          set: [GridCell(row: row, column: column)]
        )
        let edit = Edit([
          Intervention((0..<8).map { UnitEdit(layer: "layer4", unit: $0) }, mask: mask)
        ])
        let after = try bench.networks.countableSegmentation(
          of: bench.generate(scenes: [0], edit: edit).images
        )
        // So many labels a cell.
        let step = before.shape.height / layer.height
        var here = 0
        for y in row * step..<(row + 1) * step {
          for x in column * step..<(column + 1) * step where before[0, 0, y, x] == 1 {
            here += 1
            if after[0, 0, y, x] != 1 { gone += 1 }
          }
        }
        held += here
        if here > 0 { cells += 1 }
      }
    }
    #expect(curve.places == cells)
    let effect = try #require(curve.series[0].points.first?.effect)
    #expect(abs(effect.value - Double(gone) / Double(held)) < 1e-12)
  }

  @Test func `what is missing is said, and a concept that never appears is no number`() throws {
    let empty = try SmallWorld(storeAt: folder.file("empty")).bench
    let fault = #expect(throws: Fault.self) { try empty.curve(request(), sampleSize: 4) }
    #expect(fault?.kind == .missing && fault?.advice?.contains("ganscope dissect") == true)
    #expect(throws: Fault.self) { try empty.curve(request { $0.concept = 0 }, sampleSize: 4) }
    #expect(empty.knownOrders(of: try empty.layer("layer4"), for: 1).isEmpty)
    #expect(try bench().knownOrders(of: empty.layer("layer4"), for: 1) == [.iou, .iqr, .effect])
  }
}
