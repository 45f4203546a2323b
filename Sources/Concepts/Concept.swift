/// The family of a concept: object, part, material, color, or one of a segmenter's own.
public struct ConceptCategory: RawRepresentable, Hashable, Sendable {
  /// The category's name as published reports spell it.
  public let rawValue: String

  /// Names a category.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Things: tree, building, door.
  public static let object = ConceptCategory(rawValue: "object")
  /// Parts of things: roof, cloud, head.
  public static let part = ConceptCategory(rawValue: "part")
  /// What things are made of: brick, foliage.
  public static let material = ConceptCategory(rawValue: "material")
  /// The colour of things.
  public static let color = ConceptCategory(rawValue: "color")

  /// The order of categories in published reports (gandissect dissection.py:347-361).
  public static let publishedOrder: [ConceptCategory] =
    [
      .object, ConceptCategory(rawValue: "scene"), .part, ConceptCategory(rawValue: "piece"),
      .material, ConceptCategory(rawValue: "texture"), .color,
    ]
}

/// One class of a segmenter's vocabulary.
public struct Concept: Hashable, Sendable {
  /// The number in label maps; 0 means no concept unless the vocabulary says otherwise.
  public let number: Int
  /// The name, as the vocabulary spells it; escape before showing.
  public let name: String
  /// The family.
  public let category: ConceptCategory

  /// What finds this concept and no namesake: "material:water".
  public var query: String { "\(category.rawValue):\(name)" }

  /// Makes a concept.
  public init(number: Int, name: String, category: ConceptCategory) {
    self.number = number
    self.name = name
    self.category = category
  }
}
