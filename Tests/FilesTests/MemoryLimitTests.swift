import Foundation
import Testing

@testable import Files

@Suite struct MemoryLimitTests {
  private let root: String

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  }

  private func put(_ text: String, _ path: String) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: file)
  }

  @Test func `the narrowest group around the process counts, in both forms`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    try put("max\n", "a/b/memory.max")
    try put("1000000\n", "a/memory.max")
    try put("5000\n", "other/memory.max")
    try put("9223372036854771712\n", "memory/job/memory.limit_in_bytes")
    try put("700000\n", "memory/memory.limit_in_bytes")
    func limit(_ groups: String) -> Int { MemoryLimit.controlGroup(in: root, of: groups) }
    #expect(limit("0::/a/b\n") == 1_000_000)
    #expect(limit("3:cpu,cpuacct:/a\n4:memory:/job\n0::/\n") == 700_000)
    #expect(limit("0::/a\n4:memory:/job\n") == 700_000)
    for strange in ["", "0::/none\n", "nonsense", "4:memory", "0::/../../..\n"] {
      #expect(limit(strange) == .max)
    }
  }

  @Test func `there is a limit, and it is not absurd`() {
    #expect(MemoryLimit.bytes > 64 << 20 && MemoryLimit.bytes < 1 << 50)
  }
}
