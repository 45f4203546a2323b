import Faults
import Files
import Glibc
import Testing

@Suite struct RegularFileTests {
  private func kind(_ path: String) -> Fault.Kind? {
    do throws(Fault) {
      _ = try RegularFile.read(path, to: "read the sample")
      return nil
    } catch {
      return error.kind
    }
  }

  private func temporary(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/ganscope-files-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { rmdir(folder) }
    try body(folder)
  }

  private func write(_ bytes: [UInt8], to path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = Glibc.write(descriptor, bytes, bytes.count)
    close(descriptor)
  }

  @Test func `a file comes back whole`() throws {
    try temporary { folder in
      let path = folder + "/file"
      defer { unlink(path) }
      for count in [0, 1, 100_000] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        write(bytes, to: path)
        if count > 0 {
          #expect(throws: Fault.self) {
            try RegularFile.read(path, to: "read the sample", limit: count - 1)
          }
        }
        let read = try RegularFile.read(path, to: "read the sample")
        #expect(read == bytes)
      }
    }
  }

  @Test func `what is not a regular file is refused without waiting for it`() throws {
    try temporary { folder in
      let pipe = folder + "/pipe"
      mkfifo(pipe, 0o600)
      defer { unlink(pipe) }
      #expect(kind(pipe) == .refused)
      #expect(kind(folder) == .refused)
    }
    #expect(kind("/dev/zero") == .refused)
    #expect(kind("/dev/null") == .refused)
  }

  @Test func `a missing file, an empty path and a path through a file are missing`() {
    #expect(kind("/nonexistent/file") == .missing)
    #expect(kind("") == .missing)
    #expect(kind("/dev/null/file") == .missing)
    #expect(kind("/proc/self/status\0.pth") == .missing)
  }

  @Test func `a file that is longer than it says is an error, not a short read`() {
    // The kernel says 0 bytes and gives more.
    #expect(kind("/proc/self/status") == .inputOutput)
  }

  @Test func `a file that shrinks and grows while it is read gives all of it or an error`() async {
    let path = "/tmp/ganscope-shrinking-\(getpid())"
    defer { unlink(path) }
    write([UInt8](repeating: 1, count: 1 << 20), to: path)
    async let changes: Void = {
      for round in 0..<200 { truncate(path, round.isMultiple(of: 2) ? 5 : 1 << 20) }
    }()
    for _ in 0..<200 {
      do throws(Fault) {
        let bytes = try RegularFile.read(path, to: "read the sample")
        #expect(bytes.count == 5 || bytes.count == 1 << 20)
      } catch {
        #expect(error.kind == .inputOutput)
      }
    }
    await changes
  }
}
