import Foundation
import TestSupport
import Testing

@Suite struct InspectTests {
  struct Case: Decodable {
    let file: String
    let expect: String
  }

  @Test func `a folder of files is listed, each with what it is`() throws {
    let program = try Program()
    defer { program.remove() }
    let folder = program.file("files")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [
      ("notes.txt", "hello"), ("edit.json", "[]"), ("cut.pth", "PK\u{3}\u{4}"), ("empty.pth", ""),
      ("e\u{1B}vil", "\u{1}"),
    ] {
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    let outcome = try program.run("inspect", folder)
    #expect(outcome.exitCode == 0)
    let words = outcome.output.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(words.contains("notes.txt a text file") && words.contains("edit.json JSON"))
    #expect(words.contains("empty.pth an empty file"))
    #expect(words.contains { $0.hasPrefix("cut.pth not readable: ") })
    #expect(words.contains(#"e\u{1B}vil no format that is known"#))
    #expect(try program.run("inspect", program.file("nothing")).exitCode == 66)
  }

  @Test(arguments: ["hello\n", "layer4 1 2 3", "3", "", "\u{1}\u{2}"])
  func `what is no edit is refused as what it is`(text: String) throws {
    let program = try Program()
    defer { program.remove() }
    try Data(text.utf8).write(to: URL(filePath: program.file("notes")))
    let outcome = try program.run("generate", "--npy", "o.npy", "--edit", "notes", "--samples", "0")
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("expected an EDIT.json or a picture that ganscope exported"))
    let found =
      text.isEmpty ? "an empty file" : text < " " ? "a file of no format" : "a text file"
    #expect(outcome.errors.contains("found \(found)"))
  }

  @Test(.enabled(if: References.run(with: "malformed")))
  func `every malformed file is treated as its manifest says`() throws {
    let program = try Program()
    defer { program.remove() }
    let manifest = try Data(contentsOf: URL(filePath: References.path("malformed/manifest.json")))
    for entry in try JSONDecoder().decode([Case].self, from: manifest) {
      let outcome = try program.run("inspect", References.path("malformed/\(entry.file)"))
      #expect([0, 65].contains(outcome.exitCode), "\(entry.file)")
      if entry.expect == "accept" { #expect(outcome.exitCode == 0, "\(entry.file)") }
      if entry.expect == "reject" { #expect(outcome.exitCode == 65, "\(entry.file)") }
      let shown = outcome.output + outcome.errors
      #expect(!shown.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }, "\(entry.file)")
    }
  }
}
