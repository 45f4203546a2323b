import Laboratory
import Tensors
import Terminal
import Testing

@testable import Explorer

@Suite struct SceneTests {
  private let driver = Driver().settle()

  private var sceneRequests: [SceneRequest] {
    driver.laboratory.requests.compactMap { if case .scene(let scene) = $0 { scene } else { nil } }
  }

  @Test func `scenes go forth and back and not below zero`() {
    driver.type("nnp")
    #expect(driver.state.scene == 1)
    driver.type("ppp")
    #expect(driver.state.scene == 0)
  }

  @Test(arguments: ["#37", ":37", ":scene 37"])
  func `a scene is found by its number`(keys: String) {
    driver.type(keys).press(.enter)
    #expect(driver.state.scene == 37)
    #expect(driver.text.contains("scene 37"))
  }

  @Test(arguments: ["", "abc", "-1", "1000001", "99999999999999999999"])
  func `a wrong number is refused with the reason`(text: String) {
    driver.type("#" + text).press(.enter)
    #expect(driver.state.scene == 0)
    #expect(driver.text.contains("a number from 0 to 1,000,000"))
    driver.press(.escape)
    #expect(driver.state.talk.dialogs.isEmpty)
  }

  @Test func `random scenes differ`() {
    var seen: Set<Int> = []
    for _ in 0..<5 {
      driver.type("r")
      seen.insert(driver.state.scene)
    }
    #expect(seen.count > 3)
  }

  @Test func `the unit's top scenes are visited in turn`() throws {
    let top = driver.state.topScenes
    driver.type(".")
    #expect(driver.state.scene == top[0])
    driver.type(".")
    #expect(driver.state.scene == top[1])
    driver.type(",")
    #expect(driver.state.scene == top[0])
  }

  @Test(arguments: ["3", "z", "4"])
  func `the top scenes can be visited from every view`(view: String) {
    let top = driver.state.topScenes
    driver.type(view + "..")
    #expect(driver.state.scene == top[1])
  }

  @Test func `a key that changes no scene asks for none`() {
    let count = sceneRequests.count
    driver.type("jjkGgs*").press(.tab, .pageDown)
    #expect(sceneRequests.count == count)
    driver.type("n")
    #expect(sceneRequests.count == count + 1)
  }

  @Test func `another layer asks for its activations`() {
    driver.type("]")
    #expect(driver.state.activations?.request.layer == "layer6")
  }

  @Test func `what an older job sends late is ignored`() throws {
    let old = try #require(driver.state.picture.result)
    driver.type("n")
    let shown = driver.state.picture.result
    driver.loop.take(.laboratory(.scene(JobNumber(1), old)))
    #expect(driver.state.picture.result == shown)
  }

  @Test func `thumbnails are asked for once the cursor rests`() {
    let before = driver.laboratory.requests.count {
      if case .thumbnails = $0 { true } else { false }
    }
    for _ in 0..<6 { driver.loop.take(.key(.down)) }
    driver.settle()
    let after = driver.laboratory.requests.count {
      if case .thumbnails = $0 { true } else { false }
    }
    #expect(after == before + 1)
    #expect(driver.state.wantedThumbnails == nil)
    #expect(driver.state.shelf["layer4", driver.state.unit ?? -1].count >= 4)
  }

  @Test func `every view shows its pictures`() {
    driver.type("a")
    let expected: [(String, [PictureKind])] = [
      ("1", [.edited]), ("2", [.original]), ("3", [.original, .edited, .difference]),
      ("4", [.heatmap]), ("5", [.editedSegmentation]), ("0", [.edited]),
    ]
    for (key, kinds) in expected {
      driver.type(key)
      #expect(driver.state.layout.kinds == kinds)
    }
    driver.type("b")
    #expect(driver.state.layout.kinds == [.original])
    driver.type("b")
    #expect(driver.state.layout.kinds == [.edited])
  }

  @Test func `a wide screen shows scene and heatmap together`() {
    let wide = Driver(width: 200, height: 60).settle()
    #expect(wide.state.layout.kinds == [.edited, .heatmap])
  }
}
