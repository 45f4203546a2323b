import Terminal
import Testing

struct FramePacingTests {
  let first = CellGrid(width: 1, height: 1)
  let second = CellGrid(width: 2, height: 1)

  @Test func `the newest frame waits for the answer`() {
    var pacing = FramePacing(isEnabled: true)
    let steps = [
      pacing.admits(first, at: .zero), pacing.asks(afterCells: 300, at: .zero),
      pacing.admits(first, at: .milliseconds(5)), pacing.admits(second, at: .milliseconds(9)),
    ]
    #expect(steps == [true, true, false, false])
    #expect(pacing.timeLeft(at: .milliseconds(400)) == .milliseconds(600))
    let shown = pacing.answered()
    #expect(shown == second)
    #expect(pacing.waiting == nil && !pacing.isAsking)
  }

  @Test func `small frames are not asked about`() {
    var pacing = FramePacing(isEnabled: true)
    let asks = pacing.asks(afterCells: 299, at: .zero)
    #expect(!asks)
  }

  @Test func `a terminal that does not answer is not asked again`() {
    var pacing = FramePacing(isEnabled: true)
    var steps = [pacing.asks(afterCells: 999, at: .zero), pacing.admits(first, at: .zero)]
    let early = pacing.expired(at: .milliseconds(999))
    let late = pacing.expired(at: .seconds(1))
    steps += [
      pacing.asks(afterCells: 999, at: .seconds(2)), pacing.admits(second, at: .seconds(2)),
    ]
    #expect(early == nil && late == first)
    #expect(steps == [true, false, false, true])
  }
}
