import Faults
import Testing

@testable import Commands

@Suite struct OutputTests {
  @Test func `columns are aligned and cells escaped`() {
    var table = Table([("unit", .right), ("label", .left), ("IoU", .right)])
    table.rows = [["7", "tree", "0.32"], ["119", "sky\u{1B}[m", "0.5"]]
    #expect(
      table.lines == [
        "unit  label         IoU", "   7  tree         0.32", " 119  sky\\u{1B}[m   0.5",
      ]
    )
  }

  @Test func `progress is a bar with counts and the time left`() {
    #expect(
      ProgressLine.text("scenes", done: 50, total: 200, secondsLeft: 200)
        == "█████░░░░░░░░░░░░░░░ scenes 50/200, 3 min left"
    )
    #expect(duration(7.2) == "8 s")
    #expect(duration(7500) == "2 h 5 min")
    #expect(duration(.infinity) == "unknown")
  }
}
