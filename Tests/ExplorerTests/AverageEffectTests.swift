import Causes
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct AverageEffectTests {
  private let driver = Driver(width: 120, height: 40).settle()

  @Test func `what is the same for any number of steps is told once`() {
    let cost = JobCost(whole: 110, left: 60, fixed: 10)
    let estimate = JobEstimate(sampleSize: 200, cost: cost)
    #expect(estimate.seconds(for: 200) == 60)
    #expect(estimate.seconds(for: 20) == 20)
  }

  @Test func `a change has one form, small ones with a decimal`() {
    #expect(
      [-0.834, -0.0994, -0.0996, 0.0123, 0].map { shareText(ofChange: $0) }
        == ["-83%", "-9.9%", "-10%", "+1.2%", " 0.0%"]
    )
  }

  @Test func `J asks for a concept and for steps, and shows the units as they are found`() throws {
    driver.type("Jtree").press(.enter)
    guard case .prompt(let prompt) = driver.state.talk.dialogs.last else {
      Issue.record("no question")
      return
    }
    #expect(prompt.title.contains("tree") && prompt.field.text == "200")
    driver.press(.enter)
    #expect(driver.state.place.view == .optimisation)
    let effect = try #require(driver.state.averageEffect)
    #expect(effect.state == .finished && effect.request.steps == 200)
    let text = driver.text
    #expect(text.contains("step 200 of 200") && text.contains("unit 3"))
    #expect(text.contains("gone"))
    // The list can be sorted by the shares, and A offers the units.
    for _ in Ranking.allCases where driver.state.place.ranking != .ace { driver.type("s") }
    #expect(driver.state.table.rows.map(\.unit) == effect.ranking)
    driver.type("Atree")
    guard case .concepts(let picker) = driver.state.talk.dialogs.last else {
      Issue.record("no picker")
      return
    }
    #expect(picker.choice == .bestByACE)
    driver.press(.enter)
    let edited = driver.state.editing.history.edit.interventions.flatMap(\.units).map(\.unit)
    #expect(Set(edited) == Set(effect.ranking.prefix(20)))
  }

  @Test func `a word asks about the concept that is named, and words that take none refuse it`() {
    driver.type(":ace tree").press(.enter)
    if case .prompt(let prompt) = driver.state.talk.dialogs.last {
      #expect(prompt.title.contains("tree"))
    } else {
      Issue.record("no question")
    }
    driver.press(.escape).type(":ace tre").press(.enter)
    #expect(driver.text.contains("there is no concept 'tre' here"))
    driver.press(.escape).type(":undo tree").press(.enter)
    #expect(driver.text.contains("takes nothing after it"))
  }

  @Test func `J comes back to what was found, and then asks for another concept`() throws {
    driver.type("Jtree").press(.enter).press(.enter)
    driver.type("1")
    #expect(driver.state.place.view == .edited)
    driver.type("J")
    #expect(driver.state.place.view == .optimisation && driver.state.talk.dialogs.isEmpty)
    driver.type("J")
    #expect(driver.state.talk.dialogs.count == 1)
  }

  @Test func `without an optimisation its ranking is passed over with a reason`() {
    for _ in 0..<8 {
      driver.type("s")
      #expect(driver.state.place.ranking != .ace)
    }
    #expect(driver.state.reasonAgainst(.ace)?.contains("J") == true)
  }
}
