import Foundation
import Testing

@Suite struct FileTests {
  @Test(arguments: [
    ["--version"], ["units", "--help"], ["doctor"], ["store", "list"], ["inspect", "e"],
  ])
  func `an output that cannot be written is 74`(arguments: [String]) throws {
    let program = try Program()
    defer { program.remove() }
    try Data("[]".utf8).write(to: URL(fileURLWithPath: program.file("e.json")))
    let outcome = try program.run(
      arguments.map { $0 == "e" ? "e.json" : $0 },
      writingTo: "/dev/full"
    )
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("No space left on device"))
  }

  @Test func `an edit is read from a picture, and a picture by its contents`() throws {
    let program = try Program()
    defer { program.remove() }
    let edit = ["edit", "--layer", "layer4", "--units", "3,7", "--output"]
    #expect(try program.run(edit + ["strange.png"]).exitCode == 0)
    #expect(
      try program.run("generate", "--edit", "strange.png", "--output", "a.png").exitCode == 0
    )
    #expect(try program.run("generate", "--edit", "a.png", "--output", "b.png").exitCode == 0)
    let pictures = try ["a.png", "b.png"].map {
      try Data(contentsOf: URL(fileURLWithPath: program.file($0)))
    }
    #expect(pictures[0] == pictures[1])
  }

  @Test(arguments: [
    (["measure", "--edit", "x"], "EDIT.json"), (["segment", "--image", "x"], "not a PNG image"),
    (["explore", "x"], "EDIT.json"),
  ])
  func `a checkpoint in the wrong place is told for what it is`(
    arguments: [String],
    says: String
  ) throws {
    let program = try Program()
    defer { program.remove() }
    try Data("PK\u{3}\u{4}0123".utf8).write(to: URL(fileURLWithPath: program.file("x")))
    let outcome = try program.run(arguments)
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("a checkpoint or an archive"))
    #expect(outcome.errors.contains(says))
    #expect(outcome.errors.contains("--generator FILE"))
  }

  @Test func `which concept of a shared name is meant is told`() throws {
    let program = try Program()
    defer { program.remove() }
    let run = ["edit", "--layer", "layer4", "--best", "500", "--output", "-", "--concept"]
    #expect(
      try program.run("dissect", "--layers", "layer4", "--sample-size", "3").exitCode == 0
    )
    let vague = try program.run(run + ["water"])
    #expect(vague.exitCode == 0)
    #expect(vague.errors.contains("'water' is the object here"))
    #expect(vague.errors.contains("'material:water'"))
    let clear = try program.run(run + ["object:water"])
    #expect(clear.output == vague.output)
    #expect(clear.errors.isEmpty)
  }

  @Test func `doctor goes on where the configuration is damaged`() throws {
    let program = try Program()
    defer { program.remove() }
    let folder = URL(fileURLWithPath: program.file(".config/ganscope"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("color = = 3".utf8).write(to: folder.appendingPathComponent("config.toml"))
    let outcome = try program.run("doctor", "--store", "nothing.db")
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("config.toml:1:9"))
    #expect(outcome.output.contains("generator  demo country"))
  }
}
