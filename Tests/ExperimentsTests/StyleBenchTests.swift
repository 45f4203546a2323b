import Checkpoints
import Dissection
import Faults
import Generators
import Interventions
import Laboratory
import OneDNN
import Segmenters
import Store
import Tensors
import TestSupport
import Testing

@testable import Experiments

/// A StyleGAN2 on the bench: styles as units, and other ways to use it while it is loaded.
@Suite(.enabled(if: References.run(with: "golden/stylegan2_rosinality_64")))
struct StyleBenchTests {
  private let folder: TemporaryFolder
  private static let file = References.path("golden/stylegan2_rosinality_64/010000.pt")

  init() throws { folder = try TemporaryFolder() }

  /// A bench with the segmenter of colours.
  private func bench(_ name: String = "store.sqlite", psi: Float = 1) throws -> Workbench {
    var options = WorkbenchOptions(generator: Self.file, segmenter: "none")
    options.threadCount = 1
    options.style.psi = psi
    let session = try Session(threadCount: 1)
    let checkpoint = try CheckpointReader.read(path: Self.file)
    return Workbench(
      try GeneratorLoader.load(checkpoint, style: options.style, session: session),
      name: "styles",
      identity: checkpoint.identity(of: checkpoint.contentHash),
      segmenter: ColourSegmenter(),
      session: session,
      options: options,
      results: Results(Store(path: folder.file(name)))
    )
  }

  @Test func `sweeping a style holds what ablating each channel alone causes`() throws {
    let bench = try bench()
    let style = try #require(bench.generatorFacts.styles.min { $0.units < $1.units })
    let sweep = try bench.sweep(style.name, sampleSize: 3)
    #expect(sweep.measuredUnits == style.units && sweep.layer == style)
    var largest = 0.0
    for unit in 0..<min(3, style.units) {
      let edit = Edit([Intervention([UnitEdit(layer: style.name, unit: unit)])])
      for effect in try bench.measure(edit, sampleSize: 3).effects {
        let change = sweep.change(unit: unit, concept: effect.concept)
        #expect(abs(Double(change) - effect.change) < 1e-6)
        largest = max(largest, abs(effect.change))
      }
    }
    #expect(largest > 0)
    #expect(try bench.storedSweep(of: style.name) == sweep)
  }

  @Test func `a style is no layer to dissect, and that is said`() throws {
    let bench = try bench()
    let style = try #require(bench.generatorFacts.styles.first)
    let fault = #expect(throws: Fault.self) { try bench.dissect([style.name], sampleSize: 4) }
    #expect(fault?.found.contains("one value a channel and scene") == true)
  }

  @Test func `another psi while loaded is the model that starting with it gives`() throws {
    let bench = try bench()
    let before = try bench.generate(scenes: [0, 1]).images.values
    let first = bench.generatorFacts
    try bench.restyle(.psi(0.7))
    let fresh = try self.bench("fresh.sqlite", psi: 0.7)
    #expect(bench.generatorFacts == fresh.generatorFacts)
    #expect(bench.generatorFacts.id != first.id)
    #expect(bench.generatorFacts.manner == ["truncated to psi 0.7"])
    let truncated = try bench.generate(scenes: [0, 1]).images.values
    #expect(try truncated == fresh.generate(scenes: [0, 1]).images.values && truncated != before)
    try bench.restyle(.noise(.none))
    #expect(try bench.generate(scenes: [0, 1]).images.values != truncated)
    try bench.restyle(.noise(.constant))
    try bench.restyle(.psi(1))
    #expect(bench.generatorFacts == first)
    #expect(try bench.generate(scenes: [0, 1]).images.values == before)
  }

  @Test func `results of one psi are not taken for those of another`() throws {
    let bench = try bench()
    let layer = bench.layers[2].name
    let plain = try bench.dissect([layer], sampleSize: 8)
    try bench.restyle(.psi(0.3))
    #expect(try bench.storedDissection(of: layer) == nil)
    let truncated = try bench.dissect([layer], sampleSize: 8)
    #expect(truncated.map(\.iou) != plain.map(\.iou))
    try bench.restyle(.psi(1))
    #expect(try bench.storedDissection(of: layer) == plain.first)
  }

  @Test func `psi out of range, and a network without it, are refused and change nothing`() throws {
    let bench = try bench()
    let first = bench.generatorFacts
    #expect(throws: Fault.self) { try bench.restyle(.psi(.nan)) }
    #expect(throws: Fault.self) { try bench.restyle(.psi(11)) }
    #expect(bench.generatorFacts == first)
    let small = try SmallWorld(storeAt: folder.file("small.sqlite")).bench
    let fault = #expect(throws: Fault.self) { try small.restyle(.psi(0.5)) }
    #expect(fault?.expected == "a StyleGAN2")
  }
}
