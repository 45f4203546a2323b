import JSONText

/// What an edit was measured to cause, as a sheet's recipe records it.
public struct RecipeMeasurement: Hashable, Sendable, Decodable {
  /// One concept's mean areas, as shares of all pixels.
  public struct Effect: Hashable, Sendable, Decodable {
    /// The concept's name.
    public var concept: String
    /// Its category.
    public var category: String
    /// Mean area without the edit, 0 to 1.
    public var before: Double
    /// Mean area with it.
    public var after: Double
    /// Half the width of the 95 % interval of the difference; nil for one scene.
    public var halfWidth: Double?

    /// Makes an effect.
    public init(
      concept: String,
      category: String,
      before: Double,
      after: Double,
      halfWidth: Double?
    ) {
      (self.concept, self.category) = (concept, category)
      (self.before, self.after, self.halfWidth) = (before, after, halfWidth)
    }

    private enum CodingKeys: String, CodingKey {
      case concept, category, before, after
      case halfWidth = "half_width_95"
    }
  }

  /// How many scenes were measured.
  public var scenes: Int
  /// Every concept that was seen.
  public var effects: [Effect]

  /// Makes a record.
  public init(scenes: Int, effects: [Effect]) { (self.scenes, self.effects) = (scenes, effects) }

  var json: JSONValue {
    .object([
      ("scenes", .integer(scenes)),
      (
        "effects",
        .array(
          effects.map { effect in
            .object([
              ("concept", .string(effect.concept)), ("category", .string(effect.category)),
              ("before", .double(effect.before)), ("after", .double(effect.after)),
              ("half_width_95", effect.halfWidth.map { .double($0) } ?? .null),
            ])
          }
        )
      ),
    ])
  }
}
