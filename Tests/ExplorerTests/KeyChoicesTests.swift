import Faults
import Interventions
import Terminal
import Testing

@testable import Explorer

/// Keys that a person chose.
@Suite struct KeyChoicesTests {
  @Test func `every action has a name of its own in its table, and its keys can be written`() throws
  {
    for table in KeyChoices.tables {
      let names = table.entries.map(\.action)
      #expect(Set(names).count == names.count, "\(table.title): \(names.sorted())")
      for entry in table.entries {
        #expect(entry.action.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        for key in entry.keys { #expect(KeyEvent(written: key)?.written == key, "\(key)") }
      }
    }
    #expect(Set(KeyChoices.tables.map(\.name)).count == KeyChoices.tables.count)
    #expect(Action.open(.concepts(.ablate)).name == "open-concepts-ablate")
    #expect(Action.grid(.page(-1)).name == "grid-page-minus1")
    #expect(Action.review(.judge(nil)).name == "review-judge-nil")
  }

  @Test func `the usual keys may be chosen, too`() throws {
    var choices = KeyChoices()
    for table in KeyChoices.tables {
      for entry in table.entries {
        try choices.bind(entry.action, in: table.name, to: entry.keys)
      }
    }
    try choices.check()
  }

  @Test func `chosen keys work, and help and footer follow`() throws {
    var choices = KeyChoices()
    try choices.bind("edit-ablate", in: "", to: ["F5", "K"])
    try choices.bind("open-edits", in: "", to: [])
    try choices.bind("grid-flip", in: "many-scenes", to: ["Ctrl-B"])
    try choices.check()
    let keys = choices
    let driver = Driver(width: 120, height: 40) { $0.keys = keys }.settle()
    #expect(driver.text.contains("F5 ablate") && !driver.text.contains(" a ablate"))
    driver.type("a")
    #expect(driver.state.editing.history.edit.isEmpty)
    driver.press(.function(5))
    #expect(driver.state.editing.history.edit.interventions.count == 1)
    driver.type("K")
    #expect(driver.state.editing.history.edit.isEmpty)
    driver.type("KE")
    #expect(driver.state.talk.dialogs.isEmpty)
    driver.type("?/switch the unit off").press(.enter)
    #expect(driver.text.contains("F5 K"))
    driver.press(.escape, .escape).type("V").press(.control("b"))
    #expect(driver.state.place.grid?.showsOriginals == true)
    #expect(driver.text.contains("Ctrl-B before/after"))
  }
}
