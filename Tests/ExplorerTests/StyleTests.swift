import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct StyleTests {
  private func changes(_ driver: Driver) -> [StyleChange] {
    driver.laboratory.requests.compactMap {
      if case .restyle(let change) = $0 { change } else { nil }
    }
  }

  private func command(_ text: String, _ driver: Driver) {
    driver.type(":" + text).press(.enter)
  }

  @Test func `psi and noise are asked for by a command and told in the title`() {
    let driver = Driver().settle()
    command("psi 0.7", driver)
    #expect(driver.loop.frame.plainText.split(separator: "\n")[0].contains("psi 0.7"))
    command("noise none", driver)
    command("noise seed 3", driver)
    command("noise constant", driver)
    #expect(
      changes(driver) == [.psi(0.7), .noise(.none), .noise(.seeded(3)), .noise(.constant)]
    )
    #expect(driver.state.talk.dialogs.isEmpty)
  }

  @Test(arguments: ["psi", "psi high", "psi nan", "psi 11", "noise", "noise seed", "noise seed -1"])
  func `what is no psi and no noise is said in the line`(text: String) {
    let driver = Driver().settle()
    command(text, driver)
    #expect(changes(driver).isEmpty)
    guard case .command(let line) = driver.state.talk.dialogs.last else {
      Issue.record("the line is closed")
      return
    }
    #expect(line.complaint != nil)
  }

  @Test func `what was found of scenes drawn otherwise goes, and the scene is drawn again`() {
    let driver = Driver().settle()
    #expect(!driver.state.models.dissections.isEmpty)
    let scenes = driver.laboratory.requests.count { if case .scene = $0 { true } else { false } }
    command("psi 0.5", driver)
    // The made-up engine tells of another model than the one that is shown now.
    #expect(driver.state.models.dissections.isEmpty && driver.state.models.sweeps.isEmpty)
    #expect(
      driver.laboratory.requests.count { if case .scene = $0 { true } else { false } } > scenes
    )
    #expect(!driver.state.picture.isStale)
  }

  @Test func `a channel of a style is set, set otherwise, and taken back`() {
    let driver = Driver().settle()
    command("style layer4 2 1.5", driver)
    let unit = UnitEdit(layer: "layer4.style", unit: 2, value: 1.5)
    #expect(driver.state.editing.history.edit.interventions.map(\.units) == [[unit]])
    command("style layer4.style 2 -1", driver)
    let other = UnitEdit(layer: "layer4.style", unit: 2, value: -1)
    #expect(driver.state.editing.history.edit.interventions.map(\.units) == [[other]])
    command("style layer4 6 1", driver)
    #expect(driver.state.editing.history.edit.interventions.map(\.units) == [[other]])
    driver.press(.escape)
    driver.type("uu")
    #expect(driver.state.editing.history.edit.isEmpty)
  }
}
