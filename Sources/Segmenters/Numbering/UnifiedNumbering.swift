import Concepts
import Faults

/// How unified parsing's label maps number objects, quadrants, materials and parts
/// (gandissect segmenter.py).
///
/// Objects keep their numbers. With quadrants, t, l, b and r of every object follow. Then come the
/// materials without "-", then the names of parts that are not objects, in order of appearance.
struct UnifiedNumbering: Hashable, Sendable {
  /// An owner, and the concept number of each of its parts.
  struct Owner: Hashable, Sendable {
    let object: Int
    /// The places of its logits among those of the owners whose parts are labelled.
    let logits: Range<Int>
    /// A part that is also an object has the object's number; "-" has 0.
    let partNumbers: [Int32]
  }

  let vocabulary: ConceptVocabulary
  /// How many objects there are besides "-".
  let objectCount: Int
  /// The number of material m is this + m; material 0 is 0.
  let materialOffset: Int
  let materialCount: Int
  let owners: [Owner]

  /// The suffixes of quadrant names in the order of their blocks of numbers.
  static let quadrants = ["t", "l", "b", "r"]

  init(_ labels: ParsingLabels, quadrants: Bool, allParts: Bool) {
    let blocks = quadrants ? Self.quadrants : []
    let objects = labels.objects
    objectCount = objects.count - 1
    materialOffset = objectCount * (1 + blocks.count)
    materialCount = labels.materials.count
    var parts = PartNumbers(objects, first: materialOffset + labels.materials.count)
    var firstLogit = 0
    owners = labels.owners(all: allParts).map { owner in
      defer { firstLogit += owner.parts.count }
      return Owner(
        object: owner.object,
        logits: firstLogit..<firstLogit + owner.parts.count,
        partNumbers: owner.parts.map { Int32(parts.number(of: $0)) }
      )
    }
    let divided = blocks.flatMap { suffix in objects.dropFirst().map { "\($0)-\(suffix)" } }
    vocabulary = ConceptVocabulary(
      objects.map { ($0, .object) } + divided.map { ($0, .part) }
        + labels.materials.dropFirst().map { ($0, .material) } + parts.names.map { ($0, .part) }
    )
  }

  /// The material of a concept number, if it is one.
  func material(of concept: Int) -> Int? {
    let index = concept - materialOffset
    return (1..<max(materialCount, 1)).contains(index) ? index : nil
  }

  /// Refuses numbers that no probability belongs to: none, quadrants, beyond the end.
  func checkIsScored(_ concept: Int) throws(Fault) {
    let isQuadrant = concept > objectCount && concept <= materialOffset
    guard vocabulary.isConcept(concept), !isQuadrant else { throw notScored(concept) }
  }

  /// The concept number of a material.
  func number(ofMaterial material: Int) -> Int {
    material == 0 ? 0 : materialOffset + material
  }
}

/// Gives numbers to the names of parts as they appear.
private struct PartNumbers {
  private var numbers: [String: Int]
  private let first: Int
  private(set) var names: [String] = []

  init(_ objects: [String], first: Int) {
    numbers = Dictionary(uniqueKeysWithValues: objects.enumerated().map { ($1, $0) })
    self.first = first
  }

  mutating func number(of name: String) -> Int {
    if let known = numbers[name] { return known }
    let new = first + names.count
    numbers[name] = new
    names.append(name)
    return new
  }
}
