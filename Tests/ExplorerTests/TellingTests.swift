import Concepts
import Faults
import Images
import Interventions
import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct TellingTests {
  @Test func `a long reason is read in full while a job runs, and again among the messages`() {
    let driver = Driver()
    while driver.state.jobs.current?.progress?.done != 300 { driver.step() }
    let found = "a word " + String(repeating: "and another ", count: 12) + "at the end"
    let fault = Fault(.inputOutput, "write the picture", on: "x.png", found: found)
    driver.loop.take(.laboratory(.notice(fault)))
    #expect(driver.text.contains("at the end"))
    #expect(driver.text.contains("IoU 300/1000"))
    driver.loop.take(.key(.character("j")))
    #expect(!driver.text.contains("at the end"))
    driver.loop.take(.key(.character("!")))
    #expect(driver.text.contains("at the end"))
  }

  @Test func `the first-time hint stays while keys only look around`() {
    let driver = Driver().settle()
    driver.type("jjj")
    #expect(driver.text.contains("? explains everything"))
    driver.type("a")
    #expect(!driver.text.contains("? explains everything"))
  }

  @Test func `label channels are named after what they hold`() {
    let vocabulary = ConceptVocabulary([
      ("-", .object), ("tree", .object), ("wood", .material), ("roof", .part),
    ])
    let image = RGBImage(width: 2, height: 1, pixels: [0, 0, 0, 0, 0, 0])
    let labels = LabelMap(Shape(1, 3, 1, 2), [1, 0, 2, 2, 0, 0])
    let request = SceneRequest(seed: 1, scene: 0, edit: .init(), layer: "layer1", isSegmented: true)
    let result = SceneResult(
      request: request,
      original: image,
      edited: image,
      activations: Tensor(Shape(0, 0, 0, 0), []),
      originalSegmentation: labels,
      editedSegmentation: labels
    )
    let channels = LabelChannel.channels(of: result, vocabulary)
    #expect(channels.map(\.name) == ["objects", "materials", "labels 3"])
    #expect(channels.map(\.concepts) == [[1], [2], []])
  }
}
