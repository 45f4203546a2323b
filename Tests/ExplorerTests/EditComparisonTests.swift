import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

/// The level as a slider, the steps of the edit, and one edit against another.
@Suite struct EditComparisonTests {
  private let driver = Driver(width: 100, height: 50).settle()
  private var edit: Edit { driver.state.editing.history.edit }

  // MARK: The slider

  @Test func `arrows move an insertion's level, from off to the highest, in one step of undo`()
    throws
  {
    driver.type(" j i")
    #expect(edit.interventions.count == 1 && edit.interventions[0].units.count == 2)
    let inserted = edit
    let quantiles = try #require(driver.state.dissection?.quantiles)
    driver.type("E").press(.right)
    for unit in edit.interventions[0].units {
      #expect(unit.value == quantiles.value(unit: unit.unit, quantile: 0.995))
    }
    #expect(driver.text.contains("quantile 0.995"))
    #expect(driver.state.picture.result?.request.edit == edit)
    for _ in 0..<20 { driver.press(.left) }
    #expect(edit.interventions[0].units.allSatisfy { $0.value == 0 })
    #expect(driver.text.contains("off, unit"))
    driver.press(.escape).type("u")
    #expect(edit == inserted)
  }

  @Test func `an ablated unit can be turned up`() throws {
    driver.type("aE").press(.right)
    let unit = try #require(edit.interventions.first?.units.first)
    let quantiles = try #require(driver.state.dissection?.quantiles)
    #expect(unit.value == quantiles.value(unit: unit.unit, quantile: 0.5))
  }

  @Test func `what is left out stays out while a level moves`() {
    driver.type(" j iE ").press(.right)
    #expect(edit.interventions[0].units.count == 1)
  }

  // MARK: The steps

  @Test func `the steps of the edit are listed with pictures, and Enter goes back`() throws {
    driver.type("ajaja")
    let last = edit
    driver.type("uH")
    let steps = driver.state.editing.history.steps
    #expect(steps.count == 4 && driver.state.editing.history.index == 2)
    #expect(driver.text.contains("now") && driver.text.contains("undone"))
    for step in steps {
      let key = GridShelf.Key(edit: step.edit, scene: driver.state.scene)
      #expect(driver.state.gridShelf[key] != nil)
    }
    driver.press(.home, .enter)
    #expect(edit.isEmpty && driver.state.talk.dialogs.isEmpty)
    driver.type("UUU")
    #expect(edit == last)
    driver.type("H").press(.up, .enter)
    #expect(edit == steps[2].edit)
  }

  @Test(arguments: [(80, 24), (200, 60)])
  func `the list fits`(width: Int, height: Int) {
    let driver = Driver(width: width, height: height).settle()
    for _ in 0..<12 { driver.type("aj") }
    driver.type("H")
    let text = driver.text
    #expect(text.contains("12  now") && text.contains("Enter go there"))
    driver.press(.home)
    #expect(driver.text.contains("0  no edit"))
  }

  // MARK: A against B

  @Test func `an edit is kept and another one is seen beside it`() throws {
    driver.type("y")
    #expect(driver.state.talk.notice?.text.contains("Y keeps") == true)
    driver.type("aY")
    let kept = edit
    driver.type("xjay")
    #expect(driver.state.place.view == .versus && driver.state.editing.other?.edit == kept)
    let key = try #require(driver.state.otherKey)
    #expect(key.edit == kept && driver.state.gridShelf[key] != nil)
    #expect(driver.state.layout.tiles?.frames.count == 3)
    let text = driver.text
    #expect(text.contains("A: unit") && text.contains("B: unit") && text.contains("difference"))
    let present = edit
    driver.type("X")
    #expect(edit == kept && driver.state.editing.other?.edit == present)
    driver.type("n")
    #expect(driver.state.otherKey?.scene == 1)
    #expect(driver.state.otherKey.flatMap { driver.state.gridShelf[$0] } != nil)
  }

  @Test func `both are measured against each other, not against the scene`() throws {
    driver.type("aYxjaym").press(.enter)
    let measurement = try #require(driver.state.measuredAgainst)
    #expect(measurement.edit == edit && measurement.baseline == driver.state.editing.other?.edit)
    #expect(driver.text.contains("A - B"))
    // The plain measurement of the edit is another one.
    #expect(driver.state.currentMeasurement == nil)
    driver.type("0m").press(.enter)
    #expect(driver.state.currentMeasurement?.baseline.isEmpty == true)
  }

  // MARK: Wipe and blink

  /// The cells of the one picture on the screen.
  private func picture(_ driver: Driver) throws -> CellGrid {
    let frames = try #require(driver.state.layout.tiles?.frames)
    #expect(frames.count == 1)
    return driver.loop.frame.subgrid(try #require(frames.first))
  }

  @Test func `the key of before and after wipes and blinks when it is pressed again`() throws {
    driver.type("a2")
    let before = try picture(driver)
    driver.type("1")
    let after = try picture(driver)
    #expect(before != after)
    driver.type("33")
    #expect(driver.text.contains("before | after") && driver.state.layout.kinds == [.wipe])
    for _ in 0..<10 { driver.type(">") }
    #expect(driver.state.place.pairing.border == 100)
    #expect(try picture(driver) == before)
    let frame = try #require(driver.state.layout.tiles?.frames.first)
    let middle = MouseEvent(.drag, .left, row: frame.row, column: frame.column + frame.width / 2)
    driver.press(.mouse(middle))
    let border = driver.state.place.pairing.border * frame.width / 100
    let wiped = try picture(driver)
    for row in 0..<frame.height {
      for column in 0..<frame.width where column != border {
        #expect(wiped[row, column] == (column < border ? before : after)[row, column])
      }
    }
    driver.type("3")
    #expect(driver.state.isBlinking)
    var seen: Set<CellGrid> = []
    for _ in 0..<12 {
      driver.loop.take(.idle)
      seen.insert(try picture(driver))
    }
    #expect(seen == [before, after])
    driver.type("3")
    #expect(driver.state.layout.tiles?.frames.count == 3 && !driver.state.isBlinking)
    driver.type("3").type("03")
    #expect(driver.state.place.pairing.way == .together)
  }

  @Test func `two edits are wiped and blinked too, and by word`() throws {
    driver.type("aYxjay").type("y")
    #expect(driver.text.contains("A: ") && driver.text.contains(" | B: "))
    driver.type(":blink").press(.enter)
    #expect(driver.state.place.view == .versus && driver.state.isBlinking)
    driver.type("0:wipe").press(.enter)
    #expect(driver.state.place.view == .sideBySide && driver.state.layout.kinds == [.wipe])
    driver.type("1<")
    #expect(driver.state.talk.notice?.text.contains("there is no border") == true)
  }
}
