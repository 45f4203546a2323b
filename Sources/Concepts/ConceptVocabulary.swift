public import Faults

/// Every concept that a segmenter can name, indexed by its number in label maps.
///
/// Number 0 is the absence of a concept and is named "-". Names may repeat in different
/// categories (glass the object, glass the material).
public struct ConceptVocabulary: Hashable, Sendable {
  /// The concepts by number; the first is "-".
  public let concepts: [Concept]

  /// Makes a vocabulary of names and categories in the order of their numbers, "-" first.
  public init(_ namesAndCategories: [(name: String, category: ConceptCategory)]) {
    concepts = namesAndCategories.enumerated().map { number, entry in
      Concept(number: number, name: entry.name, category: entry.category)
    }
  }

  /// How many numbers there are, "-" included.
  public var count: Int { concepts.count }

  /// The concept of a number, if there is one.
  public subscript(number: Int) -> Concept? {
    concepts.indices.contains(number) ? concepts[number] : nil
  }

  /// The categories in the published order, then any others in order of appearance.
  public var categories: [ConceptCategory] {
    var seen: [ConceptCategory] = []
    for concept in concepts.dropFirst() where !seen.contains(concept.category) {
      seen.append(concept.category)
    }
    let published = ConceptCategory.publishedOrder.filter(seen.contains)
    return published + seen.filter { !published.contains($0) }
  }

  /// Finds a concept by name; objects before parts before materials.
  ///
  /// The query is a name such as "tree", or "material:wood" to pick the category.
  ///
  /// - Throws: `Fault` of kind missing, with the nearest names.
  public func concept(named query: String) throws(Fault) -> Concept {
    let pieces = query.split(separator: ":", maxSplits: 1).map(String.init)
    let name = pieces.count == 2 ? pieces[1] : query
    let candidates = concepts.dropFirst().filter { concept in
      concept.name == name && (pieces.count < 2 || concept.category.rawValue == pieces[0])
    }
    let order = categories
    let best = candidates.min { rank($0, in: order) < rank($1, in: order) }
    if let best { return best }
    throw Fault(
      .missing,
      "find the concept",
      on: query,
      found: "no such name in the vocabulary",
      advice: suggestion(for: name)
    )
  }

  private func rank(_ concept: Concept, in order: [ConceptCategory]) -> Int {
    (order.firstIndex(of: concept.category) ?? order.count) * concepts.count + concept.number
  }

  private func suggestion(for name: String) -> String {
    let near = nearest(to: name, among: concepts.dropFirst().map(\.name))
    return near.isEmpty
      ? "'ganscope units' lists the concepts that units match"
      : "Did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
  }
}
