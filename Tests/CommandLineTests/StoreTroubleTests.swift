import Foundation
import GRDB
import Glibc
import Testing

/// What happens to results when the store cannot take them.
@Suite struct StoreTroubleTests {
  private let program: Program

  init() throws { program = try Program() }

  private static let dissect = ["dissect", "--sample-size", "6", "--layers"]

  @Test func `a disk that fills up during the work ends with 74 and says what is lost`() throws {
    defer { program.remove() }
    // A limit of the file size, in blocks of 512 or 1024 bytes, stands for the full disk.
    let outcome = try program.shell(
      "ulimit -f 160; exec \"$0\" dissect --layers layer4 --sample-size 24 --store s"
    )
    #expect(outcome.exitCode == 74)
    #expect(outcome.output.contains("layer4"))
    #expect(outcome.errors.contains("cannot keep "))
    let list = try program.run("store", "list", "--store", "s")
    #expect(list.exitCode == 0)
  }

  @Test func `commands that write at once all keep their results`() throws {
    defer { program.remove() }
    let layers = ["layer3", "layer4", "layer5", "layer6", "layer7"]
    let commands = layers.map {
      "{ \"$0\" \(Self.dissect.joined(separator: " ")) \($0) > /dev/null || echo lost >&2; }"
    }
    // As a pipeline: a shell that is started with SIGCHLD blocked never comes back from 'wait'.
    let outcome = try program.shell(commands.joined(separator: " | "))
    #expect(outcome.errors.isEmpty)
    for layer in layers {
      #expect(try program.run("units", "--layer", layer).exitCode == 0)
    }
  }

  @Test(arguments: [
    ["dissect", "--layers", "layer4"], ["store", "list"], ["store", "remove", "--all"],
  ])
  func `a pipe is no store, and nobody waits for it`(arguments: [String]) throws {
    defer { program.remove() }
    #expect(mkfifo(program.file("pipe"), 0o600) == 0)
    let sample = arguments[0] == "dissect" ? ["--sample-size", "2"] : []
    let outcome = try program.run(arguments + sample + ["--store", "pipe"])
    #expect(outcome.exitCode == (arguments[0] == "dissect" ? 74 : 65))
    #expect(outcome.errors.contains("expected a regular file, found a pipe"))
  }

  @Test func `damaged numbers are told where they are looked for, and measured again`() throws {
    defer { program.remove() }
    #expect(try program.run(Self.dissect + ["layer4", "--store", "s"]).exitCode == 0)
    let database = try DatabaseQueue(path: program.file("s"))
    try database.write {
      try $0.execute(
        sql: "UPDATE part SET bytes = zeroblob(length(bytes)) WHERE name = 'quantiles'"
      )
      #expect($0.changesCount > 0)
    }
    try database.close()
    let list = try program.run("store", "list", "--store", "s")
    #expect(list.output.contains("damaged"))
    let units = try program.run("units", "--layer", "layer4", "--store", "s")
    #expect(units.exitCode == 65)
    #expect(units.errors.contains("damaged numbers"))
    let again = try program.run(Self.dissect + ["layer4", "--store", "s"])
    #expect(again.exitCode == 0)
    #expect(again.errors.contains("damaged numbers"))
    #expect(try program.run("units", "--layer", "layer4", "--store", "s").exitCode == 0)
  }

  @Test func `a schema of another program is refused`() throws {
    defer { program.remove() }
    #expect(try program.run(Self.dissect + ["layer4", "--store", "s"]).exitCode == 0)
    let path = program.file("s")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let column = try #require(bytes.range(of: Data("done INTEGER".utf8)))
    bytes[column.lowerBound + 2] = UInt8(ascii: "o")
    try bytes.write(to: URL(fileURLWithPath: path))
    for arguments in [["store", "list"], ["units"], ["doctor"]] {
      let outcome = try program.run(arguments + ["--store", "s"])
      #expect(outcome.exitCode == (arguments == ["doctor"] ? 0 : 65), "\(outcome.errors)")
      #expect((outcome.output + outcome.errors).contains("a store of ganscope"))
    }
  }
}
