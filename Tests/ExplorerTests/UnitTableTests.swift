import Concepts
import Dissection
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct UnitTableTests {
  private static let layer = LayerDescription(name: "layer9", units: 4, height: 1, width: 1)

  /// Four units: tree 0.3, sky 0.5, nothing, tree 0.1.
  private static func request() -> UnitTableRequest {
    let concepts = FakeWorld.vocabulary.count
    let best: [(concept: Int, iou: Float)] = [(3, 0.3), (1, 0.5), (1, 0), (3, 0.1)]
    var iou = [Float](repeating: 0, count: concepts * 4)
    for (unit, match) in best.enumerated() { iou[match.concept * 4 + unit] = match.iou }
    return UnitTableRequest(
      layer: layer,
      vocabulary: FakeWorld.vocabulary,
      dissection: LayerDissection(
        layer: layer,
        rule: .heldOut,
        countedScenes: 1,
        sampleSize: 1,
        levels: [1, 2, 3, 4],
        iou: iou,
        labels: best.enumerated().map {
          UnitLabel(
            unit: $0.offset,
            concept: $0.element.concept,
            iou: $0.element.iou,
            isInterpretable: $0.element.iou > 0.05
          )
        },
        quantiles: UnitQuantiles(fractions: [0.5], values: [1, 1, 1, 1]),
        topScenes: []
      ),
      activations: Tensor(Shape(1, 4, 1, 1), [4, 1, 3, 2])
    )
  }

  private func units(_ change: (inout UnitTableRequest) -> Void) -> [Int] {
    var request = Self.request()
    change(&request)
    return request.table().rows.map(\.unit)
  }

  @Test func `units are ranked by every ranking`() {
    #expect(units { $0.ranking = .iou } == [1, 0, 3, 2])
    #expect(units { $0.ranking = .unit } == [0, 1, 2, 3])
    #expect(units { $0.ranking = .activation } == [0, 2, 3, 1])
    #expect(units { $0.ranking = .label } == [1, 0, 3, 2])
  }

  @Test func `a ranking can be reversed`() {
    #expect(units { $0.isReversed = true } == [2, 3, 0, 1])
  }

  @Test func `by effect the unit that removes most comes first`() {
    var change = [Float](repeating: 0, count: FakeWorld.vocabulary.count * 4)
    change[3 * 4 + 3] = -0.2
    change[3 * 4 + 0] = -0.1
    change[1 * 4 + 1] = -0.05
    let baseline = [Double](repeating: 0.4, count: FakeWorld.vocabulary.count)
    let sweep = Sweep(
      layer: Self.layer,
      seed: 1,
      scenes: 1,
      measuredUnits: 4,
      baseline: baseline,
      change: change
    )
    #expect(
      units {
        $0.sweep = sweep
        $0.ranking = .effect
      } == [3, 0, 1, 2]
    )
  }

  @Test func `by effect the number that is shown decides`() {
    // Unit 1 removes fewer pixels than unit 0, but all there are of a rarer concept.
    var change = [Float](repeating: 0, count: FakeWorld.vocabulary.count * 4)
    change[3 * 4 + 0] = -0.2
    change[1 * 4 + 1] = -0.1
    var baseline = [Double](repeating: 0, count: FakeWorld.vocabulary.count)
    baseline[3] = 0.4
    baseline[1] = 0.1
    let sweep = Sweep(
      layer: Self.layer,
      seed: 1,
      scenes: 1,
      measuredUnits: 2,
      baseline: baseline,
      change: change
    )
    #expect(
      units {
        $0.sweep = sweep
        $0.ranking = .effect
      } == [1, 0, 2, 3]
    )
  }

  @Test func `a row's effect is on the concept that stands there, as units tells it`() throws {
    // Unit 0 is a tree unit; what it removes most is the sky.
    var change = [Float](repeating: 0, count: FakeWorld.vocabulary.count * 4)
    change[3 * 4 + 0] = -0.1
    change[1 * 4 + 0] = -0.3
    change[3 * 4 + 2] = -0.4
    var request = Self.request()
    request.sweep = Sweep(
      layer: Self.layer,
      seed: 1,
      scenes: 1,
      measuredUnits: 3,
      baseline: [Double](repeating: 0.4, count: FakeWorld.vocabulary.count),
      change: change
    )
    let rows = request.table().rows.sorted { $0.unit < $1.unit }
    #expect(rows[0].effect?.concept == 3 && rows[0].effect?.change == -0.1)
    #expect(rows[2].effect == nil, "it is called nothing")
    #expect(rows[3].effect == nil, "it is not measured")
    request.concept = 1
    let asked = request.table().rows.sorted { $0.unit < $1.unit }
    #expect(asked[0].effect?.concept == 1 && asked[0].effect?.change == -0.3)
  }

  @Test(arguments: Ranking.allCases)
  func `a concept ranks all units by it, and those that stand for it are bright`(ranking: Ranking) {
    var request = Self.request()
    request.concept = 3
    request.ranking = ranking
    let rows = request.table().rows
    #expect(rows.count == 4)
    #expect(Set(rows.filter(\.isInterpretable).map(\.unit)) == [0, 3])
    if ranking == .iou { #expect(rows.map(\.unit) == [0, 3, 1, 2]) }
  }

  @Test(arguments: ["iou>abc", "iou>", "height>3", "tree iou<x"])
  func `a search that cannot be understood is told, and filters nothing by it`(search: String) {
    #expect(UnitFilter(search).problem != nil)
    #expect(UnitFilter("tree iou>0.1 -sky").problem == nil)
    let words = search.split(separator: " ").filter { !$0.contains(">") && !$0.contains("<") }
    #expect(
      units { $0.search = search } == units { $0.search = words.joined(separator: " ") }
    )
  }

  @Test(arguments: [
    ("tree", [0, 3]), ("-tree", [1, 2]), ("iou>0.2", [1, 0]), ("object iou<0.2", [3]), ("1", [1]),
    ("", [1, 0, 3, 2]), ("nothing", []),
  ])
  func `a search keeps what fits`(search: String, expected: [Int]) {
    #expect(units { $0.search = search } == expected)
  }

  @Test func `without a dissection every unit is listed by its number`() {
    let rows = UnitTableRequest(layer: Self.layer, ranking: .iou).table().rows
    #expect(rows.map(\.unit) == [0, 1, 2, 3])
    #expect(rows.allSatisfy { $0.concept == nil })
  }

  @Test func `the cursor stays on its unit and in its row while the ranking settles`() throws {
    let driver = Driver(height: 24)
    while driver.state.dissection == nil { driver.step() }
    driver.loop.take(.key(.end))
    for _ in 0..<4 { driver.loop.take(.key(.up)) }
    let unit = try #require(driver.state.unit)
    let order = driver.state.table.rows.map(\.unit)
    let line = driver.state.rowIndex - driver.state.rowOffset
    driver.settle()
    #expect(driver.state.table.rows.map(\.unit) != order)
    #expect(driver.state.unit == unit)
    let rows = driver.state.table.rows.count
    let place = driver.state.rowIndex
    let page = driver.state.layout.unitPage
    // At the ends of the list the row must move.
    let isFree = place >= line && place - line + page <= rows
    if isFree { #expect(driver.state.rowIndex - driver.state.rowOffset == line) }
  }

  @Test func `before the user moves the best unit is shown`() {
    let driver = Driver()
    for _ in 0..<40 {
      driver.step()
      #expect(driver.state.rowIndex == 0)
    }
  }
}
