import Testing

/// What a person does in the first minute, as the guide proposes it, in terminals of every size and
/// number of colours.
@Suite(.enabled(if: TmuxTerminal.isAvailable, "tmux is not installed"), .serialized)
struct FirstMinuteTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    let width: Int, height: Int
    let color: String

    var testDescription: String { "\(width)x\(height), \(color)" }

    static let all = [(80, 24), (100, 50), (200, 60)].flatMap { size in
      ["truecolor", "256", "16", "none"].map { Kind(width: size.0, height: size.1, color: $0) }
    }
  }

  @Test(arguments: Kind.all)
  func `trees go and the house stays, here and in the next scene, and it is all there again`(
    kind: Kind
  ) throws {
    let session = try ExplorerSession(width: kind.width, height: kind.height, color: kind.color)
    try session.begin()
    // A unit of the set is under the cursor, and the scene is drawn.
    try session.require { $0.contains("1 of 5") && $0.contains("▌●") }
    checkColors(of: session.terminal.styledText, kind)

    try session.press("a")
    try session.see("2 of 5")
    try requireTreesGone(session)
    try session.press("n")
    try session.require { $0.contains("3 of 5") && $0.contains("scene 1417") }
    try session.press("3")
    try session.require {
      $0.contains("4 of 5") && $0.contains("before") && $0.contains("difference")
    }
    try session.press("0", "x", "i")
    try session.require { $0.contains("of layer4 inserted") && $0.contains("changes here") }
    try session.leave()

    try session.begin()
    try session.require { $0.contains("as you left it") && $0.contains("of layer4 inserted") }
    try session.press("u")
    try session.see("no edit")
    try session.leave()
  }

  /// Most of the trees' area goes, and most of the house's stays, in the table of changes.
  private func requireTreesGone(_ session: ExplorerSession) throws {
    try session.press("T")
    try session.require { screen in
      guard let tree = areas(of: "tree", screen), let house = areas(of: "building", screen) else {
        return false
      }
      return tree.before > 5 && tree.after < 0.2 * tree.before
        && house.after > 0.7 * house.before
    }
    try session.press("Escape")
    try session.require { !$0.contains("what the edit changes") }
  }

  /// A concept's areas before and after, in per cent.
  private func areas(of concept: String, _ screen: String) -> (before: Double, after: Double)? {
    for line in screen.split(separator: "\n") {
      guard let row = line.firstMatch(of: #/│ (\w+) +(\d+\.\d+) +(\d+\.\d+) /#),
        row.output.1 == concept, let before = Double(row.output.2),
        let after = Double(row.output.3)
      else { continue }
      return (before, after)
    }
    return nil
  }

  private func checkColors(of screen: String, _ kind: Kind) {
    #expect(screen.contains("38;2;") == (kind.color == "truecolor"))
    #expect(screen.contains("38;5;") == (kind.color == "256"))
    // 39 is the terminal's own colour.
    if kind.color == "none" { #expect(!screen.contains(/\x1B\[[39][0-7]/)) }
  }
}
