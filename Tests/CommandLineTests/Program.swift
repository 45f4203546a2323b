import Foundation
import Testing

/// The built program, run as a person runs it.
struct Program {
  struct Outcome {
    let exitCode: Int32
    let output: String
    let errors: String
  }

  /// Where the build put the executable: beside the test bundle.
  static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("ganscope").path

  /// A folder of its own, with a store and a home that no other test touches.
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganscope test \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func file(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Runs the program with standard input closed and waits for it.
  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs the program with standard input closed, its output to a device such as /dev/full if
  /// one is given, and waits for it.
  func run(_ arguments: [String], writingTo device: String? = nil) throws -> Outcome {
    try run(executable: Self.path, arguments, writingTo: device)
  }

  /// Runs a script in which `$0` is the program.
  func shell(_ script: String) throws -> Outcome {
    try run(executable: "/bin/sh", ["-c", script, Self.path], writingTo: nil)
  }

  private func run(
    executable: String,
    _ arguments: [String],
    writingTo device: String?
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (file(".out"), file(".err"))
    process.standardOutput =
      try device.map { try #require(FileHandle(forWritingAtPath: $0)) }
      ?? sink(output)
    process.standardError = try sink(errors)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus,
      output: device == nil ? try String(contentsOfFile: output, encoding: .utf8) : "",
      errors: try String(contentsOfFile: errors, encoding: .utf8)
    )
  }

  private func sink(_ path: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}
