import Foundation
import Terminal
import Testing

/// Screens that were looked at once and must stay as they are.
///
/// A screen that is not there yet is written and the test fails, so that somebody looks at it.
enum ScreenStore {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Screens")

  /// Compares a screen's text, and its colours where they were kept, with the stored ones.
  static func expect(
    _ grid: CellGrid,
    named name: String,
    withColors: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try compare(grid.plainText, with: "\(name).screen", sourceLocation)
    if withColors { try compare(grid.colorPlane, with: "\(name).colors", sourceLocation) }
  }

  private static func compare(
    _ text: String,
    with name: String,
    _ sourceLocation: SourceLocation
  ) throws {
    let file = folder.appending(path: name)
    guard let stored = try? String(contentsOf: file, encoding: .utf8) else {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
      Issue.record(
        "\(name) was recorded: look at it and run again",
        sourceLocation: sourceLocation
      )
      return
    }
    let (expected, found) = (lines(stored), lines(text + "\n"))
    guard expected != found else { return }
    let rows = zip(expected, found).enumerated().filter { $0.element.0 != $0.element.1 }
    let differences = rows.prefix(6).map {
      "row \($0.offset)\n  stored \($0.element.0)\n  found  \($0.element.1)"
    }
    Issue.record(
      "\(name) differs in \(rows.count) rows; delete it to record it anew\n\(differences.joined(separator: "\n"))",
      sourceLocation: sourceLocation
    )
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }
}
