import Faults
import Files
import Foundation
import Glibc
import Synchronization
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

  private final class Watch: Sendable {
    let isOver = Atomic(false)
    let missing = Atomic(0)
  }

  @Test func `a folder appears whole and replaces an older one`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    try write("one")
    try write("two")
    #expect(names == ["out"])
    let deep = try FileManager.default.contentsOfDirectory(atPath: "\(home)/out/deep")
    #expect(deep == ["two"])
  }

  @Test func `who looks while a folder is replaced always finds one`() throws {
    defer { try? FileManager.default.removeItem(atPath: home) }
    try write("one")
    let path = "\(home)/out/deep"
    let watch = Watch()
    let watching = DispatchGroup()
    DispatchQueue.global().async(group: watching) {
      while !watch.isOver.load(ordering: .relaxed) {
        if access(path, F_OK) != 0 { watch.missing.add(1, ordering: .relaxed) }
      }
    }
    do {
      defer {
        watch.isOver.store(true, ordering: .relaxed)
        watching.wait()
      }
      for turn in 0..<300 { try write("turn \(turn)") }
    }
    #expect(watch.missing.load(ordering: .relaxed) == 0)
    #expect(names == ["out"])
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
