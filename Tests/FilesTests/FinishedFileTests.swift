import Faults
import Files
import Foundation
import Glibc
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

  @Test func `pieces make one file, and none where one of them fails`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/file.bin"
    try FinishedFile.write(to: path) { (append) throws(Fault) in
      try append([1, 2])
      try append([])
      try append([3])
    }
    #expect(throws: Fault.self) {
      try FinishedFile.write(to: path) { (append) throws(Fault) in
        try append([9])
        throw Fault(.interrupted, "make the pieces", found: "an end")
      }
    }
    #expect(try RegularFile.read(path, to: "read it") == [1, 2, 3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file.bin"])
  }

  @Test func `a pipe is written to if somebody reads it, and refused if not`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FinishedFile.makeFolder(folder, attempt: "make it")
    let path = folder + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let fault = #expect(throws: Fault.self) { try FinishedFile.write([1], to: path) }
    #expect(fault.map { "\($0)".contains("a pipe without a reader") } == true)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try FinishedFile.write([5, 6], to: path)
    var bytes: [UInt8] = [0, 0]
    #expect(read(reader, &bytes, 2) == 2)
    #expect(bytes == [5, 6])
  }

  @Test func `what the disk has no room for is not begun`() throws {
    let (path, attempt) = (folder + "/not/there", "write it")
    let fault = #expect(throws: Fault.self) {
      try FinishedFile.checkRoom(for: .max / 2, at: path, attempt: attempt)
    }
    #expect(fault.map { "\($0)".contains("4.6 EB of free space") } == true)
    try FinishedFile.checkRoom(for: 1, at: path, attempt: attempt)
    try FinishedFile.checkRoom(for: .max / 2, at: "/dev/null", attempt: attempt)
  }

  @Test(arguments: [
    (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 kB"), (49_152_000_000, "49.2 GB"),
    (999_960, "1 MB"), (Int.max, "9.2 EB"),
  ])
  func `sizes are told as people read them`(count: Int, text: String) {
    #expect(byteText(count) == text)
  }
}
