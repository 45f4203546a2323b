import Faults
import Foundation
import Glibc
import Testing

@testable import Store

/// What the store promises when its process dies or its disk fills up.
@Suite struct StoreCrashTests {
  @Test func `after kill -9 at any moment every acknowledged save is there, whole`() async throws {
    let folder = try TemporaryFolder("kill")
    let path = folder.file()
    for round in 0..<8 {
      let delay = UInt32(2000 + round * 9700)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, delay = delay as UInt32] in
        let store = Store(path: path)
        let acknowledged = try #require(fopen(path + ".acknowledged", "w"))
        Thread.detachNewThread {
          usleep(delay)
          kill(getpid(), SIGKILL)
        }
        for done in 1...1_000_000 {
          guard store.save(sampleRecord(done: done)) == .writing else { exit(1) }
          rewind(acknowledged)
          fputs("\(done)\n", acknowledged)
          fflush(acknowledged)
        }
      }
      let text = (try? String(contentsOfFile: path + ".acknowledged", encoding: .utf8)) ?? ""
      let acknowledged = Int(text.prefix { $0 != "\n" }) ?? 0
      let store = Store(path: path)
      #expect(store.condition == .writing)
      let record = try store.record(for: sampleKey())
      let done = record?.done ?? 0
      #expect(done == acknowledged || done == acknowledged + 1)
      if let record { #expect(record == sampleRecord(done: done)) }
      _ = try store.remove([sampleKey()])
    }
  }

  @Test func `of processes that begin and write at once none loses a result`() async throws {
    let folder = try TemporaryFolder("writers")
    let path = folder.file()
    await withTaskGroup { group in
      for writer in 0..<5 {
        group.addTask {
          await #expect(processExitsWith: .success) {
            [path = path as String, writer = writer as Int] in
            let store = Store(path: path)
            for done in 1...20 { store.save(sampleRecord(done: done, layer: "\(writer)")) }
            if let loss = store.settle() {
              print(loss)
              exit(74)
            }
            exit(0)
          }
        }
      }
    }
    let store = Store(path: path)
    for writer in 0..<5 {
      let record = try store.record(for: sampleKey("\(writer)"))
      #expect(record == sampleRecord(done: 20, layer: "\(writer)"))
    }
  }

  @Test func `a full disk keeps results in memory and the file whole`() async throws {
    let folder = try TemporaryFolder("full")
    let path = folder.file()
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let store = Store(path: path, retryingAfter: .zero)
      store.save(sampleRecord(done: 1, layer: "early"))
      let limit = rlimit(rlim_cur: 200_000, rlim_max: rlimit.infinity)
      withUnsafePointer(to: limit) { _ = setrlimit(__rlimit_resource_t(1), $0) }
      var saved = 0
      while store.save(sampleRecord(done: saved, layer: "\(saved)")) == .writing { saved += 1 }
      try #require(saved > 0 && saved < 100)
      try #require(try store.record(for: sampleKey("\(saved)"))?.done == saved)
      try #require(store.settle(waiting: 0)?.attempt == "keep 1 result")

      // Room again: the next save goes to the file and takes along what waited in memory.
      var roomy = rlimit(rlim_cur: rlimit.infinity, rlim_max: rlimit.infinity)
      setrlimit(__rlimit_resource_t(1), &roomy)
      try #require(store.save(sampleRecord(done: 2, layer: "late")) == .writing)
      try #require(store.settle(waiting: 0) == nil)
      let names = try layers(inFileAt: path)
      try #require(names.contains("late") && names.contains("\(saved)"))
      exit(0)
    }
    let store = Store(path: path)
    #expect(store.condition == .writing)
    #expect(try store.record(for: sampleKey("early"))?.done == 1)
    #expect(try store.record(for: sampleKey("late"))?.done == 2)
  }
}

extension rlimit {
  static var infinity: rlim_t { rlim_t.max }
}

/// The layers that a second reader finds in the file.
private func layers(inFileAt path: String) throws -> Set<String> {
  Set(try StoreDatabase(reading: path).summaries().map(\.key.layer))
}
