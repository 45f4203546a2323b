import Dissection
import Faults
import Foundation
import Laboratory
import Tensors
import Testing

@testable import Experiments

/// Another generator that is opened beside the one explored.
@Suite struct NeighbourTests {
  private let folder: TemporaryFolder
  private let world: SmallWorld
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    world = try SmallWorld(storeAt: folder.file())
    path = folder.file("other.safetensors")
    // One weight more tells it from the first.
    var bytes = SmallGenerator.bytes()
    bytes[bytes.count - 2] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private func steps(_ bench: Workbench) throws(Fault) -> Workbench {
    try Neighbours().bench(path, beside: bench)
  }

  @Test func `it shares the segmenter, and its dissection is found under its own name`() throws {
    let other = try steps(world.bench)
    #expect(other.generatorFacts.id != world.bench.generatorFacts.id)
    #expect(other.segmenterFacts == world.bench.segmenterFacts)
    let request = NeighbourRequest(path: path, layer: nil, beside: "layer3")
    let fault = #expect(throws: Fault.self) { try other.neighbourLayer(for: request) }
    #expect(fault?.kind == .missing && fault?.advice?.contains("ganscope dissect") == true)
    _ = try other.dissect(["layer3", "layer4"], sampleSize: 16)
    let found = try other.neighbourLayer(for: request)
    #expect(found.dissection.layer.name == "layer3" && found.path == path)
    #expect(found.dissection == (try other.storedDissection(of: "layer3")))
    #expect(try world.bench.storedDissection(of: "layer3") == nil)
  }

  @Test func `units of nearly equal weights find themselves; the same weights need no matching`()
    throws
  {
    let other = try steps(world.bench)
    let layer = try world.bench.layer("layer4")
    #expect(world.bench.canMatch(layer, with: other, layer))
    #expect(!world.bench.canMatch(layer, with: world.bench, layer))
    let matching = try world.bench.matching(of: "layer4", with: other, "layer4", sampleSize: 13)
    #expect(matching.scenes == 13 && matching.partners == Array(0..<layer.units))
    #expect(matching.correlations.allSatisfy { $0 > 0.999 })
  }

  @Test func `layers of other shapes are refused`() throws {
    let other = try steps(world.bench)
    let fault = #expect(throws: Fault.self) {
      try world.bench.matching(of: "layer4", with: other, "layer6", sampleSize: 4)
    }
    #expect(fault?.kind == .refused)
  }
}
