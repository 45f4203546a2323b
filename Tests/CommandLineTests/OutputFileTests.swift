import Foundation
import Testing

/// What is written where, and what is left alone.
@Suite struct OutputFileTests {
  private let program: Program

  init() throws { program = try Program() }

  private var names: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        .filter { !$0.hasPrefix(".") }
    }
  }

  private static let misnamed: [([String], String?, String)] = [
    (["generate", "--output"], "out.jpg", ".png"), (["generate", "--output"], "-", "'./-'"),
    (["generate", "--output"], "", "empty"), (["generate", "--output="], nil, "empty"),
    (["generate", "--npy"], "", "empty"), (["segment", "--output"], "areas.png", "a folder"),
    (["segment", "--output"], "-", "'./-'"), (["walk", "--output"], "way.gif", ".png"),
    (["walk", "--output"], "-", "FILE.png"), (["report"], "page.webp", ".png"),
    (["report"], "-", "'./-'"), (["paper", "--output"], "figures.pdf", ".png"),
    (["curve", "--layer", "layer4", "--concept", "tree", "--png"], "c.svg", ".png"),
    (["curve", "--layer", "layer4", "--concept", "tree", "--svg"], "c.png", ".svg"),
    (["directions", "find", "--output"], "-", "'./-'"),
  ]

  @Test(arguments: misnamed)
  func `a name that says something else than what is written is refused`(
    command: [String],
    name: String?,
    says: String
  ) throws {
    defer { program.remove() }
    let outcome = try program.run(command + (name.map { [$0] } ?? []))
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains(says), "\(outcome.errors)")
    #expect(try names.isEmpty)
  }

  @Test func `a folder that is not there is told before anything is done, and not made`() throws {
    defer { program.remove() }
    for words in [["--output", "new/folder/a.png"], ["--npy=new/a.npy"]] {
      let outcome = try program.run(["generate"] + words)
      #expect(
        outcome.exitCode == 64 && outcome.errors.contains("no folder new"),
        "\(outcome.errors)"
      )
    }
    #expect(try names.isEmpty)
  }

  @Test func `a file that nobody named is not replaced, a named one is`() throws {
    defer { program.remove() }
    let edit = ["edit", "--layer", "layer4", "--units"]
    #expect(try program.run(edit + ["3"]).exitCode == 0)
    let first = try String(contentsOfFile: program.file("EDIT.json"), encoding: .utf8)
    let again = try program.run(edit + ["5"])
    #expect(again.exitCode == 64)
    #expect(again.errors.contains("--output EDIT.json"))
    #expect(try String(contentsOfFile: program.file("EDIT.json"), encoding: .utf8) == first)
    #expect(try program.run(edit + ["5", "--output", "EDIT.json"]).exitCode == 0)
    #expect(try String(contentsOfFile: program.file("EDIT.json"), encoding: .utf8) != first)
  }

  @Test func `several scenes on one picture carry their recipe too`() throws {
    defer { program.remove() }
    #expect(
      try program.run("generate", "--samples", "5,1", "--output", "two.png").exitCode == 0
    )
    let inspected = try program.run("inspect", "two.png")
    #expect(inspected.output.contains("scene 5 of seed 1"), "\(inspected.output)")
  }

  @Test func `arrays and directions are told for what they are`() throws {
    defer { program.remove() }
    #expect(try program.run("generate", "--samples", "0-2", "--npy", "a.npy").exitCode == 0)
    let array = try program.run("inspect", "a.npy")
    #expect(array.exitCode == 0 && array.output.contains("float32 3x3x64x64"), "\(array.errors)")
    let find = try program.run(
      ["directions", "find", "--by", "factorization", "--count", "3", "--output", "d.npz"]
    )
    #expect(find.exitCode == 0)
    let directions = try program.run("inspect", "d.npz")
    #expect(directions.exitCode == 0, "\(directions.errors)")
    #expect(directions.output.contains("directions  3, ") && directions.output.contains(" z, "))
    try Data("no archive".utf8).write(to: URL(fileURLWithPath: program.file("e.npz")))
    #expect(try program.run("inspect", "e.npz").exitCode == 65)
  }
}
