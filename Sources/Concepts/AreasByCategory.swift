/// The concepts of a picture and their shares of it, by category.
///
/// A place may show an object, a part of it and what it is made of. Shares add up within a category
/// at most, and not where a part has the number of an object, as a window of a building has.
public struct AreasByCategory: Hashable, Sendable {
  /// One concept's share.
  public struct Area: Hashable, Sendable {
    /// The concept.
    public let concept: Concept
    /// Its share of the picture, 0 to 1.
    public let share: Double
  }

  /// The concepts of one category.
  public struct Group: Hashable, Sendable {
    /// The category.
    public let category: ConceptCategory
    /// Its concepts, the largest first.
    public let areas: [Area]
  }

  /// The categories that occur, in the vocabulary's order.
  public let groups: [Group]

  /// Arranges shares by concept number; absences are left out.
  public init(_ shares: [Int: Double], _ vocabulary: ConceptVocabulary) {
    let areas = shares.compactMap { number, share in
      vocabulary.isConcept(number)
        ? vocabulary[number].map { Area(concept: $0, share: share) } : nil
    }
    groups = vocabulary.categories.compactMap { category in
      let members = areas.filter { $0.concept.category == category }.sorted {
        ($1.share, $0.concept.number) < ($0.share, $1.concept.number)
      }
      return members.isEmpty ? nil : Group(category: category, areas: members)
    }
  }
}
