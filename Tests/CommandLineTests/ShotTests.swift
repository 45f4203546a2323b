import Foundation
import Testing

/// The screen as a file, without a terminal.
@Suite struct ShotTests {
  @Test func `keys are played and the screen is written in the form that its name asks for`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let keys = ["shot", "a.txt", "--size", "80x24", "--keys", ":scene Space 12 Enter 1"]
    #expect(try program.run(keys[0], keys[1], keys[2], keys[3], keys[4], keys[5]).exitCode == 0)
    let text = try String(contentsOfFile: program.file("a.txt"), encoding: .utf8)
    #expect(text.contains("scene 12") && text.contains("demo world"))
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count >= 24)
    #expect(try program.run("shot", "a.svg", "--size", "80x24").exitCode == 0)
    let svg = try String(contentsOfFile: program.file("a.svg"), encoding: .utf8)
    #expect(svg.hasPrefix("<svg") && svg.contains("</svg>"))
  }

  @Test(arguments: ["10x10", "80", "axb", "80x24x3"])
  func `a size that is none is refused`(size: String) throws {
    let program = try Program()
    defer { program.remove() }
    #expect(try program.run("shot", "a.txt", "--size", size).exitCode == 64)
  }
}
