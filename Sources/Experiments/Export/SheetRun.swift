import Concepts
import Dissection
import Faults
import Generators
import Images
import Interventions
import Jobs
import Laboratory
import Plots
import Tensors

/// Draws scenes for a sheet, a batch a step.
final class SheetRun: JobSteps {
  private let networks: Networks
  private let sheet: SceneSheet
  private let measurement: Measurement?
  private let recipe: Recipe
  private let finish: (Picture) -> StepOutcome
  private var before: [RGBImage] = []
  private var after: [RGBImage] = []
  private var done = 0

  /// - Parameters:
  ///   - networks: What scenes are drawn with.
  ///   - sheet: Which scenes, and what of each.
  ///   - measurement: What the edit causes, to be listed beside the pictures.
  ///   - recipe: What makes the sheet again.
  ///   - finish: Takes the picture.
  init(
    _ networks: Networks,
    _ sheet: SceneSheet,
    measurement: Measurement?,
    recipe: Recipe,
    finish: @escaping (Picture) -> StepOutcome
  ) {
    self.networks = networks
    self.sheet = sheet
    self.measurement = measurement
    self.recipe = recipe
    self.finish = finish
  }

  func advance() throws(Fault) -> StepOutcome {
    let scenes = Array(sheet.scenes[done...].prefix(networks.batchSize))
    if sheet.form != .after { before += try draw(scenes, Edit()) }
    if sheet.form != .before { after += try draw(scenes, sheet.edit) }
    done += scenes.count
    guard done == sheet.scenes.count else {
      return .working(StepReport(phase: "scenes drawn", done: done, total: sheet.scenes.count))
    }
    return finish(Picture(image: image, recipe: recipe))
  }

  private func draw(_ scenes: [Int], _ edit: Edit) throws(Fault) -> [RGBImage] {
    let z = networks.latents.rows(seed: sheet.seed, scenes: scenes)
    let images = try networks.draw(z, under: edit).images
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
    guard let measurement, let vocabulary = networks.vocabulary else { return [] }
    let known = Dictionary(
      measurement.effects.map { ($0.concept, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let changes = known.mapValues { abs($0.change) }
    let head = PictureSheet.Section(
      "\(counted(measurement.scenes, "scene")), mean areas in %",
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
        effect.halfWidth.map { "± " + fixed($0 * 100, 2) } ?? "-",
      ]
    )
  }
}
