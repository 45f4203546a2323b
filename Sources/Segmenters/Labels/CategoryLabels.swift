import Concepts
import Faults

/// The classes of a network with one list of logits, in categories with an argmax each.
struct CategoryLabels: Hashable, Sendable {
  /// A category, and the label number of each of its classes.
  struct Category: Hashable, Sendable {
    /// The classes by the place of their logit.
    let classes: [Int]
    let numbers: [Int32]
  }

  let vocabulary: ConceptVocabulary
  /// One label channel each.
  let categories: [Category]

  /// The places of the logits in the order of the categories.
  var order: [Int] { categories.flatMap(\.classes) }

  /// ADE20K's 150 classes, 0 = wall.
  static let ade20k = CategoryLabels(
    vocabulary: ADE20K.vocabulary,
    categories: [
      Category(
        classes: Array(ADE20K.names.indices),
        numbers: ADE20K.names.indices.map(Int32.init)
      )
    ]
  )

  init(vocabulary: ConceptVocabulary, categories: [Category]) {
    self.vocabulary = vocabulary
    self.categories = categories
  }

  /// Takes a labels.json: "-" is 0, the labels count from 1 (dissect's SemanticSegmenter).
  init(_ document: LabelsDocument, from path: String) throws(Fault) {
    if let names = document.names {
      self.init(names: names)
      return
    }
    guard let labels = document.labels, let categories = document.categories, !labels.isEmpty
    else {
      throw Self.refusal(
        path,
        found: "a file without labels and categories",
        advice: OwnLabels.form(count: nil)
      )
    }
    if let masked = categories.first(where: { $0.mask != nil }) {
      throw Self.refusal(
        path,
        found: "a mask on the category '\(masked.name)', which is not supported"
      )
    }
    let names = Set(categories.map(\.name))
    if let stray = labels.first(where: { !names.contains($0.category) }) {
      throw Self.refusal(
        path,
        found: "the label '\(stray.name)' in a category '\(stray.category)' that is not listed"
      )
    }
    let absence = ConceptVocabulary.absence
    let vocabulary = ConceptVocabulary(
      [(absence, ConceptCategory(rawValue: absence))]
        + labels.map { ($0.name, ConceptCategory(rawValue: $0.category)) }
    )
    let filled = categories.compactMap { category -> Category? in
      let classes = labels.indices.filter { labels[$0].category == category.name }
      guard !classes.isEmpty else { return nil }
      return Category(classes: classes, numbers: classes.map { Int32($0 + 1) })
    }
    self.init(vocabulary: vocabulary, categories: filled)
  }

  private static func refusal(
    _ path: String,
    found: String,
    advice: String = "Take the labels.json that came with the segmenter"
  ) -> Fault {
    Fault(
      .refused,
      "read the labels",
      on: path,
      found: found,
      advice: advice
    )
  }
}
