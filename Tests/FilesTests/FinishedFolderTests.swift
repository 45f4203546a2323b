import Faults
import Files
import Foundation
import Testing

@Suite struct FinishedFolderTests {
  private let home: String

  init() throws {
    home = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
  }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []).sorted()
  }

  private func write(_ text: String) throws(Fault) {
    try FinishedFolder.write(to: "\(home)/out/", attempt: "write") { folder throws(Fault) in
      try FinishedFile.write(Array(text.utf8), to: "\(folder)/deep/\(text)")
    }
  }

  @Test func `a folder appears whole and replaces an older one`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    try write("one")
    try write("two")
    #expect(names == ["out"])
    let deep = try FileManager.default.contentsOfDirectory(atPath: "\(home)/out/deep")
    #expect(deep == ["two"])
  }

  @Test func `a failure leaves the old folder and no draft`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    try write("one")
    let fault = #expect(throws: Fault.self) {
      try FinishedFolder.write(to: "\(home)/out", attempt: "write it") { folder throws(Fault) in
        try FinishedFile.write([1], to: "\(folder)/a")
        throw Fault(.inputOutput, "write a file", on: folder, found: "No space left on device")
      }
    }
    #expect(fault?.subject == "\(home)/out" && fault?.attempt == "write it")
    #expect(fault?.exitCode == 74)
    #expect(names == ["out"])
    #expect(FileManager.default.fileExists(atPath: "\(home)/out/deep/one"))
  }

  @Test func `what is there is refused unless it may be replaced`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    try FinishedFolder.check("\(home)/free", attempt: "write", isReplaceable: nil)
    try FinishedFolder.check(home, attempt: "write", isReplaceable: { _ in true })
    let refused = #expect(throws: Fault.self) {
      try FinishedFolder.check("\(home)/", attempt: "write", isReplaceable: nil)
    }
    #expect(refused?.exitCode == 64 && refused?.advice?.contains("--replace") == true)
    #expect(throws: Fault.self) {
      try FinishedFolder.check(home, attempt: "write", isReplaceable: { _ in false })
    }
    try Data().write(to: URL(fileURLWithPath: "\(home)/file"))
    #expect(throws: Fault.self) {
      try FinishedFolder.check("\(home)/file", attempt: "write", isReplaceable: { _ in true })
    }
  }
}
