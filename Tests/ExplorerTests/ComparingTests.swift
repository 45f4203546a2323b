import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

/// Two sides beside each other; activations that are copied; units that are judged.
@Suite struct ComparingTests {
  private let driver = Driver(width: 120, height: 40).settle()
  private var edit: Edit { driver.state.editing.history.edit }

  // MARK: Comparing

  @Test func `another layer is set beside this one, with the best units' scenes`() throws {
    driver.type("C").press(.enter)
    let comparison = try #require(driver.state.comparison)
    #expect(comparison.layers.map(\.title) == ["layer4", "layer1"])
    let row = try #require(driver.state.comparedRows.first)
    #expect(driver.text.contains(row.label) && driver.text.contains("only here"))
    let units = driver.state.comparedUnits.compactMap { $0 }
    #expect(!units.isEmpty)
    for unit in units { #expect(!driver.state.shelf[unit.layer, unit.unit].isEmpty) }
  }

  @Test func `the counts are those of the labels`() throws {
    driver.type(":compare layer6").press(.enter)
    let layer4 = try #require(driver.state.models.dissections["layer4"])
    for row in driver.state.comparedRows {
      let concept = try #require(FakeWorld.vocabulary.named.first { $0.name == row.label })
      #expect(row.shares[0].units == layer4.matching(concept.number).count)
    }
  }

  @Test func `Enter goes to the best unit of the side that is chosen`() throws {
    driver.type(":compare layer6").press(.enter)
    let index = try #require(driver.state.comparedRows.firstIndex { $0.shares[1].best != nil })
    for _ in 0..<index { driver.press(.down) }
    let unit = try #require(driver.state.comparedUnits[1])
    driver.press(.right, .enter)
    #expect(driver.state.layer?.name == "layer6" && driver.state.unit == unit.unit)
    #expect(driver.state.place.view == .automatic)
  }

  @Test func `differences are what one side alone has, and sides are swapped`() {
    driver.type(":compare layer8").press(.enter).type("d")
    #expect(driver.state.comparedRows.allSatisfy { $0.onlyIn != nil })
    let before = driver.state.comparison?.layers.map(\.title)
    driver.type("d").press(.tab)
    #expect(driver.state.comparison?.layers.map(\.title) == before?.reversed())
  }

  @Test func `another rule is read from the store; one that is not there says so`() {
    driver.type(":compare maxiou").press(.enter)
    #expect(driver.state.comparison?.layers.map(\.rule) == ["heldout", "maxiou"])
    driver.press(.escape).type(":compare dissect").press(.enter)
    #expect(driver.state.place.view == .automatic)
    #expect(driver.text.contains("no dissection by this rule"))
  }

  @Test func `a file of another network is compared; a wrong one says why`() {
    let other = LabelledLayer(
      title: "theirs layer7",
      rule: "iqr",
      units: [
        LabelledLayer.Unit(
          unit: 3,
          label: "lamp",
          category: "object",
          iou: 0.4,
          isInterpretable: true
        )
      ]
    )
    let driver = Driver(width: 120, height: 40) {
      $0.readLabels = { path, _ in
        path == "their.json"
          ? .success(other) : .failure(Fault(.missing, "read", on: path, found: "no such file"))
      }
    }.settle()
    driver.type(":compare their.json").press(.enter)
    #expect(driver.text.contains("theirs layer7") && driver.text.contains("lamp"))
    driver.press(.escape).type(":compare none.json").press(.enter)
    #expect(driver.text.contains("no such file"))
  }

  @Test func `another generator's layer is set beside ours, with its own scenes`() throws {
    driver.type(":compare other.pth").press(.enter)
    #expect(driver.state.comparison?.layers.map(\.title) == ["layer4", "other.pth layer4"])
    let theirs = try #require(driver.state.comparedUnits[1])
    #expect(theirs.neighbour == "other.pth")
    #expect(!driver.state.shelf[theirs].isEmpty)
    let drawn = driver.laboratory.requests.contains {
      if case .thumbnails(let wanted) = $0 { wanted.neighbour == "other.pth" } else { false }
    }
    #expect(drawn)
    driver.press(.right, .enter)
    #expect(driver.text.contains("ganscope explore --generator other.pth"))
    driver.press(.escape).type(":compare none.pth").press(.enter)
    #expect(driver.text.contains("no such file"))
    driver.type(":compare other.pth@layer6").press(.enter)
    #expect(driver.state.comparison?.layers.map(\.title) == ["layer4", "other.pth layer6"])
  }

  @Test func `units of both networks that do the same are listed pair by pair`() throws {
    driver.type(":compare other.pth").press(.enter).type("m")
    let matched = try #require(driver.state.matchedLayers)
    let layer = try #require(driver.state.layer)
    #expect(matched.pairs.count == layer.units)
    #expect(
      zip(matched.pairs, matched.pairs.dropFirst()).allSatisfy { $0.correlation >= $1.correlation }
    )
    let first = try #require(matched.pairs.first)
    #expect(driver.state.comparedUnits.map { $0?.unit } == [first.first.unit, first.second.unit])
    #expect(driver.text.contains("units that do the same"))
    driver.press(.tab)
    let swapped = try #require(driver.state.matchedLayers?.pairs.first)
    #expect(swapped.correlation == first.correlation)
    #expect(driver.state.comparedUnits[0]?.neighbour == "other.pth")
    driver.type("m")
    #expect(driver.state.place.comparison?.showsMatches == false)
  }

  @Test func `units are matched only with another network's of the same shape`() {
    driver.type(":compare layer6").press(.enter).type("m")
    #expect(driver.text.contains("another generator's layer of the same shape"))
    driver.type(":compare other.pth@layer6").press(.enter)
    #expect(!driver.laboratory.requests.contains { if case .match = $0 { true } else { false } })
  }

  @Test(arguments: [(80, 24), (200, 60)])
  func `both sides are drawn at any size`(width: Int, height: Int) {
    let driver = Driver(width: width, height: height).settle().type(":compare layer6")
      .press(.enter)
    #expect(driver.text.contains("layer6") && driver.text.contains("best: layer"))
  }

  // MARK: Copying

  @Test func `activations of a cell are put in another cell of another scene, and undone`() throws {
    driver.type(" ")
    let unit = try #require(driver.state.marks.first)
    driver.type("cy")
    let from = try #require(driver.state.editing.cellCursor)
    let value = driver.state.activation(of: unit, at: from)
    driver.type("nllP")
    let step = try #require(edit.interventions.last)
    #expect(driver.state.scene == 1 && edit.interventions.count == 1)
    #expect(step.units.map(\.unit) == [unit] && step.units[0].value == value)
    let places = step.mask.map { Array($0.places) } ?? []
    #expect(places == [GridCell(row: from.row, column: from.column + 2)])
    driver.type("u")
    #expect(edit.isEmpty)
  }

  @Test func `several cells keep their places to each other; what lies outside is left out`() throws
  {
    driver.type("c l y")
    #expect(driver.state.editing.clipboard?.steps.count == 2)
    driver.type("hP")
    #expect(edit.interventions.count == 2)
    driver.type("uhhhhhhhhP")
    #expect(edit.interventions.count == 1)
  }

  @Test func `what belongs to another layer is not pasted, and nothing says so`() {
    driver.type("cP")
    #expect(driver.text.contains("nothing is copied yet") && edit.isEmpty)
    driver.type("y").press(.escape).type("]cP")
    #expect(driver.text.contains("belongs to layer4") && edit.isEmpty)
  }

  // MARK: Judging

  @Test func `one key judges a unit and goes on to the next that nobody judged`() throws {
    let rows = driver.state.table.rows.map(\.unit)
    driver.type("Rgb")
    #expect(driver.state.judgements?.isGood == [rows[0]: true, rows[1]: false])
    #expect(driver.state.unit == rows[2])
    #expect(driver.text.contains("2 of 40 judged, 1 bad"))
    driver.type("kku")
    #expect(driver.state.judgements?.isGood == [rows[1]: false])
    let asked = driver.laboratory.requests.count { if case .judge = $0 { true } else { false } }
    #expect(asked == 3)
  }

  @Test func `those judged bad are switched off as an edit`() {
    let rows = driver.state.table.rows.map(\.unit)
    driver.type("Rbbgx")
    #expect(Set(edit.interventions.flatMap(\.units).map(\.unit)) == Set(rows.prefix(2)))
    driver.type("u")
    #expect(edit.isEmpty)
    driver.type("Rg")
    #expect(driver.state.place.view == .review)
  }

  @Test(arguments: [(80, 24), (120, 40)])
  func `the scenes to judge are drawn`(width: Int, height: Int) throws {
    let driver = Driver(width: width, height: height).settle().type("R")
    let unit = try #require(driver.state.address)
    let shown = driver.state.topScenes(of: unit).prefix(
      (driver.state.layout.tiles?.frames.count ?? 0)
    )
    #expect(shown.count >= 2)
    #expect(shown.allSatisfy { driver.state.shelf[unit.layer, unit.unit][$0] != nil })
    #expect(driver.text.contains("not judged yet"))
  }
}
