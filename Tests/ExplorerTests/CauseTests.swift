import Causes
import Concepts
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

/// Findings about what units cause: asked for, watched, stopped, gone on with, used.
@Suite struct CauseTests {
  private let driver = Driver(width: 120, height: 40).settle()
  private var edit: Edit { driver.state.editing.history.edit }

  private var asked: [(request: CauseRequest, scenes: Int)] {
    driver.laboratory.requests.compactMap {
      if case .cause(let request, let scenes) = $0 { (request, scenes) } else { nil }
    }
  }

  /// Opens the menu and asks the question of a place in it.
  private func ask(_ question: CauseQuestion) {
    driver.type("F")
    for _ in 0..<question.rawValue { driver.press(.down) }
    driver.press(.enter)
  }

  @Test func `a curve of the marked units has them first, controls beside, and its table`() throws {
    driver.type("    ")
    let marks = driver.state.marks
    ask(.removal)
    guard case .curve(let request) = try #require(asked.last).request else {
      Issue.record("no curve was asked for")
      return
    }
    #expect(Set(request.given) == marks && request.numbers == [1, 2, 4])
    #expect(request.randomSets > 0 && request.permutations > 0)
    #expect(driver.state.place.view == .finding)
    for word in ["the units chosen", "by IoU", "random units", "removed", "units of layer4"] {
      #expect(driver.text.contains(word), "\(word) is missing")
    }
    #expect(driver.text.contains("with 4 units"))
    driver.press(.left)
    #expect(driver.text.contains("with 2 units"))
    driver.press(.enter)
    #expect(edit.interventions.flatMap(\.units).map(\.unit) == Array(request.given.prefix(2)))
  }

  @Test func `the time of an answer is told before it is asked for`() {
    driver.type("F")
    #expect(driver.text.contains("24 scenes, about 7 min"))
    #expect(asked.isEmpty)
    driver.press(.down)
    let estimates = driver.laboratory.requests.filter {
      if case .estimate(.cause, _) = $0 { true } else { false }
    }
    #expect(estimates.count == 2)
    driver.press(.up, .escape).type("F")
    #expect(driver.laboratory.requests.filter(estimates.contains).count == 2, "asked again")
  }

  @Test func `the sets that a search compared are listed, and one of them becomes an edit`() throws
  {
    driver.type(":best").press(.enter)
    #expect(driver.state.place.view == .finding)
    for word in ["units exchanged", "first by iou", "94.0 ± 2.0 %", "units 4, 1", "40 trials"] {
      #expect(driver.text.contains(word), "\(word) is missing")
    }
    driver.press(.down, .enter)
    let second = FakeWorld.layers[1].name
    #expect(driver.state.layer?.name == second)
    #expect(edit.interventions.flatMap(\.units).map(\.unit) == [3, 2, 0])
  }

  @Test func `the menu asks for the causal units, and shows them where they are known`() {
    ask(.optimisation)
    #expect(driver.text.contains("the causal units of"))
    driver.press(.enter)
    #expect(asked.contains { if case .averageEffect = $0.request { true } else { false } })
    driver.press(.escape)
    let count = asked.count
    ask(.optimisation)
    #expect(driver.state.place.view == .optimisation && asked.count == count)
  }

  @Test func `a map fills in, tells its cells, and Enter inserts the units there`() throws {
    driver.type("F").press(.down, .down)
    driver.loop.take(.key(.enter))
    driver.step()
    driver.step()
    #expect(driver.state.shownMap?.isComplete == false)
    #expect(!driver.text.contains("64 cells"))
    driver.settle()
    #expect(driver.state.shownMap?.isComplete == true)
    #expect(driver.text.contains("row 7, column 7") && driver.text.contains("64 cells"))
    driver.press(.up, .left, .left).press(.enter)
    let mask = try #require(edit.interventions.last?.mask)
    #expect(Array(mask.places) == [GridCell(row: 4, column: 3)] || mask.places.count == 1)
    #expect(edit.interventions.last?.isAblation == false)
    #expect(driver.state.place.view == .edited)
    driver.type("u")
    #expect(edit.isEmpty)
  }

  @Test func `another scene has its own map`() throws {
    ask(.map)
    let first = try #require(driver.state.shownMap)
    driver.type("n")
    let second = try #require(driver.state.shownMap)
    #expect(second.scene == first.scene + 1 && second.isComplete)
    #expect(asked.count == 2)
  }

  @Test func `what is known is shown without being asked for again, more scenes are asked for`() {
    ask(.contexts)
    #expect(asked.map(\.scenes) == [20])
    driver.press(.escape)
    ask(.contexts)
    #expect(asked.count == 1)
    driver.type("+")
    #expect(asked.map(\.scenes) == [20, 40])
    #expect(driver.text.contains("40 scenes") && driver.text.contains("3.0 ± 0.2 %"))
  }

  @Test func `a job is cancelled and gone on with by a key`() throws {
    driver.type("F").press(.down, .down, .down, .down)
    driver.loop.take(.key(.enter))
    driver.step()
    driver.step()
    driver.loop.take(.key(.character("x")))
    driver.settle()
    #expect(driver.laboratory.cancelledJobs.count == 1)
    #expect(driver.text.contains("cancelled after 10 scenes"))
    driver.type("r")
    #expect(asked.count == 2 && driver.text.contains("20 scenes"))
    #expect(driver.text.contains("appeared ×3"))
  }

  @Test func `a lineage is walked back and forth`() throws {
    let start = try #require(driver.state.address)
    ask(.lineage)
    #expect(driver.state.place.finding?.unit == start)
    #expect(driver.state.feeds.first?.unit == start.unit)
    driver.press(.down)
    let next = try #require(driver.state.feed)
    driver.press(.right)
    #expect(driver.state.place.finding?.unit == next && driver.state.layer?.name == "layer3")
    #expect(driver.state.unit == next.unit)
    #expect(driver.text.contains("layer4 \(start.unit)"))
    // Nothing comes before the first layer.
    driver.press(.right)
    #expect(driver.text.contains("nothing feeds it") && driver.state.layer?.name == "layer3")
    driver.press(.left)
    #expect(driver.state.place.finding?.unit == start && driver.state.layer?.name == "layer4")
  }

  @Test(arguments: ["curve", "map", "contexts", "propagation", "lineage", "best"])
  func `every question can be asked by word`(word: String) {
    driver.type(":\(word)").press(.enter)
    #expect(asked.count == 1)
    driver.press(.escape).type(":\(word) nosuchthing").press(.enter)
    if case .command(let line) = driver.state.talk.dialogs.last {
      #expect(line.complaint?.contains("nosuchthing") == true)
    } else {
      Issue.record("'\(word) nosuchthing' was taken")
    }
  }

  @Test func `what cannot be asked says why`() {
    driver.type(":layer layer8").press(.enter)
    ask(.propagation)
    #expect(driver.text.contains("no layer comes after layer8"))
    let bare = Driver(hasSegmenter: false).settle().type("F")
    #expect(bare.state.talk.dialogs.isEmpty && bare.text.contains("no segmenter"))
  }

  @Test(arguments: CauseQuestion.allCases, [(80, 24), (120, 40)])
  func `every finding is drawn where there is little room and where there is much`(
    question: CauseQuestion,
    size: (Int, Int)
  ) {
    let driver = Driver(width: size.0, height: size.1).settle().type("  F")
    for _ in 0..<question.rawValue { driver.press(.down) }
    driver.press(.enter)
    #expect(driver.text.contains("layer4"))
    driver.press(.tab, .escape)
    #expect(driver.state.place.view == .automatic)
  }
}
