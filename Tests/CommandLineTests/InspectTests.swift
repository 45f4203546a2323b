import Foundation
import TestSupport
import Testing

@Suite struct InspectTests {
  struct Case: Decodable {
    let file: String
    let expect: String
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
