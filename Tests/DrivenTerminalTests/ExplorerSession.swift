import Foundation
import Testing

/// The built explorer on the demo world, in a real terminal and a home of its own.
final class ExplorerSession {
  let terminal: TmuxTerminal
  private let folder: URL
  private let width: Int, height: Int

  /// - Parameters:
  ///   - width: The terminal's columns.
  ///   - height: Its rows.
  ///   - color: How many colours are used; nil for what is found.
  /// - Throws: What keeps a folder or a terminal from being made.
  init(width: Int = 80, height: Int = 24, color: String? = nil) throws {
    (self.width, self.height) = (width, height)
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope session \(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    terminal = try TmuxTerminal(
      width: width,
      height: height,
      environment: [
        "HOME": folder.path, "XDG_DATA_HOME": folder.path + "/data",
        "XDG_CONFIG_HOME": folder.path + "/config", "LANG": "C.UTF-8",
      ].merging(color.map { ["GANSCOPE_COLOR": $0] } ?? [:]) { $1 }
    )
    try terminal.run("cd; clear")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Starts the explorer; a layer with few units keeps a sweep short.
  func open(_ arguments: String = "") throws {
    try terminal.run(
      "ganscope --layer layer9 --sample-size 8 \(arguments); echo \"left with $?\""
    )
    try see("layers")
    try see("objects, %", "changes here")
  }

  /// Starts the explorer as somebody does who types its name; few scenes keep the dissection of what
  /// does not come with it short.
  func begin() throws {
    try terminal.run("ganscope --sample-size 8; echo \"left with $?\"")
    try see("objects, %", "changes here")
  }

  /// Types a command and gives it.
  func command(_ text: String) throws {
    try terminal.type(":" + text)
    try press("Enter")
  }

  /// What stands between the title and the lines for keys and news, with its colours.
  var body: String {
    terminal.styledText.split(separator: "\n", omittingEmptySubsequences: false)
      .dropFirst().prefix(height - 4).joined(separator: "\n")
  }

  /// Waits until one of several texts is on the screen; a busy machine may take its time.
  func see(_ texts: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
    try require(sourceLocation) { screen in texts.contains { screen.contains($0) } }
  }

  /// Waits until the screen fulfils a condition.
  func require(
    _ sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: (String) -> Bool
  ) throws {
    let isSeen = terminal.wait(seconds: 60, condition)
    try #require(isSeen, "the screen was\n\(terminal.text)", sourceLocation: sourceLocation)
  }

  func press(_ keys: String...) throws { for key in keys { try terminal.press(key) } }

  /// Empties the field of a question, types an answer and gives it.
  func answer(_ text: String) throws {
    try press("C-u")
    try terminal.type(text)
    try press("Enter")
  }

  /// A press and a release of the left button; row and column from 0.
  func click(row: Int, column: Int) throws {
    let place = "\(column + 1);\(row + 1)"
    try terminal.type("\u{1B}[<0;\(place)M\u{1B}[<0;\(place)m")
  }

  /// A drag with the left button, or with the right one.
  func drag(row: Int, from start: Int, to end: Int, isRight: Bool = false) throws {
    let button = isRight ? 2 : 0
    func report(_ code: Int, _ column: Int, _ end: Character = "M") -> String {
      "\u{1B}[<\(code);\(column + 1);\(row + 1)\(end)"
    }
    let moves = (start + 1...end).map { report(button + 32, $0) }.joined()
    try terminal.type(report(button, start) + moves + report(button, end, "m"))
  }

  func turnWheelDown(row: Int, column: Int) throws {
    try terminal.type("\u{1B}[<65;\(column + 1);\(row + 1)M")
  }

  /// Leaves and waits until the shell has its terminal back.
  func leave() throws {
    try press("q")
    try see("left with 0")
    #expect(try terminal.modes().contains("alternate=0 cursor=1 mouse=0 button=0 sgr=0"))
    try terminal.run("clear")
    try require { !$0.contains("left with") }
  }

  /// The colours of the scene, cell by cell; two each.
  var scene: [[UInt32?]] {
    let cells = StyledCell.parse(terminal.styledText)
    guard cells.count >= 13 * width else { return [] }
    let rows = (2..<12).flatMap { row in cells[row * width + 34..<row * width + 58] }
    return rows.filter { $0.character == "▀" }.map { [$0.foreground, $0.background] }
  }

  /// The scene as it is drawn, without heatmap.
  func settledScene() throws -> [[UInt32?]] {
    try press("1")
    try see("scene 0: no edit")
    try requireScene { $0.count > 200 }
    return scene
  }

  /// Waits until the scene fulfils a condition.
  func requireScene(
    _ sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: ([[UInt32?]]) -> Bool
  ) throws {
    try require(sourceLocation) { _ in condition(scene) }
  }
}
