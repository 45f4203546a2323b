import Terminal
import Testing

struct KeyTableTests {
  enum Action { case move, ablate, quit }

  let table = KeyTable<Action>([
    KeyBinding([.down, .character("j")], .move, "Next unit", section: "Browse"),
    KeyBinding(
      [.character("a")],
      .ablate,
      hint: "ablate",
      "Force the unit to zero",
      section: "Edit",
      disabledReason: "no unit is chosen"
    ),
    KeyBinding([.character("q"), .control("c")], .quit, hint: "quit", "Leave", section: "Browse"),
  ])

  @Test func `a key finds its binding`() {
    #expect(table.binding(for: .character("j"))?.action == .move)
    #expect(table.binding(for: .control("c"))?.action == .quit)
    #expect(table.binding(for: .enter) == nil)
    #expect(table.conflicts.isEmpty)
  }

  @Test func `sections keep the order of the table`() {
    #expect(table.sections.map(\.title) == ["Browse", "Edit"])
    #expect(table.sections[0].bindings.map(\.keyLabels) == ["↓ j", "q Ctrl-C"])
  }

  @Test func `the footer shows whole hints only`() {
    var grid = CellGrid(width: 15, height: 2)
    let end = table.drawFooter(
      in: &grid,
      row: 0,
      keyStyle: .plain,
      hintStyle: .plain,
      disabledStyle: .plain
    )
    table.drawFooter(
      in: &grid,
      row: 1,
      maxWidth: 14,
      keyStyle: .plain,
      hintStyle: .plain,
      disabledStyle: .plain
    )
    #expect(grid.plainText == "a ablate\na ablate")
    #expect(end == 8)
  }

  @Test func `two bindings of one key are found`() {
    let twice = KeyTable(table.bindings + [KeyBinding([.down], .quit, "Again")])
    #expect(twice.conflicts == [.down])
  }
}
