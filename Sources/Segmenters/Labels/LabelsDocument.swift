import Faults
import JSONText

/// A labels.json: names, checked, but not yet compared with a network.
///
/// Two forms exist. The unified-parsing form lists "object", "material" and "object_part"; the
/// other lists "labels" of "categories", and how the image is presented.
struct LabelsDocument: Decodable, Hashable, Sendable {
  /// The name of the file.
  static let fileName = "labels.json"

  struct Label: Decodable, Hashable, Sendable {
    let name: String
    let category: String
  }
  struct Category: Decodable, Hashable, Sendable {
    let name: String
    let mask: String?
  }

  let object: [String]?
  let material: [String]?
  let objectPart: [String: [String]]?
  let labels: [Label]?
  let categories: [Category]?
  let imageformat: ImageFormat?

  private enum CodingKeys: String, CodingKey {
    case object, material, labels, categories, imageformat
    case objectPart = "object_part"
  }

  /// Reads the bytes of a labels.json; messages call it by its path.
  static func read(_ bytes: [UInt8], from path: String) throws(Fault) -> LabelsDocument {
    let document: LabelsDocument = try JSONText.decode(
      LabelsDocument.self,
      bytes,
      from: path,
      to: "read the labels"
    )
    do {
      try document.check()
    } catch {
      throw Fault(
        .refused,
        "read the labels",
        on: path,
        found: error.reason,
        advice: "Take the labels.json that came with the segmenter"
      )
    }
    return document
  }

  /// What is wrong with a labels.json.
  struct Mistake: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private func check() throws(Mistake) {
    if let object { try check(names: object, of: "object") }
    if let material { try check(names: material, of: "material") }
    for (owner, parts) in objectPart ?? [:] {
      try check(names: parts, of: "object_part '\(owner)'")
      if let object, !object.contains(owner) {
        throw Mistake("'\(owner)' has parts, but is no object")
      }
    }
    if let categories { try checkUnique(categories.map(\.name), of: "categories") }
    if let labels { try checkUnique(labels.map(\.name), of: "labels") }
    try imageformat?.check()
  }

  private func check(names: [String], of list: String) throws(Mistake) {
    guard names.first == "-" else { throw Mistake("the list \(list) does not begin with '-'") }
    try checkUnique(names, of: list)
  }

  private func checkUnique(_ names: [String], of list: String) throws(Mistake) {
    var seen: Set<String> = []
    for name in names {
      if name.isEmpty { throw Mistake("an empty name in the list \(list)") }
      if name.unicodeScalars.count > 200 {
        throw Mistake("a name of \(name.unicodeScalars.count) characters in the list \(list)")
      }
      if !seen.insert(name).inserted { throw Mistake("'\(name)' twice in the list \(list)") }
    }
  }
}

extension LabelsDocument {
  /// The names of a unified-parsing segmenter, if this is that form.
  ///
  /// Parts are told of the owners given; of the published three if none are, or of all owners where
  /// none of those three has parts.
  func parsing(owners: [String]?, from path: String) throws(Fault) -> ParsingLabels {
    guard let object, let material, let objectPart else {
      throw Fault(
        .refused,
        "read the labels",
        on: path,
        expected: "object, material and object_part",
        found: "a file without \(missingLists.joined(separator: ", "))",
        advice: "Take the labels.json that came with the segmenter"
      )
    }
    let numbers = Dictionary(uniqueKeysWithValues: object.enumerated().map { ($1, $0) })
    let sorted = objectPart.compactMap { name, parts in numbers[name].map { ($0, parts) } }
      .sorted { $0.0 < $1.0 }
    var first = 0
    let all = sorted.map { number, parts in
      defer { first += parts.count }
      return ParsingLabels.Owner(object: number, parts: parts, firstLogit: first)
    }
    return ParsingLabels(
      objects: object,
      materials: material,
      owners: all,
      chosenOwners: try chosenOwners(owners, numbers, objectPart)
    )
  }

  private var missingLists: [String] {
    (object == nil ? ["object"] : []) + (material == nil ? ["material"] : [])
      + (objectPart == nil ? ["object_part"] : [])
  }

  private func chosenOwners(
    _ owners: [String]?,
    _ numbers: [String: Int],
    _ objectPart: [String: [String]]
  ) throws(Fault) -> Set<Int> {
    guard let owners else {
      let published = ParsingLabels.publishedOwners.filter { objectPart[$0] != nil }
      let chosen = published.isEmpty ? Array(objectPart.keys) : published
      return Set(chosen.compactMap { numbers[$0] })
    }
    var chosen: Set<Int> = []
    for name in owners {
      guard objectPart[name] != nil, let number = numbers[name] else {
        throw Fault(
          .refused,
          "choose the owners of parts",
          on: name,
          found: "the labels list no parts of it",
          advice: "Correct part_owners in \(SegmenterSettings.fileName)"
        )
      }
      chosen.insert(number)
    }
    return chosen
  }
}
