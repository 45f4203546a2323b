import Faults
import Files
import Foundation
import Testing

@Suite struct FinishedFileTests {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  @Test func `folders are made and old contents replaced whole`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/a/b/file.bin"
    try FinishedFile.write([1, 2, 3], to: path)
    try FinishedFile.write([4], to: path)
    #expect(try RegularFile.read(path, to: "read it") == [4])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b") == ["file.bin"])
  }

  @Test func `a link stays a link to the new contents`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FinishedFile.write([1], to: folder + "/target")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link",
      withDestinationPath: folder + "/target"
    )
    try FinishedFile.write([2], to: folder + "/link")
    #expect(try RegularFile.read(folder + "/target", to: "read it") == [2])
    let link = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link")
    #expect(link == folder + "/target")
  }

  @Test func `a full device is a fault`() {
    let fault = #expect(throws: Fault.self) { try FinishedFile.write([1], to: "/dev/full") }
    #expect(fault?.kind == .inputOutput)
  }

  @Test func `a directory is not overwritten`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FinishedFile.makeFolder(folder, attempt: "make it")
    #expect(throws: Fault.self) { try FinishedFile.write([1], to: folder) }
  }

  @Test func `a file in the place of a folder is a fault`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FinishedFile.write([1], to: folder + "/x")
    #expect(throws: Fault.self) { try FinishedFile.write([1], to: folder + "/x/y") }
  }
}
