import Generators
import Interventions
import OneDNN
import Tensors
import Testing

@Suite struct TraceTests {
  /// The families that the tests run with: nothing may hold for progressive GANs alone.
  enum Family: CaseIterable {
    case progressive, toy

    func make() throws -> any Generator {
      switch self {
      case .progressive:
        try ProgressiveGenerator(
          safetensors(publishedShapes([6, 6, 5, 4, 4, 3])),
          session: Session()
        )
      case .toy: try ToyGenerator(session: Session())
      }
    }
  }

  @Test(arguments: Family.allCases)
  func `a trace's image and activations are those of a batch, to the bit`(family: Family) throws {
    let generator = try family.make()
    let z = latents(1, width: 6)
    let layers = generator.summary.layers.map(\.name)
    let whole = try generator.generate(z, observing: Set(layers))
    let trace = try generator.trace(z)
    for layer in layers.reversed() {
      #expect(try trace.activation(of: layer) == whole.activations[layer])
    }
    #expect(try trace.image() == whole.images)
    #expect(try trace.picture(under: []).image == whole.images)
  }

  @Test(arguments: Family.allCases)
  func `without windows every edit is drawn to the bits of a batch`(family: Family) throws {
    let generator = try family.make()
    let z = latents(2, width: 6)
    let trace = try generator.trace(z)
    for edits in walk(over: generator) {
      let expected = try generator.generate(z, edits: edits)
      #expect(try trace.picture(under: edits).image == expected.images)
    }
  }

  @Test(arguments: Family.allCases)
  func `with windows edits of any layers, back and forth, look like the whole`(family: Family)
    throws
  {
    let generator = try family.make()
    let z = latents(1, width: 6)
    let trace = try generator.trace(z, usesWindows: true)
    let plain = try trace.image()
    for edits in walk(over: generator) + walk(over: generator).reversed() {
      let expected = try generator.generate(z, edits: edits)
      let picture = try trace.picture(under: edits)
      #expect(largestDifference(picture.image, expected.images) < 1e-5)
      let again = try trace.picture(under: edits)
      #expect(again.image == picture.image && again.renderedShare == 0)
      #expect(try trace.picture(under: []).image == plain)
    }
  }

  @Test(arguments: Family.allCases)
  func `a trace of little memory draws the same and keeps to its limit`(family: Family) throws {
    let generator = try family.make()
    let z = latents(1, width: 6)
    let large = generator.summary.layers.map { $0.units * $0.height * $0.width * 4 }.max() ?? 0
    let image =
      generator.summary.imageHeight * generator.summary.imageWidth * 4
      * generator.summary.imageChannels
    let limit = 2 * (large + 2 * image) + 4096
    for byteLimit in [1, limit] {
      let trace = try generator.trace(z, usesWindows: true, byteLimit: byteLimit)
      for edits in walk(over: generator) {
        let expected = try generator.generate(z, edits: edits)
        #expect(largestDifference(try trace.picture(under: edits).image, expected.images) < 1e-5)
        for layer in generator.summary.layers.map(\.name) {
          let whole = try generator.generate(z, observing: [layer])
          #expect(try trace.activation(of: layer) == whole.activations[layer])
          // An activation that was asked for is held beside the rest, as the caller holds it.
          if byteLimit == limit { #expect(trace.byteCount <= byteLimit + large) }
        }
      }
    }
  }

  @Test func `one cell costs its cone, and the cell moved costs two`() throws {
    let generator = try Family.progressive.make()
    let trace = try generator.trace(latents(1, width: 6), usesWindows: true)
    let layer = try #require(generator.summary.layer("layer8"))
    _ = try trace.image()
    let first = try trace.picture(under: [insertion(in: layer, at: (0.4, 0.4), extent: 1)])
    #expect(first.renderedShare > 0 && first.renderedShare < 0.1)
    let moved = try trace.picture(under: [insertion(in: layer, at: (0.9, 0), extent: 1)])
    #expect(moved.renderedShare > 0 && moved.renderedShare < 0.1)
  }

  @Test(arguments: Family.allCases)
  func `going on after a layer equals beginning again, to the bit`(family: Family) throws {
    let generator = try family.make()
    let z = latents(3, width: 6)
    let layers = generator.summary.layers
    for (index, layer) in layers.enumerated() {
      let later = Set(layers[index...].map(\.name))
      let edits = [ablation(of: 1, in: layer.name, units: layer.units)]
      let toLayer = try generator.begin(to: layer.name, from: z)
      for edits in [[], edits] {
        let expected = try generator.generate(z, edits: edits, observing: later)
        let found = try generator.generate(from: toLayer, edits: edits, observing: later)
        #expect(found.images == expected.images)
        #expect(found.activations == expected.activations)
      }
    }
  }

  /// Edits of one and of several layers, of a cell and of all cells, in an order that goes back and
  /// forth.
  private func walk(over generator: any Generator) -> [[LayerEdit]] {
    let layers = generator.summary.layers
    let (early, middle, last) = (layers[0], layers[layers.count / 2], layers[layers.count - 1])
    let cell = insertion(in: middle, at: (1, 0), extent: 1)
    let corner = insertion(in: last, at: (0, 1), extent: 2)
    let off = ablation(of: 2, in: early.name, units: early.units)
    return [
      [cell], [insertion(in: middle, at: (0, 0.5), extent: 1)], [corner], [cell, corner],
      [off], [off, corner], [off, cell, corner], [cell, corner],
      [insertion(in: early, at: (0.5, 1), extent: 1), cell], [cell],
      [ablation(of: 0, in: last.name, units: last.units), corner],
    ]
  }
}
