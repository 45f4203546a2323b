import Foundation
import Testing

@Suite struct InspectTests {
  struct Case: Decodable {
    let file: String
    let expect: String
  }

  @Test func `every malformed file is treated as its manifest says`() throws {
    guard let shared = Program.shared else { return }
    let program = try Program()
    defer { program.remove() }
    let manifest = try Data(contentsOf: URL(fileURLWithPath: shared + "/malformed/manifest.json"))
    for entry in try JSONDecoder().decode([Case].self, from: manifest) {
      let outcome = try program.run("inspect", "\(shared)/malformed/\(entry.file)")
      #expect([0, 65].contains(outcome.exitCode), "\(entry.file)")
      if entry.expect == "accept" { #expect(outcome.exitCode == 0, "\(entry.file)") }
      if entry.expect == "reject" { #expect(outcome.exitCode == 65, "\(entry.file)") }
      let shown = outcome.output + outcome.errors
      #expect(!shown.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }, "\(entry.file)")
    }
  }
}
