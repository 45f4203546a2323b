import Concepts
public import Dissection
public import Faults
import Generators
import Images
import Interventions
import Jobs
public import Laboratory
import Plots
import Tensors

/// Draws scenes for a sheet, a batch a step.
final class SheetRun: JobSteps {
  private let bench: Workbench
  private let sheet: SceneSheet
  private let measurement: Measurement?
  private let finish: (Picture) -> StepOutcome
  private var before: [RGBImage] = []
  private var after: [RGBImage] = []
  private var done = 0

  /// - Throws: `Fault` for scenes that are not there, an edit that does not fit, or too many pixels.
  init(
    _ bench: Workbench,
    _ sheet: SceneSheet,
    measurement: Measurement? = nil,
    finish: @escaping (Picture) -> StepOutcome
  ) throws(Fault) {
    try bench.checkScenes(sheet.scenes)
    try bench.check(sheet.edit)
    guard sheet.scale > 0 else {
      throw Fault(
        .usage,
        "enlarge the picture",
        expected: "a scale from 1",
        found: "\(sheet.scale)"
      )
    }
    let pictures = sheet.scenes.count * (sheet.form == .comparison ? 3 : 1)
    try bench.checkSheet(of: pictures, scale: sheet.scale)
    (self.bench, self.sheet) = (bench, sheet)
    (self.measurement, self.finish) = (measurement, finish)
  }

  func advance() throws(Fault) -> StepOutcome {
    let scenes = Array(sheet.scenes[done...].prefix(bench.batchSize))
    if sheet.form != .after { before += try draw(scenes, Edit()) }
    if sheet.form != .before { after += try draw(scenes, sheet.edit) }
    done += scenes.count
    guard done == sheet.scenes.count else {
      return .working(StepReport(phase: "scenes drawn", done: done, total: sheet.scenes.count))
    }
    return finish(Picture(image: image, recipe: recipe))
  }

  private func draw(_ scenes: [Int], _ edit: Edit) throws(Fault) -> [RGBImage] {
    let images = try bench.draw(scenes, seed: sheet.seed, edit: edit).images
    return scenes.indices.map { RGBImage(clamping: images, sample: $0) }
  }

  private var image: RGBImage {
    let tiles = sheet.scenes.indices.flatMap { index -> [PictureSheet.Tile] in
      let name = "scene \(sheet.scenes[index])"
      switch sheet.form {
      case .before: return [tile(before[index], name)]
      case .after: return [tile(after[index], name)]
      case .comparison:
        return [
          tile(before[index], name), tile(after[index], "after"),
          tile(after[index].difference(from: before[index]), "difference"),
        ]
      }
    }
    let what = sheet.form == .before ? "without an edit" : sheet.edit.summary
    return PictureSheet(
      lines: [what, "seed \(sheet.seed)"],
      tiles: tiles,
      columns: sheet.columns * (sheet.form == .comparison ? 3 : 1),
      sections: effects
    ).image()
  }

  private func tile(_ image: RGBImage, _ caption: String) -> PictureSheet.Tile {
    PictureSheet.Tile(image.enlarged(by: sheet.scale), caption: caption)
  }

  /// The concepts that change most by category, with their mean areas over the sample.
  private var effects: [PictureSheet.Section] {
    guard let measurement, let vocabulary = bench.segmenterFacts?.vocabulary else { return [] }
    let known = Dictionary(
      measurement.effects.map { ($0.concept, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let changes = known.mapValues { abs($0.change) }
    let head = PictureSheet.Section(
      "\(measurement.scenes) scenes, mean areas in %",
      entries: []
    )
    return [head]
      + AreasByCategory(changes, vocabulary).groups.map { group in
        PictureSheet.Section(
          group.category.rawValue + "s",
          captions: ["before", "after", "change", "95 %"],
          entries: group.areas.prefix(10).compactMap { area in
            known[area.concept.number].map { Self.entry(area.concept, $0) }
          }
        )
      }
  }

  private static func entry(_ concept: Concept, _ effect: ConceptEffect) -> PictureSheet.Entry {
    PictureSheet.Entry(
      concept.name,
      color: nil,
      figures: [
        fixed(effect.before * 100, 2), fixed(effect.after * 100, 2),
        (effect.change > 0 ? "+" : "") + fixed(effect.change * 100, 2),
        effect.halfWidth.map { "+-" + fixed($0 * 100, 2) } ?? "-",
      ]
    )
  }

  private var recipe: Recipe {
    let layers = bench.layers
    let layer = sheet.edit.layers.first ?? layers[layers.count / 2].name
    var recipe = bench.recipe(
      of: sheet.scenes[0],
      with: sheet.form == .before ? Edit() : sheet.edit,
      layer: layer
    )
    recipe.seed = sheet.seed
    recipe.scenes = sheet.scenes
    recipe.measured = measurement.map { measurement in
      RecipeMeasurement(
        scenes: measurement.scenes,
        effects: measurement.effects.compactMap { effect in
          bench.segmenterFacts?.vocabulary[effect.concept].map { concept in
            RecipeMeasurement.Effect(
              concept: concept.name,
              category: concept.category.rawValue,
              before: effect.before,
              after: effect.after,
              halfWidth: effect.halfWidth
            )
          }
        }
      )
    }
    return recipe
  }
}

extension Workbench {
  /// Refuses a sheet that is larger than a square of 16,384 pixels a side.
  public func checkSheet(of pictures: Int, scale: Int = 1) throws(Fault) {
    let facts = generatorFacts
    let (height, width) = (facts.imageHeight * scale, facts.imageWidth * scale)
    let most = (1 << 28) / max(1, height * width)
    guard pictures <= most else {
      throw Fault(
        .usage,
        "draw a sheet of scenes",
        expected: "at most \(most) pictures of \(height)x\(width) pixels",
        found: "\(pictures)",
        advice: "Name fewer scenes, or write a picture of each with --output DIRECTORY"
      )
    }
  }

  /// Draws scenes on one sheet.
  ///
  /// - Parameters:
  ///   - sheet: Which scenes, and what of each.
  ///   - measurement: What the edit causes, to be listed beside the pictures and in the recipe.
  ///   - progress: Called for each batch; it may throw to stop.
  /// - Returns: The sheet with the recipe of its first scene, all scenes' numbers and the effects.
  /// - Throws: `Fault` for scenes or units that are not there, and for too many pixels.
  public func picture(
    of sheet: SceneSheet,
    measurement: Measurement? = nil,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Picture {
    var drawn: Picture?
    let run = try SheetRun(self, sheet, measurement: measurement) {
      drawn = $0
      return .finished
    }
    try drive(run, progress: progress)
    guard let drawn else { throw Fault(.defect, "draw a sheet of scenes", found: "no picture") }
    return drawn
  }
}
