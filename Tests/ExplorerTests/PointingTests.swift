import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct PointingTests {
  private let driver = Driver().settle()

  private func click(_ row: Int, _ column: Int) {
    driver.press(.mouse(MouseEvent(.press, row: row, column: column)))
  }

  @Test func `a click chooses a layer and a unit`() {
    click(driver.state.layout.layers.row + 2, 4)
    #expect(driver.state.layer?.name == "layer3")
    #expect(driver.state.place.focus == .layers)
    click(driver.state.layout.units.row + 2 + 5, 4)
    #expect(driver.state.rowIndex == 5)
    #expect(driver.state.place.focus == .units)
  }

  @Test func `a click on a heading or below the list does nothing bad`() {
    click(0, 0)
    click(driver.state.layout.layers.row, 3)
    click(driver.state.layout.units.row, 3)
    click(driver.state.layout.units.row + 1, 3)
    click(23, 79)
    click(500, 500)
    #expect(driver.state.rowIndex == 0)
  }

  @Test func `the wheel moves in the list under the pointer`() {
    let row = driver.state.layout.units.row + 4
    driver.press(.mouse(MouseEvent(.wheelDown, .none, row: row, column: 3)))
    #expect(driver.state.rowIndex == 3)
    driver.press(.mouse(MouseEvent(.wheelUp, .none, row: row, column: 3)))
    #expect(driver.state.rowIndex == 0)
  }

  @Test func `a click on a line of a list in front goes there, a second one takes it`() throws {
    let driver = Driver(width: 100, height: 40).settle().type("a")
    func click(_ line: Int) throws {
      let row = try #require(driver.state.dialogRows?.row(of: line))
      driver.press(.mouse(MouseEvent(.press, .left, row: row, column: 50)))
    }
    driver.type("F")
    try click(2)
    #expect(driver.state.talk.dialogs.last == .causes(CauseMenu(cursor: 2)))
    try click(2)
    #expect(driver.state.talk.dialogs.isEmpty && driver.state.place.view == .finding)
    driver.press(.escape).type("E")
    try click(0)
    #expect(driver.state.editing.history.edit.isEmpty, "the unit is not left out")
    driver.press(.escape).type("e")
    try click(1)
    guard case .export(let picker) = driver.state.talk.dialogs.last else {
      Issue.record("no export")
      return
    }
    #expect(picker.cursor == 1)
    driver.press(.escape).type("t")
    try click(0)
    // A key in the line below is pressed by a click there.
    let footer = driver.text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    let place = try #require(footer.firstRange(of: "Esc"))
    let column = footer.distance(from: footer.startIndex, to: place.lowerBound)
    driver.press(.mouse(MouseEvent(.press, .left, row: 39, column: column)))
    #expect(driver.state.talk.dialogs.isEmpty)
  }

  @Test func `a click on a top scene goes there`() throws {
    let scenes = driver.state.topScenes
    let tile = driver.state.layout.thumbnails[1]
    click(tile.row + 1, tile.column + 1)
    #expect(driver.state.scene == scenes[1])
  }

  @Test func `while choosing, a click takes the cell under the pointer`() throws {
    driver.type("c")
    let area = driver.state.layout.pictures
    let frames = PictureFrames(
      area: area,
      count: 1,
      image: GridSize(width: FakeWorld.side, height: FakeWorld.side)
    )
    let frame = try #require(frames.frames.first)
    click(frame.row, frame.column)
    #expect(driver.state.editing.chosenCells["layer4"] == [GridCell(row: 0, column: 0)])
    click(frame.row + frame.height - 1, frame.column + frame.width - 1)
    #expect(
      driver.state.editing.chosenCells["layer4"]?.contains(GridCell(row: 7, column: 7)) == true
    )
  }
}
