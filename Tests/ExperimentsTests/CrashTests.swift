import Dissection
import Faults
import Foundation
import Glibc
import Laboratory
import Tensors
import Testing

@testable import Experiments

/// What a dissection promises when its process is killed.
@Suite struct CrashTests {
  @Test func `killed again and again, a dissection loses nothing it told of and ends the same`()
    async throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file()
    var counted = 0
    for round in 0..<5 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, round = round as Int] in
        try dissectAndDie(storeAt: path, round: round)
      }
      let told = try Int(String(contentsOfFile: path + ".told", encoding: .utf8)) ?? 0
      let bench = try SmallWorld(storeAt: path).bench
      counted = try bench.storedDissection(of: "layer5", sampleSize: 200)?.countedScenes ?? 0
      #expect(counted >= told && counted <= told + bench.batchSize)
      #expect(counted == 200 || counted.isMultiple(of: bench.batchSize))
    }
    #expect(counted > 0 && counted < 200)
    let resumed = try SmallWorld(storeAt: path)
    let whole = try SmallWorld(storeAt: folder.file("whole"))
    let expected = try whole.bench.dissect(["layer2", "layer5"], sampleSize: 200)
    #expect(try resumed.bench.dissect(["layer2", "layer5"], sampleSize: 200) == expected)
    #expect(resumed.segmenter.count < whole.segmenter.count)
  }
}

/// Dissects, notes what progress tells, and is killed some time after its second batch of the last
/// phase.
private func dissectAndDie(storeAt path: String, round: Int) throws {
  let bench = try SmallWorld(storeAt: path).bench
  bench.results.savesAlways = true
  var counted = BatchCount()
  let progress: ProgressHandler = { (report) throws(Fault) in
    let isCounting = report.phase == "IoU counts"
    let told = isCounting ? "\(report.done)" : "0"
    try? told.write(toFile: path + ".told", atomically: true, encoding: .utf8)
    guard isCounting, counted.take(report) else { return }
    if counted.batches == 2 {
      Thread.detachNewThread {
        usleep(UInt32(round) * 701)
        kill(getpid(), SIGKILL)
      }
    }
    // On a busy machine the killer may come late; it still has to come before the end.
    if counted.batches == 4 { sleep(600) }
  }
  try bench.dissect(["layer2", "layer5"], sampleSize: 200, progress: progress)
}
