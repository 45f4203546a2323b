import Dissection
import Faults
import Tensors
import Testing

@testable import Causes

@Suite struct CurveTests {
  private let layer = LayerDescription(name: "layer2", units: 6, height: 4, width: 4)

  private func plan(_ change: (inout CurveRequest) -> Void = { _ in }) throws -> CurvePlan {
    var request = CurveRequest(
      layer: "layer2",
      concept: 1,
      orders: [.iou, .effect],
      numbers: [1, 2, 9],
      randomSets: 2,
      permutations: 3
    )
    change(&request)
    let quantiles = UnitQuantiles(
      fractions: [0, 0.5, 1],
      values: (0..<6).flatMap { [0, Float($0), Float(2 * $0)] }
    )
    return try CurvePlan(
      request,
      layer: layer,
      rankings: [[5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 5]],
      quantiles: quantiles
    )
  }

  @Test func `orders, random sets and exchanges each have a set for every number`() throws {
    let plan = try plan()
    #expect(plan.lines.map(\.members.count) == [1, 1, 2, 3])
    #expect(plan.lines[0].members[0].map(\.units) == [[5], [5, 4], [5, 4, 3, 2, 1, 0]])
    // More than the layer has is all of it.
    #expect(plan.trials.map(\.number).max() == 6)
    for trial in plan.lines[2].members.flatMap({ $0 }) {
      #expect(Set(trial.units).count == trial.number)
    }
    for trial in plan.lines[3].members.flatMap({ $0 }) {
      #expect(trial.sources?.sorted() == trial.units.sorted())
      #expect(trial.values == nil)
    }
    #expect(Set(plan.lines[3].members.map { $0[2].sources }).count > 1)
  }

  @Test func `an insertion sets each unit to its own quantile, a control to another's`() throws {
    let plan = try plan {
      $0.action = .levels(number: 3)
      $0.quantiles = [0.5, 0.75]
    }
    #expect(plan.lines[0].members[0].map(\.values) == [[5, 4, 3], [7.5, 6, 4.5]])
    let exchanged = try #require(plan.lines[3].members[0][0].values)
    #expect(exchanged.sorted() == [3, 4, 5])
    #expect(plan.comparison.aim == .insertion)
  }

  @Test func `numbers and quantiles that make no sense are refused`() throws {
    #expect(throws: Fault.self) { try plan { $0.numbers = [] } }
    #expect(throws: Fault.self) { try plan { $0.numbers = [0] } }
    #expect(throws: Fault.self) { try plan { $0.action = .insertion(quantile: 1) } }
  }

  @Test func `a layer of one unit has a curve of one point`() throws {
    let request = CurveRequest(layer: "layer9", concept: 1, orders: [.iou])
    let one = LayerDescription(name: "layer9", units: 1, height: 1, width: 1)
    let plan = try CurvePlan(request, layer: one, rankings: [[0]], quantiles: nil)
    #expect(plan.lines.allSatisfy { $0.members.allSatisfy { $0.map(\.units) == [[0]] } })
  }

  @Test func `tallies merge to the whole bit by bit and are restored`() throws {
    let plan = try plan()
    let scenes = (0..<5).map { scene in
      (0..<plan.trials.count).map { trial in
        var change = ConceptChange()
        change.possible = scene == 1 ? 0 : 50 + scene
        change.happened = change.possible * (trial % 5) / 7
        change.rest = 100 - change.possible
        change.changedRest = (trial + scene) % 9
        return change
      }
    }
    var (whole, first, second) = (
      CurveTally(for: plan), CurveTally(for: plan), CurveTally(for: plan)
    )
    for (index, changes) in scenes.enumerated() {
      whole.add(changes, places: 1, plan: plan)
      if index < 2 {
        first.add(changes, places: 1, plan: plan)
      } else {
        second.add(changes, places: 1, plan: plan)
      }
    }
    try first.merge(second)
    #expect(first == whole)
    #expect(CurveTally(whole.numbers, plan: plan) == whole)
    #expect(CurveTally(Array(whole.numbers.dropLast()), plan: plan) == nil)
    let curve = whole.curve(of: plan, seed: 1, sampleSize: 5)
    #expect(!curve.isWithoutConcept && curve.scenes == 5 && curve.places == 5)
    // The line of a control is the mean of its members, between the lowest and the highest.
    for point in curve.series[2].points {
      let value = try #require(point.effect?.value)
      let spread = try #require(point.spread)
      #expect(spread.contains(value))
    }
    #expect(curve.series[0].points.allSatisfy { $0.spread == nil })
    #expect(CurveTally(for: plan).curve(of: plan, seed: 1, sampleSize: 5).scenes == 0)
  }
}
