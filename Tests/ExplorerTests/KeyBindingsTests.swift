import Terminal
import Testing

@testable import Explorer

@Suite struct KeyBindingsTests {
  private let state = Driver().settle().state

  @Test func `every binding is listed in the help`() {
    let lines = state.help.lines
    for binding in KeyBindings.all(state).flatMap(\.bindings) {
      let isListed = lines.contains { line in
        if case .key(binding.keyLabels, _, _) = line { true } else { false }
      }
      #expect(isListed, "\(binding.keyLabels) is not in the help")
      #expect(!binding.description.isEmpty)
      #expect(!binding.section.isEmpty)
    }
  }

  @Test func `the help explains the words`() {
    let words = HelpText.words.map(\.0)
    for word in ["unit", "layer", "concept", "IoU", "level", "ablation", "insertion"] {
      #expect(words.contains(word))
    }
  }

  @Test func `no key has two meanings in one table`() {
    for table in KeyBindings.all(state) { #expect(table.conflicts.isEmpty) }
  }

  @Test func `what cannot be done says why`() {
    let driver = Driver(hasSegmenter: false).settle()
    for key in ["f", "A", "m", "M", "5", "T", "u", "x", "w"] {
      driver.type(key)
      #expect(driver.state.talk.notice?.text.isEmpty == false, "\(key) says nothing")
      #expect(driver.state.talk.dialogs.isEmpty)
    }
    driver.type("m")
    #expect(driver.text.contains("there is no segmenter"))
  }

  @Test func `every dialog is left by Escape`() {
    let driver = Driver().settle().type("a")
    for key in ["?", "/", ":", "o", "w", "f", "A", "I", "e", "t", "T", "m", "M", "d"] {
      driver.type(key)
      #expect(driver.state.talk.dialogs.count == 1, "\(key) opens no dialog")
      driver.press(.escape)
      #expect(driver.state.talk.dialogs.isEmpty, "Escape does not close what \(key) opens")
    }
  }

  @Test func `every dialog explains its keys, and comes back`() {
    let driver = Driver().settle().type("a")
    for key in ["E", "H", "e", "t", "T", "!", "F", "O", "C"] {
      driver.type(key)
      let section = KeyBindings.table(for: driver.state).bindings.first?.section ?? ""
      driver.type("?")
      #expect(driver.state.talk.dialogs.count == 2, "\(key) has no help")
      #expect(driver.text.contains(section), "\(section) is not on the screen")
      driver.type("?").press(.escape)
      #expect(driver.state.talk.dialogs.isEmpty)
    }
    for key in ["/", "o", "A", ":"] {
      driver.type(key).type("?")
      #expect(driver.state.talk.dialogs.count == 1, "a letter is no text after \(key)")
      driver.press(.function(1))
      #expect(driver.state.talk.dialogs.count == 2)
      driver.press(.escape, .escape)
    }
  }

  @Test func `control C leaves from everywhere`() {
    for key in ["?", "/", ":", "f", "e", "t", "c"] {
      var state = Driver().settle().type(key).state
      let effects = state.update(with: .key(.control("c")))
      #expect(effects == [.quit])
    }
  }
}
