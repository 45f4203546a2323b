import Causes
import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct EditingTests {
  private let driver = Driver().settle()
  private var units: [Int] {
    driver.state.editing.history.edit.interventions.last?.units.map(\.unit).sorted() ?? []
  }

  @Test func `one key switches the unit under the cursor off and the scene changes`() throws {
    driver.press(.down)
    let unit = try #require(driver.state.unit)
    let before = driver.state.picture.result?.edited
    driver.type("a")
    #expect(
      driver.state.editing.history.edit
        == Edit([Intervention([UnitEdit(layer: "layer4", unit: unit)])])
    )
    #expect(driver.state.picture.result?.request.edit == driver.state.editing.history.edit)
    #expect(driver.state.picture.result?.edited != before)
    #expect(driver.state.layout.kinds.first == .edited)
  }

  @Test func `moving on shows the heatmap again`() {
    driver.type("a").press(.down)
    #expect(driver.state.layout.kinds == [.heatmap])
  }

  @Test func `all marked units are ablated and the marks are gone`() {
    driver.type("  j ")
    let marked = driver.state.marks
    #expect(marked.count == 3)
    driver.type("a")
    #expect(Set(units) == marked)
    #expect(driver.state.marks.isEmpty)
  }

  @Test func `the same key switches a unit off and on again`() {
    driver.type("a")
    #expect(units.count == 1)
    driver.type("a")
    #expect(driver.state.editing.history.edit.isEmpty)
    #expect(driver.state.talk.notice?.text.contains("on again") == true)
    driver.type("u")
    #expect(units.count == 1)
  }

  @Test func `one unit of a set is switched on again alone`() throws {
    driver.type("Atree").press(.enter)
    let all = Set(units)
    let unit = try #require(all.sorted().first)
    let index = try #require(driver.state.table.index(of: unit))
    driver.type("g")
    for _ in 0..<index { driver.press(.down) }
    driver.type("a")
    #expect(Set(units) == all.subtracting([unit]))
    #expect(driver.state.editing.history.edit.interventions.count == 1)
    driver.type("a")
    #expect(Set(units) == all)
    // One kind of edit is told once.
    #expect(driver.state.editing.history.edit.summary == "\(all.count) units of layer4 ablated")
  }

  @Test func `insertion of a unit that is off replaces the ablation, and toggles`() throws {
    driver.type("ai")
    let edit = driver.state.editing.history.edit
    #expect(edit.interventions.count == 1)
    #expect(edit.interventions.first?.isAblation == false)
    driver.type("i")
    #expect(driver.state.editing.history.edit.isEmpty)
  }

  @Test func `insertion forces a unit to its quantile`() throws {
    driver.type("i")
    let edit = try #require(driver.state.editing.history.edit.interventions.last?.units.first)
    let quantiles = try #require(driver.state.dissection?.quantiles)
    #expect(edit.value == quantiles.value(unit: edit.unit, quantile: 0.99))
    #expect(edit.alpha == 1)
  }

  @Test func `plus and minus change the level of the last insertion in place`() throws {
    driver.type("i+")
    let quantiles = try #require(driver.state.dissection?.quantiles)
    let edit = try #require(driver.state.editing.history.edit.interventions.last?.units.first)
    #expect(driver.state.editing.history.edit.interventions.count == 1)
    #expect(edit.value == quantiles.value(unit: edit.unit, quantile: 0.995))
    driver.type("---")
    #expect(driver.state.editing.quantile == 0.95)
    driver.type("u")
    #expect(driver.state.editing.history.edit.isEmpty)
  }

  @Test func `an edit acts in the chosen cells only`() throws {
    driver.type("c l ")
    let cells = try #require(driver.state.editing.chosenCells["layer4"])
    #expect(cells == [GridCell(row: 4, column: 4), GridCell(row: 4, column: 5)])
    driver.type("a")
    let mask = try #require(driver.state.editing.history.edit.interventions.last?.mask)
    #expect(Set(mask.places) == cells)
    #expect((mask.height, mask.width) == (8, 8))
    driver.press(.escape)
    #expect(driver.state.editing.cellCursor == nil)
  }

  @Test func `the cell cursor stays on the grid`() {
    driver.type("c")
    for _ in 0..<20 { driver.press(.right, .down) }
    #expect(driver.state.editing.cellCursor == GridCell(row: 7, column: 7))
    for _ in 0..<20 { driver.press(.left, .up) }
    #expect(driver.state.editing.cellCursor == GridCell(row: 0, column: 0))
  }

  @Test func `undo, redo and reset go through the history`() {
    driver.type("aja")
    let both = driver.state.editing.history.edit
    driver.type("u")
    #expect(driver.state.editing.history.edit.interventions.count == 1)
    driver.type("u")
    #expect(driver.state.editing.history.edit.isEmpty)
    driver.type("UU")
    #expect(driver.state.editing.history.edit == both)
    driver.type("x")
    #expect(driver.state.editing.history.edit.isEmpty)
    driver.type("u")
    #expect(driver.state.editing.history.edit == both)
    #expect(!driver.state.editing.history.canUndo == false)
  }

  @Test func `all units of a concept are ablated`() throws {
    driver.type("Atree").press(.enter)
    let labels = try #require(driver.state.dissection?.labels)
    let trees = labels.filter { $0.concept == 3 && $0.isInterpretable }.map(\.unit)
    #expect(!trees.isEmpty)
    #expect(units == trees.sorted())
    #expect(driver.state.editing.history.present.title.contains("all tree units"))
  }

  @Test func `the ways to choose a concept's units have no dead stop`() {
    var picker = ConceptPicker(purpose: .ablate)
    picker.settle(among: [.bestByIoU])
    #expect(picker.choice == .bestByIoU)
    picker.settle(among: [.matching, .bestByIoU])
    #expect(picker.choice == .matching)
    // Every step in either direction changes something, whatever ways there are.
    for choices: [ConceptPicker.Choice] in [
      [.matching, .bestByIoU], [.bestByEffect, .matching, .bestByIoU], [.bestByEffect, .bestByIoU],
    ] {
      for step in [1, -1] {
        let before = picker.choice
        picker.step(by: step, among: choices)
        #expect(picker.choice != before)
      }
    }
  }

  @Test func `the best units by IoU and by effect are ablated`() throws {
    let dissection = try #require(driver.state.dissection)
    driver.type("Atree").press(.right)
    driver.type("-----").press(.enter)
    let count = units.count
    #expect(Set(units) == Set(dissection.ranking(for: 3).prefix(count)))
    driver.type("xM").press(.enter)
    let sweep = try #require(driver.state.sweep)
    driver.type("Atree")
    guard case .concepts(let picker) = driver.state.talk.dialogs.last else {
      Issue.record("no picker")
      return
    }
    #expect(picker.choice == .bestByEffect)
    driver.press(.enter)
    #expect(Set(units).isSubset(of: Set(sweep.ranking(for: 3).prefix(20))))
    #expect(units.allSatisfy { sweep.change(unit: $0, concept: 3) < 0 })
  }

  @Test func `the ranking that won on held-out scenes is offered first, where it is complete`()
    throws
  {
    driver.type("M").press(.enter)
    let layer = try #require(driver.state.layer)
    func choice() throws -> ConceptPicker.Choice {
      driver.type("A")
      guard case .concepts(let picker) = try #require(driver.state.talk.dialogs.last) else {
        Issue.record("no picker")
        return .kept
      }
      driver.press(.escape)
      return picker.choice
    }
    #expect(try choice() == .bestByEffect)
    let winners = Dictionary(
      uniqueKeysWithValues: FakeWorld.vocabulary.named.map { ($0.number, RankingName.iou) }
    )
    driver.laboratory.queue(.rankingWinners(FakeLaboratory.model, layer.name, winners))
    driver.settle()
    #expect(try choice() == .bestByIoU)
  }

  @Test func `the best set that a search found is offered first, whatever its layer`() throws {
    let other = try #require(
      driver.state.models.layers.first { $0.name != driver.state.layer?.name }
    )
    let kept = KeptSet(
      concept: 3,
      quantile: nil,
      found: MeasuredSet(
        set: UnitSet(layer: other.name, units: [2, 0]),
        origin: .additions,
        effect: Estimate(0.94),
        rest: Estimate(0.06)
      )
    )
    let model = try #require(driver.state.models.generator?.id)
    driver.laboratory.queue(.keptSets(model, [kept]))
    driver.settle()
    driver.type("Atree")
    guard case .concepts(let picker) = driver.state.talk.dialogs.last else {
      Issue.record("no picker")
      return
    }
    #expect(picker.choice == .kept)
    #expect(kept.offer.contains("2 of \(other.name), 94 % gone, others within 6 %"))
    driver.press(.enter)
    #expect(units == [0, 2])
    #expect(driver.state.layer?.name == other.name)
    #expect(driver.state.editing.history.present.title.contains("best set found for tree"))
    // It removes; to insert, it is not offered.
    driver.type("Itree")
    guard case .concepts(let inserting) = driver.state.talk.dialogs.last else {
      Issue.record("no picker")
      return
    }
    #expect(inserting.choice != .kept)
  }

  @Test func `the edit stays when the scene changes`() {
    driver.type("an")
    #expect(driver.state.picture.result?.request.scene == 1)
    #expect(driver.state.picture.result?.request.edit == driver.state.editing.history.edit)
    #expect(!driver.state.editing.history.edit.isEmpty)
  }
}
