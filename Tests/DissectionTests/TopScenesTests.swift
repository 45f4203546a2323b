import Faults
import Tensors
import Testing

@testable import Dissection

@Suite("Top scenes")
struct TopScenesTests {
  @Test("the strongest scenes come first, of equals the lower number, however they were split")
  func order() throws {
    var noise = Noise(8)
    let values = (0..<60 * 2 * 4).map { _ in Float(noise.below(9)) }
    let activations = Tensor(Shape(60, 2, 2, 2), values)
    var whole = TopScenes(units: 2, limit: 7)
    try whole.add(activations, firstScene: 100)
    for unit in 0..<2 {
      let peaks = (0..<60).map { scene in
        (scene + 100, activations.featureMap(sample: scene, unit: unit).max() ?? 0)
      }
      let expected = peaks.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(7)
      #expect(whole.units[unit].map(\.scene) == expected.map(\.0))
      #expect(whole.units[unit].map(\.activation) == expected.map(\.1))
    }
    var merged = TopScenes(units: 2, limit: 7)
    for scene in (0..<60).reversed() {
      var part = TopScenes(units: 2, limit: 7)
      try part.add(activations.sample(scene), firstScene: scene + 100)
      try merged.merge(TopScenes(decoding: part.encoded()))
    }
    #expect(merged == whole)
    #expect(throws: Fault.self) { try merged.merge(TopScenes(units: 3, limit: 7)) }
  }

  @Test("maps without numbers are never active")
  func broken() throws {
    var top = TopScenes(units: 1, limit: 3)
    try top.add(Tensor(Shape(3, 1, 1, 2), [.nan, .nan, .nan, 1, -5, -6]), firstScene: 0)
    #expect(
      top.units[0] == [TopScene(scene: 1, activation: 1), TopScene(scene: 2, activation: -5)]
    )
  }
}
