public import Faults
public import Interventions
import Laboratory
import OneDNN
import Store
public import Tensors

extension Workbench {
  /// What makes a picture of a scene again, and names its concepts alike.
  public func recipe(of scene: Int, with edit: Edit, layer: LayerName) -> Recipe {
    var recipe = Recipe(
      generator: generatorFacts.contentHash,
      segmenter: segmenterFacts?.contentHash,
      seed: options.seed,
      scene: scene,
      layer: layer,
      edit: edit,
      version: Release.version
    )
    recipe.precision = networks.precision == .float32 ? nil : networks.precision.rawValue
    recipe.segmentation =
      networks.segmenter == nil ? nil : options.settings.countingSegmentation.canonicalText
    return recipe
  }

  /// Checks that a recipe belongs to these networks.
  ///
  /// - Returns: What keeps concepts from being the same, such as another segmenter; nil for nothing.
  /// - Throws: `Fault` of kind missing that names the generator if it is another one, or a layer or
  ///   unit that it has not.
  public func check(_ recipe: Recipe) throws(Fault) -> Fault? {
    guard recipe.generator == generatorFacts.contentHash else {
      throw Fault(
        .missing,
        "restore the edit of the picture",
        expected: "the generator \(title(of: recipe.generator))",
        found: "\(generatorFacts.name) (\(generatorFacts.contentHash.prefix(12)))",
        advice: "Name its checkpoint with --generator FILE"
      )
    }
    _ = try layer(recipe.layer)
    try check(recipe.edit)
    guard let wanted = recipe.segmenter else { return nil }
    if wanted == segmenterFacts?.contentHash { return checkSegmentation(of: recipe) }
    return Fault(
      .missing,
      "name the concepts of the picture",
      expected: "the segmenter \(title(of: wanted))",
      found: segmenterFacts.map { "\($0.name) (\($0.contentHash.prefix(12)))" } ?? "none",
      advice: "Name its directory with --segmenter DIRECTORY"
    )
  }

  private func checkSegmentation(of recipe: Recipe) -> Fault? {
    let here = options.settings.countingSegmentation.canonicalText
    guard let wanted = recipe.segmentation, wanted != here else { return nil }
    return Fault(
      .missing,
      "name the concepts of the picture",
      expected: "a segmentation of \(wanted)",
      found: here,
      advice: "Its effects compare only with the same segmentation options"
    )
  }

  /// The name under which a network was last seen here, and the start of its hash.
  private func title(of hash: String) -> String {
    let start = String(hash.prefix(12))
    return results.store.modelName(hash: hash).map { "'\($0)' (\(start))" } ?? start
  }
}

/// The program's release.
public enum Release {
  /// Its version, as `--version` says it and recipes record it.
  public static let version = "0.1.0"
}
