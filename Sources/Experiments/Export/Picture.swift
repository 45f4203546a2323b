public import Faults
public import Images
public import Interventions

/// A picture together with the recipe that makes it again.
public struct Picture: Hashable, Sendable {
  /// What is seen.
  public let image: RGBImage
  /// How it was made; it travels in a text chunk of the PNG.
  public let recipe: Recipe

  /// Writes a PNG; a reader sees the old file or the whole new one.
  ///
  /// - Throws: `Fault` of kind inputOutput.
  public func write(to path: String) throws(Fault) {
    let text = PNGText(keyword: Recipe.keyword, text: try recipe.json())
    try PNG.write(image, texts: [text], to: path)
  }
}

extension Recipe {
  /// Reads the recipe that a PNG of ganscope carries.
  ///
  /// - Throws: `Fault` if the file is no PNG, damaged, or carries none.
  public init(pngAt path: String) throws(Fault) {
    guard let text = try PNG.read(path: path).text(Recipe.keyword) else {
      throw Fault(
        .refused,
        "read the recipe of the picture",
        on: path,
        expected: "a PNG that ganscope exported",
        found: "one without a recipe",
        advice: "e in the explorer and 'ganscope generate' write such pictures"
      )
    }
    try self.init(json: Array(text.utf8), path: path)
  }
}
