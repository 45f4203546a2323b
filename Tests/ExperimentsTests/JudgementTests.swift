import Faults
import Laboratory
import Store
import Tensors
import Testing

@testable import Experiments

/// What a person thinks of units is kept.
@Suite struct JudgementTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bench() throws -> Workbench {
    let options = WorkbenchOptions(generator: "small", segmenter: "none")
    return try SmallWorld(storeAt: folder.file("store.sqlite"), options: options).bench
  }

  @Test func `judgements are kept, taken back, and found again`() throws {
    // Its store is let go before the other one opens the file.
    try judge()
    let second = try bench()
    #expect(try second.judgements(of: "layer4").isGood == [1: true, 2: false])
    #expect(try second.judgements(of: "layer5").isGood.isEmpty)
    #expect(throws: Fault.self) { try second.judge(true, unit: 4096, in: "layer4") }
    #expect(throws: Fault.self) { try second.judgements(of: "layer99") }
  }

  private func judge() throws {
    let first = try bench()
    #expect(try first.judgements(of: "layer4").isGood.isEmpty)
    try first.judge(true, unit: 1, in: "layer4")
    try first.judge(false, unit: 2, in: "layer4")
    try first.judge(false, unit: 3, in: "layer4")
    #expect(try first.judge(nil, unit: 3, in: "layer4").flagged == [2])
  }
}
