public import Faults

/// Every concept that a segmenter can name, indexed by its number in label maps.
///
/// Number 0 is the absence of a concept and is named "-", except where `zeroIsConcept` says that
/// label maps hold plain class numbers (ADE20K: 0 is the wall, every pixel has a concept). Any
/// concept named "-" is an absence too: merged vocabularies have one a part. Names may repeat in
/// different categories (glass the object, glass the material).
public struct ConceptVocabulary: Hashable, Sendable {
  /// The name of the absence of a concept.
  public static let absence = "-"

  /// The concepts by number, absences included.
  public let concepts: [Concept]
  /// Whether number 0 is a concept like the others instead of the absence of one.
  public let zeroIsConcept: Bool

  /// Makes a vocabulary of names and categories in the order of their numbers.
  ///
  /// - Parameters:
  ///   - namesAndCategories: The names; the first is "-" unless `zeroIsConcept`.
  ///   - zeroIsConcept: Whether number 0 is a concept like the others.
  public init(
    _ namesAndCategories: [(name: String, category: ConceptCategory)],
    zeroIsConcept: Bool = false
  ) {
    self.zeroIsConcept = zeroIsConcept
    concepts = namesAndCategories.enumerated().map { number, entry in
      Concept(number: number, name: entry.name, category: entry.category)
    }
  }

  /// How many numbers there are, absences included; counts by number have this size.
  public var count: Int { concepts.count }

  /// The concepts that can be counted and compared: all but the absences.
  public var named: [Concept] { concepts.filter(isConcept) }

  /// Whether a number of a label map stands for a concept.
  public func isConcept(_ number: Int) -> Bool {
    concepts.indices.contains(number) && isConcept(concepts[number])
  }

  private func isConcept(_ concept: Concept) -> Bool {
    concept.name != Self.absence && (concept.number > 0 || zeroIsConcept)
  }

  /// The concept of a number, if there is one.
  public subscript(number: Int) -> Concept? {
    concepts.indices.contains(number) ? concepts[number] : nil
  }

  /// The categories in the published order, then any others in order of appearance.
  public var categories: [ConceptCategory] {
    var seen: [ConceptCategory] = []
    for concept in named where !seen.contains(concept.category) {
      seen.append(concept.category)
    }
    let published = ConceptCategory.publishedOrder.filter(seen.contains)
    return published + seen.filter { !published.contains($0) }
  }

  /// Finds a concept by name; objects before parts before materials.
  ///
  /// The query is a name such as "tree", or "material:wood" to pick the category.
  ///
  /// - Throws: `Fault` of kind usage, with the nearest names.
  public func concept(named query: String) throws(Fault) -> Concept {
    let pieces = query.split(separator: ":", maxSplits: 1).map(String.init)
    let name = pieces.count == 2 ? pieces[1] : query
    let candidates = named.filter { concept in
      concept.name == name && (pieces.count < 2 || concept.category.rawValue == pieces[0])
    }
    let order = categories
    let best = candidates.min { rank($0, in: order) < rank($1, in: order) }
    if let best { return best }
    throw Fault(
      .usage,
      "find the concept",
      on: query,
      found: "no such name in the vocabulary",
      advice: suggestion(for: name)
    )
  }

  /// The other concepts of the same name, in other categories.
  public func namesakes(of concept: Concept) -> [Concept] {
    named.filter { $0.name == concept.name && $0.category != concept.category }
  }

  /// The name, and the category too where another has the same name: "water (material)".
  public func title(of concept: Concept) -> String {
    namesakes(of: concept).isEmpty ? concept.name : "\(concept.name) (\(concept.category.rawValue))"
  }

  /// The title in the longest form that fits: "water (material)", "water, mat.", "water m".
  ///
  /// - Parameters:
  ///   - concept: The concept.
  ///   - width: How many characters there is room for.
  /// - Returns: The shortest form where none fits.
  public func title(of concept: Concept, within width: Int) -> String {
    let (name, category) = (concept.name, concept.category.rawValue)
    let forms =
      namesakes(of: concept).isEmpty
      ? [name]
      : [
        "\(name) (\(category))", "\(name), \(category.prefix(3)).", "\(name) \(category.prefix(1))",
      ]
    return forms.first { $0.count <= width } ?? forms[forms.count - 1]
  }

  private func rank(_ concept: Concept, in order: [ConceptCategory]) -> Int {
    (order.firstIndex(of: concept.category) ?? order.count) * concepts.count + concept.number
  }

  private func suggestion(for name: String) -> String {
    let near = nearest(to: name, among: named.map(\.name))
    return near.isEmpty
      ? "'ganscope units' lists the concepts that units match"
      : "Did you mean \(alternatives(near))?"
  }
}
