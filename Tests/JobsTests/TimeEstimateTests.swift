import Testing

@testable import Jobs

@Suite struct TimeEstimateTests {
  private func report(_ done: Int, _ phase: String = "scenes") -> StepReport {
    StepReport(phase: phase, done: done, total: 100)
  }

  @Test func `nothing is claimed before a pace is known`() {
    var estimate = TimeEstimate()
    #expect(estimate.secondsLeft(of: report(0)) == nil)
    estimate.record(report(10), seconds: 5)
    #expect(estimate.secondsLeft(of: report(10)) == nil)
  }

  @Test func `the pace of the steps is carried on to the end`() throws {
    var estimate = TimeEstimate()
    for done in stride(from: 10, through: 50, by: 10) {
      estimate.record(report(done), seconds: 2)
    }
    let left = try #require(estimate.secondsLeft(of: report(50)))
    #expect(abs(left - 10) < 1e-9)
  }

  @Test func `one step that was stopped for an hour does not spoil the estimate`() throws {
    var estimate = TimeEstimate()
    for done in 1...20 { estimate.record(report(done), seconds: done == 12 ? 3600 : 1) }
    let left = try #require(estimate.secondsLeft(of: report(20)))
    #expect(abs(left - 80) < 1e-9)
  }

  @Test func `steps without progress of their own count towards the next`() throws {
    var estimate = TimeEstimate()
    for done in [1, 1, 2, 2, 3, 3] { estimate.record(report(done), seconds: 1) }
    let left = try #require(estimate.secondsLeft(of: report(3)))
    #expect(abs(left - 194) < 1e-9)
  }

  @Test func `a new phase begins anew`() {
    var estimate = TimeEstimate()
    for done in 1...5 { estimate.record(report(done), seconds: 1) }
    estimate.record(report(0, "labels"), seconds: 9)
    #expect(estimate.secondsLeft(of: report(0, "labels")) == nil)
  }
}
