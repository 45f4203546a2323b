import Testing

@testable import Dissection

@Suite struct ByteWriterTests {
  @Test(arguments: [[], [0], [3], [0, 0, 0], [0, 5, 0, 0, 1 << 31, 0]] as [[UInt32]])
  func `counts are written as runs of zeros and numbers`(counts: [UInt32]) {
    expectPlain(counts)
  }

  @Test func `as are those that take more room than is written at once`() {
    var noise = Noise(3)
    expectPlain(
      (0..<20_000).map { _ in
        noise.uniform() < 0.5 ? 0 : UInt32(1) << UInt32(31 * noise.uniform())
      }
    )
    expectPlain([UInt64](repeating: .max, count: 2000))
  }

  private func expectPlain(_ counts: [some FixedWidthInteger & UnsignedInteger]) {
    var plain = ByteWriter(mark: "")
    plain.write(counts.count)
    var zeros = 0
    for count in counts {
      if count == 0 {
        zeros += 1
      } else {
        plain.write(zeros)
        plain.write(UInt64(count))
        zeros = 0
      }
    }
    plain.write(zeros)
    var writer = ByteWriter(mark: "")
    writer.write(counts: counts)
    #expect(writer.bytes == plain.bytes)
  }
}
