import Concepts
import Dissection
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

/// The level of a unit, moved by hand.
@Suite struct LevelTests {
  private let driver = Driver(width: 120, height: 40).settle()
  private var profile: UnitProfile {
    FakeLaboratory.profile(of: driver.state.unit ?? 0, in: "layer4")
  }

  /// From the level where the dissection's is nearest, so many to the right.
  private func open(_ steps: Int = 0) {
    driver.type("L" + String(repeating: "l", count: steps))
  }

  private var work: Int {
    driver.laboratory.requests.count {
      switch $0 {
      case .dissect, .measure, .sweep, .cause: true
      default: false
      }
    }
  }

  @Test func `contour and label follow the level at once, without another pass`() throws {
    let before = work
    open()
    let start = driver.state.levelIndex(in: profile)
    driver.type("lll")
    #expect(driver.state.level == profile.levels[start + 3])
    #expect(driver.state.row?.level == profile.levels[start + 3])
    #expect(driver.state.row?.iou == profile.concepts[0].iou[start + 3])
    driver.type(">>>>>>h")
    #expect(driver.state.row?.concept?.number == profile.concepts[1].concept)
    #expect(driver.text.contains("your own"))
    #expect(work == before)
  }

  @Test func `the picture with the contour changes with the level`() throws {
    open()
    let first = driver.loop.frame
    driver.type("r>>>")
    // The heatmap stands in the upper left of the scene's pane.
    let area = driver.state.layout.pictures
    let differs = (area.row..<area.row + 12).contains { row in
      (area.column + 1..<area.column + 24).contains { first[row, $0] != driver.loop.frame[row, $0] }
    }
    #expect(differs)
  }

  @Test func `Escape gives the level back`() {
    let before = (driver.state.level, driver.state.row)
    open(7)
    driver.press(.escape)
    #expect(driver.state.place.view == .automatic)
    #expect(driver.state.level == before.0)
    #expect(driver.state.row == before.1)
  }

  @Test func `Enter keeps it for this unit, and r gives the rule's back`() throws {
    let unit = driver.state.unit
    open(4)
    let level = driver.state.level
    driver.press(.enter).type("j")
    #expect(driver.state.unit != unit && driver.state.row?.isOwnLevel == false)
    let kept = driver.state.table.rows.first { $0.unit == unit }
    #expect(kept?.isOwnLevel == true && kept?.level == level)
    driver.type(":unit \(unit ?? 0)").press(.enter).type("Lr").press(.escape)
    #expect(driver.state.place.ownLevels.isEmpty)
  }

  @Test func `both fixed quantiles are reached with a key, and the ends hold`() {
    open()
    driver.type("9")
    #expect(driver.state.level == profile.levels[33])
    driver.type("5")
    #expect(driver.state.level == profile.levels[23])
    driver.type("<<<<<")
    #expect(driver.state.level == profile.levels[0])
    driver.type(">>>>>>>>>>>>")
    #expect(driver.state.level == profile.levels[99])
  }

  @Test(arguments: [(80, 24), (120, 40)])
  func `the plots name their axes, the level and both quantiles`(width: Int, height: Int) {
    let driver = Driver(width: width, height: height).settle().type("Ll")
    for word in ["IoU", "share of places above the level", "own", "0.995", "0.99", "10 %"] {
      #expect(driver.text.contains(word), "\(word) is missing")
    }
    driver.press(.tab, .tab)
    #expect(driver.text.contains("all places"))
  }

  @Test func `a level moved for one unit is not another's`() {
    open(5)
    let level = driver.state.level
    driver.type("j")
    #expect(driver.state.ownLevel == nil && driver.state.level != level)
  }

  @Test func `own levels come back with the session, and are counted anew`() throws {
    let unit = try #require(driver.state.unit)
    let profile = profile
    open(4)
    driver.press(.enter)
    let kept = driver.state.place.ownLevels
    let session = try #require(driver.state.session)
    let read = try SavedSession(json: Array(try session.json().utf8), path: "session")
    #expect(read == session && read.levels.values.first?.keys.first == unit)

    var state = driver.state
    state.place.ownLevels = [:]
    state.restore(read)
    #expect(state.place.ownLevels.count == kept.count)
    #expect(state.place.ownLevels.values.allSatisfy { $0.reading == nil })
    #expect(state.table.rows.allSatisfy { !$0.isOwnLevel })
    #expect(state.wantedProfile?.unit == unit)
    state.profileWanted = state.wantedProfile
    state.take(profile)
    #expect(state.place.ownLevels == kept && state.wantedProfile == nil)
  }
}
