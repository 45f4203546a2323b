import Foundation
import Testing

/// When a store is made, and when it is emptied.
@Suite struct StoreFileTests {
  private let program: Program

  init() throws { program = try Program() }

  @Test(arguments: [
    ["units"], ["store", "list"], ["store", "remove", "--all", "--yes"], ["artifacts"],
    ["report", "pages"], ["edit", "--layer", "layer4", "--concept", "tree"],
    ["compare", "this@layer4", "this@layer6"],
  ])
  func `a store that is only looked into is not made`(arguments: [String]) throws {
    defer { program.remove() }
    let outcome = try program.run(arguments + ["--store", "none/s.sqlite"])
    #expect(outcome.exitCode == 66)
    #expect(outcome.errors.contains("no such file"), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: program.file("none")))
    #expect(!FileManager.default.fileExists(atPath: program.file("pages")))
  }

  @Test(arguments: [
    ["units", "--layer", "layer4"], ["store", "list"], ["doctor"], ["artifacts"],
    ["generate", "--output", "a.png"], ["generate", "--output", "a.png", "--store", "s"],
  ])
  func `where nothing was kept yet nothing is made`(arguments: [String]) throws {
    defer { program.remove() }
    let outcome = try program.run(arguments)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: program.file(".local/share/ganscope")))
    #expect(!FileManager.default.fileExists(atPath: program.file("s")))
  }

  @Test func `all results are removed only where that was meant`() throws {
    defer { program.remove() }
    let layer = ["--layers", "layer4", "--sample-size", "3"]
    #expect(try program.run(["dissect"] + layer).exitCode == 0)
    let list = { try program.run("store", "list").output }
    let before = try list()
    #expect(before.contains("iqr and maxiou"))
    let unasked = try program.run("store", "remove", "--all")
    #expect(unasked.exitCode == 64)
    #expect(unasked.errors.contains("--yes") && unasked.errors.contains("3 results"))
    #expect(try list() == before)
    #expect(try program.run("store", "remove", "--all", "--yes").output == "removed 3 results\n")
    #expect(try list().contains("no results yet"))
  }
}
