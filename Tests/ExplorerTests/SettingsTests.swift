import Dissection
import Laboratory
import Terminal
import Testing

@testable import Explorer

@Suite struct SettingsTests {
  private func changes(_ driver: Driver) -> [ExperimentSettings] {
    driver.laboratory.requests.compactMap {
      if case .change(let settings) = $0 { settings } else { nil }
    }
  }

  private func consequence(_ driver: Driver) -> String {
    guard case .settings(let picker) = driver.state.talk.dialogs.last else { return "" }
    return driver.state.consequence(of: picker)
  }

  private func dissectionCount(_ driver: Driver) -> Int {
    driver.laboratory.requests.count { if case .dissect = $0 { true } else { false } }
  }

  @Test func `a change is made with Enter and dropped with Escape`() {
    let driver = Driver().settle().type("Ol")
    #expect(driver.text.contains("‹ quantile ›"))
    driver.press(.escape)
    #expect(changes(driver).isEmpty && driver.state.talk.dialogs.isEmpty)
    driver.type("O").press(.enter)
    #expect(changes(driver).isEmpty)
    driver.type("Ol").press(.enter)
    #expect(changes(driver).map(\.rule) == [.quantile])
    #expect(driver.state.models.settings.rule == .quantile)
    #expect(driver.loop.frame.plainText.split(separator: "\n")[0].contains("quantile"))
  }

  @Test func `every line can be changed`() throws {
    let driver = Driver().settle().type("O")
    driver.press(.right).type("j256 128").press(.down, .right, .right, .right)
    driver.press(.down, .right, .down, .right, .right, .down, .right, .down, .right, .enter)
    let settings = try #require(changes(driver).last)
    #expect(settings.rule == .quantile)
    #expect(settings.segmentation.sizes == [256, 128])
    #expect(settings.segmentation.downsample == 4)
    #expect(settings.segmentation.allParts && settings.segmentation.quadrants)
    #expect(settings.segmentation.hasPublishedErrors)
    #expect(settings.previewPrecision != .automatic)
    #expect(settings.precision != .float32)
  }

  @Test func `what was found another way goes, what is stored is read, the rest is dissected`() {
    let driver = Driver().settle()
    let before = dissectionCount(driver)
    let recalls = driver.laboratory.requests.count { if case .recall = $0 { true } else { false } }
    driver.type("am").press(.enter)
    #expect(driver.state.currentMeasurement != nil)
    driver.type("Ojjjjl")
    #expect(consequence(driver).contains("layer4 is dissected again over 1000 scenes"))
    driver.press(.enter)
    #expect(driver.state.models.settings.segmentation.quadrants)
    #expect(driver.state.currentMeasurement == nil)
    #expect(
      driver.laboratory.requests.count { if case .recall = $0 { true } else { false } }
        == 2 * recalls
    )
    #expect(dissectionCount(driver) == 2 * before)
    #expect(driver.state.models.dissections.count == FakeWorld.layers.count)
    #expect(driver.state.picture.segmented != nil && !driver.state.picture.isStale)
  }

  @Test func `an own checkpoint is asked about again, with the cost`() {
    let driver = Driver(dissectsUnasked: false).settle().press(.escape)
    driver.type("Olllll").press(.enter)
    #expect(changes(driver).isEmpty)
    driver.type("Ol")
    #expect(consequence(driver).contains("at most about 7 min here"))
    driver.press(.down).type("256")
    #expect(consequence(driver).contains("at most about 28 min here"))
    driver.press(.enter)
    #expect(driver.text.contains("about 7 min for"))
    #expect(dissectionCount(driver) == 0)
  }

  @Test func `jobs of the old way are cancelled`() {
    let driver = Driver()
    while driver.state.jobs.current?.progress?.done != 300 { driver.step() }
    let running = driver.state.jobs.active.map(\.number)
    driver.loop.take(.key(.character("O")))
    driver.loop.take(.key(.right))
    driver.loop.take(.key(.enter))
    #expect(driver.laboratory.cancelledJobs == Set(running))
    driver.settle()
    #expect(driver.state.models.dissections.count == FakeWorld.layers.count)
  }

  @Test func `the screen's precision alone leaves all results`() {
    let driver = Driver().settle()
    driver.type("Ojjjjjl")
    #expect(driver.text.contains("All results stay"))
  }

  @Test func `another theme colours everything at once and stops no job`() {
    var light = Theme.dark
    light.name = "other"
    let driver = Driver { $0.themes = [.dark, light] }.settle().type("Ojjjjjjjjl")
    #expect(driver.text.contains("‹ other ›"))
    driver.press(.enter)
    #expect(driver.state.theme == light && driver.state.talk.dialogs.isEmpty)
    #expect(changes(driver).isEmpty && driver.laboratory.cancelledJobs.isEmpty)
  }

  @Test func `a quadrant is found by its whole name`() {
    let driver = Driver().settle().type("f-t")
    guard case .concepts(let picker) = driver.state.talk.dialogs.last else {
      Issue.record("no choice of a concept")
      return
    }
    #expect(picker.field.text == "-t" && picker.count == 20)
  }

  @Test(arguments: ["16", "4096", "x", "256 12", "64 64 64 64 64 64 64 64 64"])
  func `sizes that cannot be are refused in the dialog`(text: String) {
    let driver = Driver().settle().type("Oj").type(text).press(.enter)
    #expect(changes(driver).isEmpty && driver.state.talk.dialogs.count == 1)
    #expect(driver.text.contains("sizes from 32 to 2048"))
    driver.press(.control("u"), .enter)
    #expect(driver.state.talk.dialogs.isEmpty && changes(driver).isEmpty)
  }

  @Test func `without a segmenter its lines say why they do nothing`() {
    let driver = Driver(hasSegmenter: false).settle().type("O")
    #expect(driver.text.split(separator: "\n").count { $0.contains("there is no segmenter") } == 4)
    driver.type("jl")
    #expect(driver.text.contains("there is no segmenter"))
    driver.type("jjjjjjl")
    #expect(driver.text.contains("at the start: --threads N"))
    driver.press(.enter)
    #expect(changes(driver).isEmpty)
  }
}
