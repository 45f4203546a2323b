import Faults
import Tensors
import Testing

@testable import Causes

@Suite struct ConceptComparisonTests {
  /// One scene of two channels and 2 by 3 pixels.
  private func map(_ objects: [Int32], _ materials: [Int32]? = nil) -> LabelMap {
    LabelMap(Shape(1, 2, 2, 3), objects + (materials ?? Array(repeating: 0, count: 6)))
  }

  @Test func `a removal counts what went, and what changed elsewhere`() throws {
    let comparison = ConceptComparison(of: 3, aim: .removal)
    let before = map([3, 3, 1, 1, 2, 2], [0, 0, 0, 0, 3, 0])
    let after = map([1, 3, 1, 2, 2, 3])
    let change = try comparison.change(before: before, scene: 0, after: after, edited: 0)
    #expect(change.possible == 3)
    // Two of three went, and one came elsewhere.
    #expect(change.happened == 1)
    #expect(change.rest == 3)
    #expect(change.changedRest == 2)
  }

  @Test func `an insertion counts what came in its place, and damage outside`() throws {
    let comparison = ConceptComparison(of: 3, aim: .insertion)
    let before = map([3, 1, 1, 1, 2, 2])
    let after = map([3, 3, 1, 2, 1, 3])
    let place = PixelPlace(
      row: 0,
      column: 0,
      gridHeight: 1,
      gridWidth: 3,
      height: 2,
      width: 3
    )
    let whole = try comparison.change(before: before, scene: 0, after: after, edited: 0)
    #expect((whole.possible, whole.happened) == (5, 2))
    #expect((whole.rest, whole.changedRest) == (5, 2))
    let here = try comparison.change(
      before: before,
      scene: 0,
      after: after,
      edited: 0,
      place: place
    )
    #expect((here.possible, here.happened) == (1, 0))
    #expect((here.rest, here.changedRest) == (4, 1))
    #expect(place.area(of: 3, in: before, scene: 0) == 1)
  }

  @Test func `cells finer than the labels still cover a pixel each`() {
    let places = (0..<4).map {
      PixelPlace(row: $0, column: 0, gridHeight: 4, gridWidth: 4, height: 2, width: 2)
    }
    #expect(places.map(\.rows) == [0..<1, 0..<1, 1..<2, 1..<2])
  }

  @Test func `segmentations of another extent are refused`() {
    let comparison = ConceptComparison(of: 1, aim: .removal)
    let other = LabelMap(Shape(1, 1, 1, 1), [1])
    #expect(throws: Fault.self) {
      try comparison.change(before: map([0, 0, 0, 0, 0, 0]), scene: 0, after: other, edited: 0)
    }
  }
}
