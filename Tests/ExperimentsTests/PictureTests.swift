import Causes
import Dissection
import Faults
import Foundation
import Generators
import Glibc
import Images
import Interventions
import Jobs
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

  @Test func `a segmentation has its concepts' colours, and a legend of all categories`() throws {
    var request = request(.segmentation, scale: 2)
    request.scene.edit = Edit()
    let scene = RGBImage(clamping: try bench.generate(scenes: [9]).images)
    let map = try bench.segment(try bench.generate(scenes: [9]).images)
    for channel in 0..<2 {
      request.labelChannel = channel
      let image = try bench.picture(for: request).image
      let inside = scene.colored(by: map, channel: channel) { $0 > 0 }.enlarged(by: 2)
      #expect(image.width > 32 && image.contains(inside))
    }
    request.labelChannel = 0
    let before = try bench.picture(for: request).image
    request.scene.edit = edit
    // Before and after beside each other, and what they are of.
    let both = try bench.picture(for: request)
    #expect(both.image.width > before.width && both.image.contains(before.part(16, 38, 32, 32)))
    #expect(both.recipe.edit == edit)
  }

  @Test(arguments: [SceneSheet.Form.before, .after, .comparison])
  func `a sheet holds every scene whole, and a recipe of all of them`(
    form: SceneSheet.Form
  ) throws {
    let sheet = SceneSheet(
      seed: 1,
      scenes: [9, 2, 5],
      edit: edit,
      form: form,
      columns: 2,
      scale: 1
    )
    let measurement = form == .comparison ? try bench.measure(edit, sampleSize: 8) : nil
    let picture = try bench.picture(of: sheet, measurement: measurement)
    for scene in sheet.scenes {
      let before = RGBImage(clamping: try bench.generate(scenes: [scene]).images)
      let after = RGBImage(clamping: try bench.generate(scenes: [scene], edit: edit).images)
      #expect(picture.image.contains(before) == (form != .after))
      #expect(picture.image.contains(after) == (form != .before))
      let difference = after.difference(from: before)
      #expect(picture.image.contains(difference) == (form == .comparison))
    }
    let recipe = picture.recipe
    #expect(recipe.scenes == [9, 2, 5] && recipe.scene == 9 && recipe.layer == "layer3")
    #expect(recipe.edit == (form == .before ? Edit() : edit))
    #expect(recipe.measured?.scenes == (form == .comparison ? 8 : nil))
    let effect = recipe.measured?.effects.first
    let first = measurement?.effects.first
    #expect(effect?.before == first?.before && effect?.halfWidth == first?.halfWidth)
  }

  @Test func `a sheet with too many pixels is refused before anything is drawn`() throws {
    let sheet = SceneSheet(
      seed: 1,
      scenes: Array(0..<2000),
      edit: edit,
      form: .comparison,
      columns: 10,
      scale: 64
    )
    let fault = #expect(throws: Fault.self) { try bench.picture(of: sheet) }
    #expect(fault?.kind == .usage && fault?.found == "6000")
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
    bench.results.store.rememberModel(hash: recipe.generator, name: "church.pth")
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

  @Test
  func `a question costs what its first steps take, which are kept, and nothing once answered`()
    throws
  {
    let steps = SlowSteps()
    var cost: JobCost?
    let run = CauseEstimateRun(steps) { cost = $0 }
    while case .working = try run.advance() {}
    let found = try #require(cost)
    #expect(steps.done < steps.total && steps.isLeft)
    #expect(found.left > 0 && found.whole > found.left)
    #expect(abs(found.left / found.whole - Double(steps.total - steps.done) / 1000) < 1e-9)

    let request = CauseRequest.lineage(from: "layer2", to: "layer3")
    _ = try bench.lineage(of: "layer3", from: "layer2", sampleSize: 16)
    #expect(try bench.cost(of: .cause(request), sampleSize: 16).left == 0)
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

/// Work of a thousand steps.
private final class SlowSteps: JobSteps {
  let total = 1000
  private(set) var done = 0
  private(set) var isLeft = false

  func advance() throws(Fault) -> StepOutcome {
    usleep(2000)
    done += 1
    return .working(StepReport(phase: "steps", done: done, total: total))
  }

  func leave() { isLeft = true }
}

extension RGBImage {
  func part(_ x: Int, _ y: Int, _ width: Int, _ height: Int) -> RGBImage {
    var bytes: [UInt8] = []
    for row in y..<y + height {
      let start = (row * self.width + x) * 3
      bytes += pixels[start..<start + width * 3]
    }
    return RGBImage(width: width, height: height, pixels: bytes)
  }

  /// Whether another picture is somewhere in this one.
  func contains(_ other: RGBImage) -> Bool {
    guard other.width <= width, other.height <= height else { return false }
    let (stride, length) = (width * 3, other.width * 3)
    return pixels.withUnsafeBytes { whole in
      other.pixels.withUnsafeBytes { part in
        guard let whole = whole.baseAddress, let part = part.baseAddress else { return false }
        for start in 0..<(height - other.height) * stride + stride - length + 1
        where start % 3 == 0 && start % stride + length <= stride {
          let isHere = (0..<other.height).allSatisfy { row in
            memcmp(whole + start + row * stride, part + row * length, length) == 0
          }
          if isHere { return true }
        }
        return false
      }
    }
  }
}
