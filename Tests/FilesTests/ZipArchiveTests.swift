import Files
import SampleFiles
import Testing

@Suite struct ZipArchiveTests {
  private static let first = ZipWriter.Entry("a/first.txt", Array("hello".utf8))
  private static let second = ZipWriter.Entry("a/second.bin", [UInt8](repeating: 7, count: 3000))

  private func open(_ bytes: [UInt8], inflated: Int = 1 << 20) throws(Refusal) -> ZipArchive {
    let archive = try ZipArchive(bytes, limits: .init(inflatedBytes: inflated))
    for entry in archive.entries { _ = try archive.contents(of: entry) }
    return archive
  }

  private func reason(_ bytes: [UInt8], inflated: Int = 1 << 20) -> String {
    do throws(Refusal) {
      let archive = try open(bytes, inflated: inflated)
      return "accepted \(archive.entries.map(\.name))"
    } catch {
      return [error.place, error.reason].compactMap(\.self).joined(separator: ": ")
    }
  }

  @Test func `stored, deflated and described entries give their contents`() throws {
    var deflated = Self.second
    deflated.isDeflated = true
    var described = ZipWriter.Entry("b", [1, 2, 3])
    described.hasDescriptor = true
    for hasZip64End in [false, true] {
      var writer = ZipWriter([Self.first, deflated, described])
      writer.hasZip64End = hasZip64End
      let archive = try open(writer.bytes())
      #expect(archive.entries.map(\.name) == ["a/first.txt", "a/second.bin", "b"])
      for (entry, written) in zip(archive.entries, writer.entries) {
        #expect(try archive.contents(of: entry).elementsEqual(written.contents))
      }
    }
    #expect(try open(ZipWriter([]).bytes()).entries.isEmpty)
  }

  @Test func `bytes outside the one archive are refused`() {
    let bytes = ZipWriter([Self.first]).bytes()
    #expect(reason([0] + bytes).contains("end where the end record begins"))
    #expect(reason(bytes + [0]).contains("end with its end record"))
    #expect(reason(bytes + bytes).contains("end where the end record begins"))
    #expect(reason(Array(bytes.dropLast())).contains("end with its end record"))
    var writer = ZipWriter([Self.first])
    writer.gap = [1, 2, 3]
    #expect(reason(writer.bytes()).contains("belong to no entry"))
    writer = ZipWriter([Self.first])
    writer.comment = [65]
    #expect(reason(writer.bytes()).contains("comment"))
  }

  @Test func `every proper prefix is refused`() {
    var deflated = Self.second
    deflated.isDeflated = true
    let bytes = ZipWriter([Self.first, deflated]).bytes()
    for count in bytes.indices {
      #expect(!reason(Array(bytes.prefix(count))).hasPrefix("accepted"), "\(count) bytes")
    }
  }

  @Test func `a count that lies is refused`() {
    for count in [0, 1, 3, 60_000] {
      var writer = ZipWriter([Self.first, Self.second])
      writer.statedCount = count
      #expect(!reason(writer.bytes()).hasPrefix("accepted"), "\(count) entries stated")
    }
  }

  @Test func `names that two readers could take for different files are refused`() {
    var other = Self.first
    other.localName = Array("a/FIRST.txt".utf8)
    #expect(reason(ZipWriter([other]).bytes()).contains("another name"))
    #expect(reason(ZipWriter([Self.first, Self.first]).bytes()).contains("two entries"))
    var upper = Self.first
    upper.name = Array("A/First.TXT".utf8)
    #expect(reason(ZipWriter([Self.first, upper]).bytes()).contains("two entries"))
    for name in ["", "/etc/x", "../x", "a/../b", "a\\b", "a\u{0}b", "a\u{1B}[2J"] {
      #expect(reason(ZipWriter([.init(name, [])]).bytes()).contains("plain relative path"))
    }
    var invalid = Self.first
    invalid.name = [0x61, 0xFF]
    #expect(reason(ZipWriter([invalid]).bytes()).contains("UTF-8"))
    let long = String(repeating: "n", count: 1025)
    #expect(reason(ZipWriter([.init(long, [])]).bytes()).contains("1025 bytes"))
  }

  @Test func `sizes, checksums and flags that lie are refused`() {
    var entry = Self.first
    entry.statedSize = 4
    #expect(reason(ZipWriter([entry]).bytes()).contains("said to hold 4"))
    entry = Self.first
    entry.statedChecksum = 1
    #expect(reason(ZipWriter([entry]).bytes()).contains("CRC-32"))
    entry = Self.first
    entry.flags = 1
    #expect(reason(ZipWriter([entry]).bytes()).contains("encryption"))
    for size in [2999, 3001, 0] {
      entry = Self.second
      entry.isDeflated = true
      entry.statedSize = size
      #expect(reason(ZipWriter([entry]).bytes()).contains("exactly"), "\(size)")
    }
  }

  @Test func `what would inflate beyond the budget is refused before it is inflated`() {
    var entry = Self.second
    entry.isDeflated = true
    let bytes = ZipWriter([entry]).bytes()
    #expect(reason(bytes, inflated: 3000).hasPrefix("accepted"))
    #expect(reason(bytes, inflated: 2999).contains("beyond the limit"))
    entry.statedSize = 1 << 30
    #expect(reason(ZipWriter([entry]).bytes(), inflated: 2 << 30).contains("beyond the limit"))
  }

  @Test func `one flipped bit never passes unnoticed in names, sizes or contents`() {
    var deflated = Self.second
    deflated.isDeflated = true
    let bytes = ZipWriter([Self.first, deflated]).bytes()
    let expected = reason(bytes)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x10
      guard let archive = try? open(changed) else { continue }
      // What is left are the fields without meaning here: versions, times, attributes.
      #expect(reason(changed) == expected, "byte \(index)")
      let contents = archive.entries.compactMap { try? archive.contents(of: $0) }
      #expect(contents.map(Array.init) == [Self.first.contents, deflated.contents])
    }
  }
}
