import Testing

/// What a person does first, in terminals of every size and number of colours: units off, other
/// scenes, before and after, A and B, many scenes, painting, and coming back another day.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct FirstMinuteSessionTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let width: Int, height: Int
    let color: String

    var testDescription: String { "\(width)x\(height), \(color)" }

    static let all = [(80, 24), (100, 50), (200, 60)].flatMap { size in
      ["truecolor", "256", "16", "none"].map { Kind(width: size.0, height: size.1, color: $0) }
    }
  }

  @Test(arguments: Kind.all)
  func `the first minute, many scenes, painting, and another day`(kind: Kind) throws {
    let session = try ExplorerSession(width: kind.width, height: kind.height, color: kind.color)
    try begin(session)
    try session.see("1 of 5")
    checkColors(of: session.terminal.styledText, kind)

    try session.press("a")
    try session.see("2 of 5")
    try session.press("T")
    try session.see("what the edit changes")
    let tree = try areas(of: "tree", session)
    #expect(tree.before > 5 && tree.after < 0.2 * tree.before, "the trees are still there")
    let house = try areas(of: "building", session)
    #expect(house.after > 0.5 * house.before, "the house went with them")
    try session.press("Escape", "n")
    try session.see("3 of 5")

    try compare(session)
    try browse(session)
    try paint(session, kind)
    try session.leave()

    try begin(session)
    try session.see("as you left it")
    try session.press("E")
    try session.see("the edit: ")
    try session.require { $0.contains("ablated") && !$0.contains("no edit") }
    try session.press("Escape")
    try session.leave()
  }

  private func begin(_ session: ExplorerSession) throws {
    try session.terminal.run("ganscope --sample-size 8; echo \"left with $?\"")
    try session.see("objects, %", "changes here")
  }

  /// Before and after beside each other, as a wipe, in turn; the edit against none as A and B.
  private func compare(_ session: ExplorerSession) throws {
    try session.press("3")
    try session.require {
      $0.contains("before") && $0.contains("after") && $0.contains("difference")
    }
    try session.see("4 of 5")
    try session.press("3")
    try session.see("before | after", "original | edited")
    try session.press("1", "Y")
    try session.see("kept as B")
    try session.press("u", "y")
    try session.require { $0.contains("A: ") && $0.contains("B: ") }
    try session.press("U", "1")
    try session.see(": edited")
  }

  private func browse(_ session: ExplorerSession) throws {
    try session.press("V")
    try session.see("scenes with the edit")
    let edited = session.terminal.styledText
    try session.press("b")
    try session.see("scenes without an edit")
    try session.require { _ in session.terminal.styledText != edited }
    try session.press("b", "Right", "Enter")
    try session.require { !$0.contains("scenes with") }
  }

  /// Strokes of the mouse: drawn, removed, erased, and taken back.
  private func paint(_ session: ExplorerSession, _ kind: Kind) throws {
    try session.press(":")
    try session.terminal.type("brush tree")
    try session.press("Enter")
    try session.see("brush: draw tree")
    let row = kind.height / 2
    let columns = (kind.width / 2 - 4, kind.width / 2 + 4)
    let before = session.terminal.styledText
    try session.drag(row: row, from: columns.0, to: columns.1)
    try session.see("tree drawn with the brush")
    try session.require { _ in session.terminal.styledText != before }
    try session.drag(row: row + 2, from: columns.0, to: columns.1, isRight: true)
    try session.see("tree removed with the brush")
    try session.press("e")
    try session.see("brush: erase")
    try session.drag(row: row, from: columns.0, to: columns.1)
    try session.see("strokes erased")
    try session.press("u", "u", "u", "Escape")
    try session.require { !$0.contains("brush: ") }
  }

  private func checkColors(of screen: String, _ kind: Kind) {
    let (exact, few) = (screen.contains("38;2;"), screen.contains("38;5;"))
    #expect(exact == (kind.color == "truecolor"))
    if kind.color == "256" { #expect(few) }
    if kind.color == "none" { #expect(!few && !screen.contains("\u{1B}[3")) }
  }

  /// A concept's areas in the table of changes, in per cent.
  private func areas(
    of concept: String,
    _ session: ExplorerSession
  ) throws -> (before: Double, after: Double) {
    try session.require { $0.contains(concept + " ") }
    let figures = session.terminal.text.split(separator: "\n").lazy.compactMap { line in
      line.firstMatch(of: /│ (\w+) +(\d+\.\d+) +(\d+\.\d+)/)
    }
    let row = try #require(figures.first { $0.output.1 == concept }, "\(session.terminal.text)")
    return (Double(row.output.2) ?? .nan, Double(row.output.3) ?? .nan)
  }
}
