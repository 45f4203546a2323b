/// The names of a unified-parsing segmenter, as its labels.json lists them.
struct ParsingLabels: Hashable, Sendable {
  /// An object whose parts have names, and a list of logits of its own.
  struct Owner: Hashable, Sendable {
    /// Its object number.
    let object: Int
    /// Its parts, "-" first.
    let parts: [String]
    /// The place of its first logit among all owners' logits.
    let firstLogit: Int

    /// The places of its logits.
    var logits: Range<Int> { firstLogit..<firstLogit + parts.count }
  }

  /// Objects by number, "-" first.
  let objects: [String]
  /// Materials by number, "-" first.
  let materials: [String]
  /// The owners of parts in the order of their object numbers, which is that of the part logits.
  let owners: [Owner]
  /// The owners whose parts are labelled unless all are asked for, by object number.
  let chosenOwners: Set<Int>

  /// How many logits the part head has.
  var partLogitCount: Int { owners.last?.logits.upperBound ?? 0 }

  /// The owners whose parts are labelled.
  func owners(all: Bool) -> [Owner] {
    all ? owners : owners.filter { chosenOwners.contains($0.object) }
  }

  /// The owners of the published segmenter, chosen there for efficiency.
  static let publishedOwners = ["sky", "building", "person"]
}
