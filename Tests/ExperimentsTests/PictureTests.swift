import Dissection
import Faults
import Foundation
import Generators
import Images
import Interventions
import Laboratory
import Store
import Tensors
import Testing

@testable import Experiments

@Suite struct PictureTests {
  private let folder: TemporaryFolder
  private let bench: Workbench
  private let edit = Edit([
    Intervention(
      [UnitEdit(layer: "layer3", unit: 2, value: 1.5)],
      mask: Mask(height: 8, width: 8, set: [GridCell(row: 1, column: 2)])
    )
  ])

  init() throws {
    folder = try TemporaryFolder()
    bench = try SmallWorld(storeAt: folder.file()).bench
  }

  private func request(
    _ content: ExportRequest.Content,
    unit: Int? = 4,
    scale: Int = 1
  ) -> ExportRequest {
    ExportRequest(
      scene: SceneRequest(seed: 1, scene: 9, edit: edit, layer: "layer3", isSegmented: false),
      unit: unit,
      content: content,
      scale: scale,
      path: folder.file("\(content).png")
    )
  }

  @Test func `a picture at scale one holds the scene's own pixels and its recipe`() throws {
    for content in [ExportRequest.Content.original, .edited] {
      let request = request(content)
      try bench.picture(for: request).write(to: request.path)
      let drawn = try bench.generate(
        scenes: [9],
        edit: content == .edited ? edit : Edit()
      ).images
      #expect(try PNG.read(path: request.path).image == RGBImage(clamping: drawn))
      let recipe = try Recipe(pngAt: request.path)
      #expect(recipe.edit == edit && recipe.scene == 9 && recipe.seed == 1)
      #expect(recipe.layer == "layer3" && recipe.unit == 4)
      #expect(try bench.check(recipe) == nil)
    }
  }

  @Test func `compositions have the sizes of their parts`() throws {
    try bench.dissect(["layer3"], sampleSize: 30)
    let gap = 2
    let side = try bench.picture(for: request(.sideBySide, scale: 3)).image
    #expect(side.width == 3 * 48 + 2 * gap && side.height == 48)
    let heat = try bench.picture(for: request(.heatmap, scale: 2)).image
    #expect(heat.width == 32 && heat.height == 32)
    let top = try bench.picture(for: request(.topScenes)).image
    #expect(top.width == 5 * 16 + 4 * gap && top.height == 4 * 16 + 3 * gap)
  }

  @Test func `what a picture cannot show is said`() throws {
    let bad = [
      request(.topScenes), request(.heatmap, unit: nil), request(.heatmap, unit: 8),
      request(.edited, scale: 0),
    ]
    for request in bad { #expect(throws: Fault.self) { try bench.picture(for: request) } }
  }

  @Test func `a picture of another generator names the one that is missing`() throws {
    var recipe = try bench.picture(for: request(.edited)).recipe
    recipe.generator = "00112233445566778899"
    let unknown = #expect(throws: Fault.self) { try bench.check(recipe) }
    #expect(unknown?.kind == .missing)
    #expect(unknown?.expected == "the generator 001122334455")
    bench.store.rememberModel(hash: recipe.generator, name: "church.pth")
    let known = #expect(throws: Fault.self) { try bench.check(recipe) }
    #expect(known?.expected == "the generator 'church.pth' (001122334455)")
  }

  @Test func `a picture of another segmenter keeps its edit and says so`() throws {
    var recipe = try bench.picture(for: request(.edited)).recipe
    recipe.segmenter = "aabbccddeeff00112233"
    let notice = try bench.check(recipe)
    #expect(notice?.expected == "the segmenter aabbccddeeff")
    #expect(notice?.found == "colours (colours)")
  }

  @Test func `a PNG without a recipe is refused`() throws {
    let path = folder.file("plain.png")
    try PNG.write(RGBImage(width: 1, height: 1, pixels: [1, 2, 3]), to: path)
    let fault = #expect(throws: Fault.self) { try Recipe(pngAt: path) }
    #expect(fault?.found == "one without a recipe")
  }

  @Test func `an estimate falls to nothing once all is in the store`() throws {
    let before = try bench.estimateDissection(["layer3"], sampleSize: 40)
    #expect(before.levelSeconds > 0 && before.countSeconds > 0)
    try bench.dissect(["layer3"], sampleSize: 40)
    #expect(try bench.estimateDissection(["layer3"], sampleSize: 40).seconds == 0)
  }

  @Test func `measurements and sweeps cost what their batches take, and nothing once stored`()
    throws
  {
    let edit = Edit([Intervention([UnitEdit(layer: "layer3", unit: 1)])])
    let jobs: [EstimatedJob] = [.measurement(edit), .sweep("layer3")]
    for job in jobs { #expect(try bench.cost(of: job, sampleSize: 16).left > 0) }
    _ = try bench.measure(edit, sampleSize: 16)
    _ = try bench.sweep("layer3", sampleSize: 16)
    for job in jobs {
      let cost = try bench.cost(of: job, sampleSize: 16)
      #expect(cost.left == 0 && cost.whole > 0)
    }
  }
}
