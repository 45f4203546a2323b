public import Faults
public import Interventions
import Store

extension Workbench {
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
    _ = try recipe.edit.layerEdits(for: layers)
    guard let wanted = recipe.segmenter, wanted != segmenterFacts?.contentHash else { return nil }
    return Fault(
      .missing,
      "name the concepts of the picture",
      expected: "the segmenter \(title(of: wanted))",
      found: segmenterFacts.map { "\($0.name) (\($0.contentHash.prefix(12)))" } ?? "none",
      advice: "Name its directory with --segmenter DIRECTORY"
    )
  }

  /// The name under which a network was last seen here, and the start of its hash.
  private func title(of hash: String) -> String {
    let start = String(hash.prefix(12))
    return store.modelName(hash: hash).map { "'\($0)' (\(start))" } ?? start
  }
}
