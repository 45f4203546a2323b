import Dissection
import Faults
import Foundation
import Generators
import Images
import Interventions
import Laboratory
import OneDNN
import Segmenters
import Store
import Tensors
import Testing

@testable import Experiments

@Suite struct SettingsTests {
  private let folder: TemporaryFolder
  private let world: SmallWorld
  private var bench: Workbench { world.bench }

  init() throws {
    folder = try TemporaryFolder()
    world = try SmallWorld(storeAt: folder.file())
  }

  private let edit = Edit([Intervention([UnitEdit(layer: "layer2", unit: 1)])])

  private func changed(_ change: (inout ExperimentSettings) -> Void) -> ExperimentSettings {
    var settings = bench.options.settings
    change(&settings)
    return settings
  }

  @Test func `quadrants and all parts are refused where no objects are known`() throws {
    for (settings, part) in [
      (changed { $0.segmentation.quadrants = true }, "--no-quadrants"),
      (changed { $0.segmentation.allParts = true }, "--no-all-parts"),
    ] {
      let before = bench.options
      let fault = #expect(throws: Fault.self) { try bench.change(to: settings) }
      #expect(fault?.kind == .usage && fault?.subject == "colours")
      #expect(fault?.advice?.contains(part) == true)
      #expect(bench.options == before)
    }
  }

  @Test func `results with published mistakes are kept apart`() throws {
    let folder = try TemporaryFolder()
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let right = try bench.dissect(["layer4"], sampleSize: 24)[0]
    try bench.change(to: changed { $0.segmentation.hasPublishedErrors = true })
    // Levels come from the generator alone, and are known.
    #expect(try bench.storedDissection(of: "layer4")?.countedScenes == 0)
    let published = try bench.dissect(["layer4"], sampleSize: 24)[0]
    #expect(published.matches[.correlation] != right.matches[.correlation])
    #expect(try bench.storedDissection(of: "layer4") == published)
  }

  @Test func `bfloat16 is refused exactly where the processor does not compute with it`() {
    for settings in [
      changed { $0.precision = .bfloat16 }, changed { $0.previewPrecision = .bfloat16 },
    ] {
      if Precision.bfloat16.isOffered {
        #expect(throws: Never.self) { try settings.check() }
      } else {
        let fault = #expect(throws: Fault.self) { try settings.check() }
        #expect(fault?.kind == .usage)
      }
    }
    #expect(PrecisionChoice.automatic.resolved.isOffered)
  }

  @Test func `what was found another way is found again when the settings come back`() throws {
    let first = bench.options.settings
    let found = try bench.dissect(["layer2"], sampleSize: 8)
    let sweep = try bench.sweep("layer5", sampleSize: 8)
    let count = world.segmenter.count
    try bench.change(to: changed { $0.segmentation.downsample = 4 })
    #expect(try bench.storedDissection(of: "layer2") == nil)
    #expect(try bench.storedSweep(of: "layer5") == nil)
    #expect(try bench.dissect(["layer2"], sampleSize: 8) != found)
    // Both seeds are segmented another way.
    #expect(world.segmenter.count == count + 16)
    try bench.change(to: first)
    #expect(try bench.storedDissection(of: "layer2") == found.first)
    #expect(try bench.storedSweep(of: "layer5") == sweep)
  }

  @Test func `every result tells its precision in its key`() throws {
    let bare = try SmallWorld(storeAt: folder.file("bare"), hasSegmenter: false).bench
    for bench in [bench, bare] {
      let layer = try bench.layer("layer2")
      func keys() -> [StoreKey] {
        let keys = [
          bench.keys.levels(layer, sampleSize: 4), bench.keys.dissection(layer, sampleSize: 4),
        ]
        if bench === bare { return keys }
        return keys + [
          bench.keys.sweep(layer, sampleSize: 4), bench.keys.measurement(edit, sampleSize: 4),
        ]
      }
      let plain = keys()
      guard Precision.bfloat16.isOffered else { continue }
      var settings = bench.options.settings
      settings.precision = .bfloat16
      try bench.change(to: settings)
      #expect(zip(plain, keys()).allSatisfy { $0 != $1 })
      settings.precision = .automatic
      let half = keys()
      try bench.change(to: settings)
      #expect(keys() == half)
      settings.precision = .float32
      settings.previewPrecision = .bfloat16
      try bench.change(to: settings)
      #expect(keys() == plain)
    }
  }

  @Test(.enabled(if: Precision.bfloat16.isOffered))
  func `the screen may use bfloat16 while files and statistics stay exact`() throws {
    let request = SceneRequest(
      seed: 1,
      scene: 3,
      edit: edit,
      layer: "layer3",
      isSegmented: false
    )
    let plain = try bench.generate(scenes: [3], edit: edit, observing: ["layer3"])
    try bench.change(to: changed { $0.previewPrecision = .bfloat16 })
    var shown: SceneResult?
    _ = try bench.sceneRun(request, keeping: SceneTraces()) { shown = $0 }.advance()
    let activations = try #require(shown?.activations)
    let exact = try bench.generate(scenes: [3], observing: ["layer3"]).activations["layer3"]
    #expect(activations != exact)
    let largest = zip(activations.values, exact?.values ?? []).map { abs($0 - $1) }.max() ?? 9
    #expect(largest < 0.1)
    let export = ExportRequest(
      scene: request,
      unit: nil,
      content: .edited,
      scale: 1,
      path: folder.file("edited.png")
    )
    #expect(try bench.picture(for: export).image == RGBImage(clamping: plain.images))
    #expect(try bench.picture(for: export).recipe.precision == nil)
  }

  @Test(.enabled(if: Precision.bfloat16.isOffered))
  func `bfloat16 asked for is what statistics and files use, and the recipe says so`() throws {
    let exact = try bench.generate(scenes: [3]).images
    let levels = try bench.dissect(["layer4"], sampleSize: 8).map(\.levels)
    try bench.change(to: changed { $0.precision = .bfloat16 })
    #expect(try bench.generate(scenes: [3]).images != exact)
    #expect(try bench.dissect(["layer4"], sampleSize: 8).map(\.levels) != levels)
    #expect(bench.recipe(of: 3, with: edit, layer: "layer2").precision == "bfloat16")
  }

  @Test func `a picture tells how its scenes were segmented`() throws {
    let recipe = bench.recipe(of: 3, with: edit, layer: "layer2")
    #expect(recipe.segmentation == "size own, downsample 2, float32")
    #expect(try bench.check(recipe) == nil)
    try bench.change(to: changed { $0.segmentation.sizes = [32, 64] })
    let notice = try bench.check(recipe)
    #expect(notice?.expected == "a segmentation of size own, downsample 2, float32")
    #expect(notice?.found == "size 32+64, downsample 2, float32")
  }

  @Test func `the laboratory tells of a change and goes on another way`() throws {
    let path = folder.file("small.safetensors")
    try Data(SmallGenerator.bytes()).write(to: URL(fileURLWithPath: path))
    var options = WorkbenchOptions(generator: path, segmenter: "none")
    options.threadCount = 1
    let laboratory = LocalLaboratory(options, store: Store(path: folder.file("other")))
    let heard = Heard()
    laboratory.setEventHandler { heard.note($0) }
    laboratory.start()
    let first = laboratory.submit(.dissect(layers: ["layer2"], sampleSize: 8))
    heard.wait { $0.ends.contains(first) }
    #expect(heard.dissections["layer2"]?.rule == .informationQuality)
    laboratory.submit(.change(changed { $0.rule = .dissect }))
    let second = laboratory.submit(.dissect(layers: ["layer2"], sampleSize: 8))
    heard.wait { $0.ends.contains(second) }
    #expect(heard.lines.contains("changed to dissect"))
    #expect(heard.dissections["layer2"]?.rule == .dissect)
    // What the generator does not offer is told, and nothing changes.
    let third = laboratory.submit(.restyle(.psi(0.5)))
    heard.wait { $0.ends.contains(third) }
    #expect(heard.lines.last?.hasPrefix("failed") == true)
    laboratory.shutDown()
  }
}
