import Tensors
import Terminal
import Testing

@testable import Explorer

/// The line after ":".
@Suite struct CommandTests {
  private let driver = Driver().settle()

  @Test(arguments: ["nosuchword", "layer x", "scene -1", "ablate nothing", "sort colour"])
  func `a command that is not understood says why and stays`(text: String) {
    driver.type(":" + text).press(.enter)
    guard case .command(let line) = driver.state.talk.dialogs.last else {
      Issue.record("the line was closed")
      return
    }
    #expect(line.complaint?.isEmpty == false)
  }

  @Test func `a command is completed and comes back`() {
    driver.type(":layer layer6").press(.enter)
    #expect(driver.state.layer?.name == "layer6")
    driver.type(":la").press(.tab)
    driver.type(":").press(.escape).type(":").press(.up)
    guard case .command(let line) = driver.state.talk.dialogs.last else {
      Issue.record("no line")
      return
    }
    #expect(line.field.text == "layer layer6")
  }

  @Test func `every action of the main screen has a word`() {
    for action in Set(KeyBindings.main.map(\.action)) {
      let word = Command.words.first { $0.action == action }?.name ?? action.name
      #expect(driver.state.completions(of: word).contains(word), "\(word) is not offered")
    }
    driver.type(":list-mark").press(.enter)
    #expect(driver.state.marks.count == 1)
  }

  @Test func `every command word says what it does and no word is there twice`() {
    #expect(Set(Command.words.map(\.name)).count == Command.words.count)
    #expect(Command.words.allSatisfy { !$0.meaning.isEmpty })
  }

  @Test func `Tab goes through what may follow in turn, and writes nothing on an empty line`() {
    func text(_ driver: Driver) -> String? {
      guard case .command(let line) = driver.state.talk.dialogs.last else { return nil }
      return line.field.text
    }
    driver.type(":").press(.tab)
    #expect(text(driver) == "")
    #expect(driver.text.contains("go to a layer"))
    driver.type("s")
    let words = driver.state.completions(of: "s")
    for word in words.prefix(3) {
      driver.press(.tab)
      #expect(text(driver) == word)
    }
    driver.type(" 12").press(.tab)
    #expect(text(driver) == words[2] + " 12")
  }
}
