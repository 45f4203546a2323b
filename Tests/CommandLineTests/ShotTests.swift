import Foundation
import Images
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

  @Test(arguments: [
    ("a Entr", "'Entr', which is no key. Did you mean 'Enter'"), ("Ctrl-1", "'Ctrl-1'"),
    ("F99", "'F99'"), ("Dwn Down", "Did you mean 'Down'?"),
  ])
  func `what is written like a key and is none is refused`(keys: String, answer: String) throws {
    let program = try Program()
    defer { program.remove() }
    let result = try program.run("shot", "a.txt", "--keys", keys)
    #expect(result.exitCode == 64)
    #expect(result.errors.contains(answer), "\(result.errors)")
  }

  @Test func `a strip has a picture of every step`() throws {
    let program = try Program()
    defer { program.remove() }
    #expect(
      try program.run("shot", "one.png", "--size", "80x24", "--keys", "a").exitCode == 0
    )
    #expect(
      try program.run("shot", "strip.png", "--size", "80x24", "--strip", "--keys", "a n").exitCode
        == 0
    )
    let one = try PNG.read(path: program.file("one.png")).image
    let strip = try PNG.read(path: program.file("strip.png")).image
    #expect(strip.width > 2 * one.width && strip.height > 2 * one.height)
    #expect(try program.run("shot", "strip.txt", "--strip").exitCode == 64)
  }

  @Test(arguments: [
    (["--layer", "nolayer"], 64, "no layer nolayer"), (["--scene", "99999999"], 64, "1000000"),
    (["--generator", "text.pth"], 65, "a text file"),
  ])
  func `what cannot be begun with is refused, and no picture is written`(
    options: [String],
    exitCode: Int32,
    says: String
  ) throws {
    let program = try Program()
    defer { program.remove() }
    try "no checkpoint".write(toFile: program.file("text.pth"), atomically: true, encoding: .utf8)
    let result = try program.run(["shot", "a.txt"] + options)
    #expect(result.exitCode == exitCode)
    #expect(result.errors.contains(says), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: program.file("a.txt")))
  }

  @Test(arguments: ["10x10", "80", "axb", "80x24x3"])
  func `a size that is none is refused`(size: String) throws {
    let program = try Program()
    defer { program.remove() }
    #expect(try program.run("shot", "a.txt", "--size", size).exitCode == 64)
  }
}
