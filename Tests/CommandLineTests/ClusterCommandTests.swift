import Foundation
import Testing

/// Shards as jobs, where a shell loop stands for the scheduler.
@Suite struct ClusterCommandTests {
  private let program: Program

  init() throws { program = try Program() }

  @Test func `a measurement in shards by a shell loop is the undivided one`() throws {
    defer { program.remove() }
    let edit = try program.run("edit", "--layer", "layer6", "--units", "1,2", "--output", "e.json")
    #expect(edit.exitCode == 0)
    let measure = ["measure", "--edit", "e.json", "--sample-size", "24"]
    #expect(try program.run(measure + ["--store", "whole"]).exitCode == 0)
    let start = [
      "cluster", "start", "run", "--scheduler", "shell", "--shards", "3", "--threads", "1",
      "--minutes", "5",
    ]
    let plan = try program.run(start + ["--dry-run", "--"] + measure)
    #expect(plan.exitCode == 0 && plan.output.contains("--shard \"$shard/3\""), "\(plan)")
    #expect(!FileManager.default.fileExists(atPath: program.file("run")))

    let started = try program.run(start + ["--"] + measure)
    #expect(started.exitCode == 0, "\(started)")
    let followed = try program.run("cluster", "status", "run", "--follow")
    #expect(followed.exitCode == 0 && followed.output.contains("all is merged"), "\(followed)")
    #expect(try program.run("cluster", "collect", "run", "--store", "mine").exitCode == 0)
    // What both hold whole is compared, bit for bit.
    let compared = try program.run("store", "merge", "mine", "whole")
    #expect(compared.exitCode == 0, "\(compared)")
    #expect(try program.run(measure + ["--store", "mine"]).exitCode == 0)

    #expect(try program.run(start + ["--"] + measure).exitCode == 64)
    #expect(try program.run("cluster", "start", "other", "--", "generate").exitCode == 64)
    #expect(try program.run("cluster", "status", "nowhere").exitCode == 66)
  }

  @Test func `a part has no figures, and a merge names what it lacks`() throws {
    defer { program.remove() }
    let sweep = ["sweep", "--layer", "layer8", "--sample-size", "4"]
    let part = try program.run(sweep + ["--units", "0-1", "--store", "a"])
    #expect(part.exitCode == 0 && part.output.contains("units 0 to 1 done"))
    #expect(try program.run(sweep + ["--units", "0-1", "--json", "-"]).exitCode == 64)
    let merge = try program.run("store", "merge", "all", "a")
    #expect(merge.exitCode == 66 && merge.errors.contains("none of units 2-"), "\(merge)")
    #expect(try program.run("store", "merge", "all", "a", "--partial").exitCode == 0)
    let list = try program.run("store", "list", "--store", "all")
    #expect(list.output.contains("part, 100 %") && list.output.contains("units 0-1"))
    let early = try program.run(
      "dissect",
      "--layers",
      "layer8",
      "--sample-size",
      "16",
      "--phase",
      "counts",
      "--shard",
      "1/2"
    )
    #expect(early.exitCode == 66 && early.errors.contains("phase 'levels'"), "\(early)")
  }
}
