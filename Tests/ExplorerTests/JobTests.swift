import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct JobTests {
  private func dissections(_ driver: Driver) -> [[LayerName]] {
    driver.laboratory.requests.compactMap {
      if case .dissect(let layers, _) = $0 { layers } else { nil }
    }
  }

  @Test func `the demo world is dissected at once, the layer shown first`() {
    let driver = Driver().settle()
    #expect(dissections(driver) == [["layer4"], ["layer1", "layer3", "layer6", "layer8"]])
    #expect(driver.state.models.dissections.count == FakeWorld.layers.count)
  }

  @Test func `nothing says that layers are being dissected when they are done`() {
    let driver = Driver()
    while driver.state.talk.notice?.text.contains("layer4 is dissected") != true { driver.step() }
    #expect(driver.text.contains("4 more layers now"))
    driver.settle()
    #expect(driver.text.contains("layer4 is dissected"))
    #expect(!driver.text.contains("more layers now"))
  }

  @Test func `what the store holds is not dissected again`() {
    let stored = FakeWorld.layers.map {
      FakeLaboratory.dissection($0, counted: 1000, of: 1000)
    }
    let driver = Driver(stored: stored).settle()
    #expect(dissections(driver).isEmpty)
    #expect(driver.state.models.dissections.count == FakeWorld.layers.count)
  }

  @Test func `an own checkpoint is dissected only when asked, its cost is told`() {
    let driver = Driver(dissectsUnasked: false).settle()
    #expect(dissections(driver).isEmpty)
    // Nothing takes the keys of somebody who is busy with the scene.
    #expect(driver.state.talk.dialogs.isEmpty)
    #expect(driver.text.contains("layer4 is not dissected yet: d finds"))
    #expect(driver.text.contains("about 7 min for"))
    driver.type("d")
    #expect(driver.text.contains("dissect layer4"))
    #expect(driver.text.contains("about 7 min here"))
    driver.press(.control("u")).type("100")
    #expect(driver.text.contains("about 42 s here"))
    driver.answer("300")
    #expect(dissections(driver) == [["layer4"]])
    #expect(driver.laboratory.requests.contains(.dissect(layers: ["layer4"], sampleSize: 300)))
  }

  @Test func `what was answered before its cost was known is not asked again`() {
    let driver = Driver(dissectsUnasked: false)
    while !driver.state.models.offersDissection { driver.step() }
    driver.loop.take(.key(.character("d")))
    driver.loop.take(.key(.enter))
    driver.settle()
    #expect(dissections(driver) == [["layer4"]])
    #expect(driver.state.talk.dialogs.isEmpty)
  }

  @Test func `progress and estimate are on the screen while browsing goes on`() {
    let driver = Driver()
    while driver.state.jobs.current?.progress?.done != 300 { driver.step() }
    #expect(driver.text.contains("300/1000, 14 s left"))
    driver.loop.take(.key(.down))
    #expect(driver.state.rowIndex == 1)
  }

  @Test func `the edit is measured over a sample`() {
    let driver = Driver().settle().type("am").press(.enter)
    #expect(
      driver.laboratory.requests.contains(
        .measure(edit: driver.state.editing.history.edit, sampleSize: 200)
      )
    )
    #expect(driver.state.currentMeasurement?.scenes == 200)
    #expect(driver.text.contains("over 200 scenes"))
    #expect(driver.text.contains("±"))
    driver.type("u")
    #expect(driver.state.currentMeasurement == nil)
  }

  @Test func `a job is cancelled from the list of jobs`() {
    let driver = Driver().settle().type("am")
    driver.loop.take(.key(.enter))
    driver.step()
    #expect(driver.state.jobs.active.count == 1)
    driver.loop.take(.key(.character("t")))
    driver.loop.take(.key(.character("x")))
    driver.settle()
    #expect(driver.state.jobs.active.isEmpty)
    #expect(driver.text.contains("cancelled"))
  }

  @Test func `a failed job tells why`() {
    let driver = Driver().settle().type("am").press(.escape)
    driver.loop.take(
      .submitted(JobNumber(900), .measure(edit: Edit(), sampleSize: 5))
    )
    let fault = Fault(.inputOutput, "write to the store", on: "x.sqlite", found: "disk full")
    driver.loop.take(.laboratory(.failed(JobNumber(900), fault)))
    #expect(driver.text.contains("cannot write to the store"))
    driver.type("t")
    #expect(driver.text.contains("disk full"))
  }

  @Test func `without a segmenter units go by number and activation`() {
    let driver = Driver(hasSegmenter: false).settle()
    #expect(driver.state.place.ranking == .activation)
    #expect(driver.state.picture.result?.request.isSegmented == false)
    #expect(driver.text.contains("no segmenter"))
    driver.type("s")
    #expect(driver.state.place.ranking == .unit)
    driver.type("s")
    #expect(driver.state.place.ranking == .activation)
    driver.type("a")
    #expect(!driver.state.editing.history.edit.isEmpty)
  }

  @Test func `a generator that cannot be read is told and the program can be left`() {
    let driver = Driver()
    let fault = Fault(.refused, "read the generator", on: "x.pth", found: "an HTML page")
    driver.loop.take(.laboratory(.loadingFailed(fault)))
    #expect(driver.text.contains("an HTML page"))
    var state = driver.state
    let effects = state.update(with: .key(.character("q")))
    #expect(effects == [.quit])
  }

  @Test func `a segmenter that cannot be read leaves an explorer without labels`() {
    let driver = Driver()
    driver.step()
    let fault = Fault(.refused, "read the segmenter", on: "seg", found: "no decoder")
    driver.loop.take(.laboratory(.loadingFailed(fault)))
    #expect(driver.state.models.segmenterStatus == .absent)
    #expect(driver.text.contains("no decoder"))
  }

  @Test func `dissecting again puts the layer shown before the others`() {
    let driver = Driver()
    while driver.state.jobs.active.count < 2 { driver.step() }
    driver.loop.take(.key(.character("]")))
    driver.loop.take(.key(.character("d")))
    driver.loop.take(.key(.enter))
    driver.settle()
    let names = dissections(driver)
    #expect(names.contains(["layer6"]))
    #expect(names.last == ["layer1", "layer3", "layer8"])
    #expect(driver.state.models.dissections.count == FakeWorld.layers.count)
  }

  @Test func `a layer that does not exist is told`() {
    let driver = Driver { $0.layer = "layer44" }
    driver.step()
    #expect(driver.state.talk.notice?.text.contains("no layer layer44") == true)
  }
}
