public import Dissection
public import Faults
import Interventions
import Jobs
public import Laboratory
import Segmenters
import Concepts
import Tensors

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
    let run = try sheetRun(sheet, measurement: measurement) {
      drawn = $0
      return .finished
    }
    try drive(run, progress: progress)
    guard let drawn else { throw Fault(.defect, "draw a sheet of scenes", found: "no picture") }
    return drawn
  }
  /// - Throws: `Fault` for scenes that are not there, an edit that does not fit, or too many pixels.
  func sheetRun(
    _ sheet: SceneSheet,
    measurement: Measurement? = nil,
    finish: @escaping (Picture) -> StepOutcome
  ) throws(Fault) -> SheetRun {
    try checkScenes(sheet.scenes)
    try check(sheet.edit)
    guard sheet.scale > 0 else {
      throw Fault(
        .usage,
        "enlarge the picture",
        expected: "a scale from 1",
        found: "\(sheet.scale)"
      )
    }
    let pictures = sheet.scenes.count * (sheet.form == .comparison ? 3 : 1)
    try checkSheet(of: pictures, scale: sheet.scale)
    return SheetRun(
      networks,
      sheet,
      measurement: measurement,
      recipe: recipe(of: sheet, measurement),
      finish: finish
    )
  }

  private func recipe(of sheet: SceneSheet, _ measurement: Measurement?) -> Recipe {
    let layer = sheet.edit.layers.first ?? layers[layers.count / 2].name
    var recipe = recipe(
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
          networks.vocabulary?[effect.concept].map { concept in
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
