import Dissection
import Faults
import Laboratory
import Tensors

/// Another made-up generator, in the file "other.pth".
extension FakeLaboratory {
  /// It has the layers of the made-up world, and the labels of another of its layers.
  func neighbour(_ request: NeighbourRequest, _ number: JobNumber) -> [LaboratoryEvent] {
    let name = request.layer ?? request.beside
    guard request.path == "other.pth",
      let layer = FakeWorld.layers.first(where: { $0.name == name })
    else {
      let fault = Fault(.missing, "read the generator", on: request.path, found: "no such file")
      return [.failed(number, fault)]
    }
    let facts = GeneratorFacts(
      name: "other.pth",
      contentHash: String(repeating: "c", count: 64),
      layers: FakeWorld.layers,
      imageHeight: FakeWorld.side,
      imageWidth: FakeWorld.side,
      latentSpaces: [LatentSpace(name: "z", width: 2)]
    )
    let dissection = Self.dissection(layer, counted: 90, of: 90)
    return [
      .neighbour(
        number,
        NeighbourLayer(path: request.path, generator: facts, dissection: dissection)
      ),
      .finished(number),
    ]
  }

  /// The units of the other generator stand the other way round.
  static func matching(of name: LayerName) -> UnitMatching {
    let layer = FakeWorld.layers.first { $0.name == name } ?? FakeWorld.layers[0]
    var correlation = UnitCorrelation(units: layer.units)
    for scene in 0..<3 {
      let maps = FakeWorld(scene: scene).activations(layer)
      let reversed = (0..<layer.units).reversed().flatMap { maps.featureMap(sample: 0, unit: $0) }
      correlation.add(maps, Tensor(maps.shape, reversed))
    }
    return UnitMatching(correlation)
  }
}
