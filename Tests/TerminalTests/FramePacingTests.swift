import Terminal
import Testing

struct FramePacingTests {
  private func pacing(
    _ kind: LineKind = .auto,
    isRemote: Bool = false,
    isEnabled: Bool = true
  ) -> FramePacing {
    FramePacing(LineSpeed(kind, isRemote: isRemote), isEnabled: isEnabled)
  }

  /// What comes of a frame whose answer takes that long.
  private func answer(
    _ pacing: inout FramePacing,
    bytes: Int,
    at start: Duration,
    after time: Duration
  ) {
    let isAsked = pacing.wrote(bytes, from: start, to: start, goesOn: true)
    pacing.answered(at: start + time)
    #expect(isAsked && pacing.owed == 0)
  }

  @Test func `nothing is sent until a large frame is answered`() {
    var pacing = pacing()
    let isAsked = pacing.wrote(3000, from: .zero, to: .zero, goesOn: false)
    let isFree = pacing.isFree(at: .milliseconds(900))
    #expect(isAsked && !isFree)
    pacing.answered(at: .milliseconds(901))
    let isFreeNow = pacing.isFree(at: .milliseconds(901))
    #expect(isFreeNow)
  }

  @Test func `small frames are not asked about but for the first, and the rest of one`() {
    var pacing = pacing()
    answer(&pacing, bytes: 10, at: .zero, after: .milliseconds(1))
    let asked = [
      pacing.wrote(2999, from: .zero, to: .zero, goesOn: false),
      pacing.wrote(2999, from: .zero, to: .zero, goesOn: true),
    ]
    #expect(asked == [false, true])
  }

  @Test func `a terminal that never answers is not asked again`() {
    var pacing = pacing()
    _ = pacing.wrote(8000, from: .zero, to: .zero, goesOn: false)
    // A second for the answer and one for the bytes.
    let isFree = [1999, 2000].map { pacing.isFree(at: .milliseconds($0)) }
    let asksAgain = pacing.wrote(8000, from: .seconds(3), to: .seconds(3), goesOn: true)
    #expect(isFree == [false, true])
    #expect(!asksAgain && pacing.owed == 0)
  }

  @Test func `a terminal that has answered is waited for longer, and asked again`() {
    var pacing = pacing()
    answer(&pacing, bytes: 10, at: .zero, after: .milliseconds(1))
    _ = pacing.wrote(8000, from: .zero, to: .zero, goesOn: false)
    let isFree = [10_999, 11_000].map { pacing.isFree(at: .milliseconds($0)) }
    let asksAgain = pacing.wrote(8000, from: .seconds(12), to: .seconds(12), goesOn: false)
    #expect(isFree == [false, true] && asksAgain)
  }

  @Test func `answers to earlier questions do not count for the newest`() {
    var pacing = pacing()
    _ = pacing.wrote(3000, from: .zero, to: .zero, goesOn: false)
    pacing.forget()
    _ = pacing.wrote(3000, from: .zero, to: .zero, goesOn: false)
    pacing.answered(at: .milliseconds(5))
    let isFree = pacing.isFree(at: .milliseconds(5))
    #expect(!isFree && pacing.owed == 1)
  }

  @Test(arguments: [(160_000.0, 0.2), (1_000_000, 0.2), (160_000, 0.01)])
  func `the room is what a line takes in its latency and a little more`(
    bits: Double,
    latency: Double
  ) throws {
    var pacing = pacing(isRemote: true)
    answer(&pacing, bytes: 100, at: .zero, after: .seconds(latency))
    for turn in 1...8 {
      let seconds = latency + 20_000 * 8 / bits
      answer(&pacing, bytes: 20_000, at: .seconds(turn), after: .seconds(seconds))
    }
    let room = try #require(pacing.speed.room)
    let expected = bits / 8 * (latency + 0.15)
    #expect(abs(Double(room) - expected) < expected / 3, "\(room) of \(expected)")
  }

  @Test func `a fast line takes a frame whole, one that is not known yet a part if it is far`() {
    var near = pacing(isRemote: true)
    answer(&near, bytes: 100, at: .zero, after: .milliseconds(1))
    answer(&near, bytes: 60_000, at: .zero, after: .milliseconds(12))
    #expect((near.speed.room ?? 0) > 200_000)
    var here = pacing()
    #expect(here.speed.room == nil)
    answer(&here, bytes: 60_000, at: .zero, after: .seconds(5))
    #expect(here.speed.room == nil, "a busy machine is no slow line")
    #expect(pacing(isRemote: true).speed.room == 16_000)
    var slow = pacing(.fast)
    answer(&slow, bytes: 60_000, at: .zero, after: .seconds(5))
    #expect(slow.speed.room == nil)
  }

  @Test func `a line that is slow by choice stays so, and its time is waited for unasked`() {
    var pacing = pacing(.slow, isEnabled: false)
    #expect(pacing.speed.room == 3000)
    let isAsked = pacing.wrote(2000, from: .zero, to: .zero, goesOn: true)
    let isFree = [99, 100].map { pacing.isFree(at: .milliseconds($0)) }
    #expect(!isAsked && isFree == [false, true])
  }

  @Test func `a terminal that is not asked tells its speed by holding up what is written`() {
    var pacing = pacing(isRemote: true, isEnabled: false)
    for turn in 0..<8 {
      let start = Duration.seconds(9 * turn)
      _ = pacing.wrote(
        turn == 0 ? 100 : 20_000,
        from: start,
        to: start + .seconds(turn == 0 ? 0 : 1),
        goesOn: true
      )
      _ = pacing.isFree(at: start + .seconds(8))
    }
    #expect((pacing.speed.room ?? .max) < 8000)
  }
}
