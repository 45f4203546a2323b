import Foundation
import Testing

/// Tools of a session that change nothing: reading, looking for, ordering, looking at many.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct ToolSessionTests {
  @Test func `help, search, order, many scenes, comparison and the screen as a file`() throws {
    let session = try ExplorerSession()
    try session.open()
    try session.see("layer9 is dissected")

    try session.press("?")
    try session.see("The words")
    try session.press("/")
    try session.terminal.type("undo")
    try session.require { $0.contains("undo") && !$0.contains("The words") }
    try session.press("Escape", "Escape", "Escape")
    try session.require { !$0.contains("help ─") }

    try session.press("/")
    try session.terminal.type("iou>0.4")
    try session.press("Enter")
    try session.require { $0.contains("/iou>0.4") && values(of: $0).allSatisfy { $0 > 0.4 } }
    #expect(!values(of: session.terminal.text).isEmpty)
    try session.press("Escape")
    try session.require { !$0.contains("/iou>0.4") }

    let byIoU = values(of: session.terminal.text)
    #expect(byIoU == byIoU.sorted(by: >))
    try session.press("S")
    try session.require { text in
      let values = values(of: text)
      return values.count > 2 && values == values.sorted()
    }
    try session.press("S", "V")
    try session.see("scenes without an edit")
    try session.press("Enter")
    try session.require { !$0.contains("scenes without an edit") }

    try session.press("C")
    try session.see("compare layer9 with")
    try session.press("Enter")
    try session.see("concepts, ")
    try session.press("Escape", "C-p")
    try session.see("write this screen")
    try session.answer("screen.png")
    try session.see("written to screen.png")
    let written = try Data(contentsOf: URL(fileURLWithPath: session.file("screen.png")))
    #expect(written.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    try session.leave()
  }

  /// The IoU of the units listed, from above.
  private func values(of screen: String) -> [Double] {
    screen.split(separator: "\n").compactMap { line in
      let columns = line.split(separator: " ", maxSplits: 5).prefix(5)
      return columns.compactMap { $0.wholeMatch(of: /0\.\d{3}/).flatMap { Double($0.output) } }
        .first
    }
  }
}
