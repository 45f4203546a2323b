import Faults
import JSONText

/// A labels.json: names, checked, but not yet compared with a network.
///
/// The unified-parsing form lists "object", "material" and "object_part"; another lists "labels" of
/// "categories", and how the image is presented. People also write a bare list of names, names by
/// number, or the "id2label" of a configuration: one category of objects each.
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

  private(set) var object: [String]?
  private(set) var material: [String]?
  private(set) var objectPart: [String: [String]]?
  private(set) var labels: [Label]?
  private(set) var categories: [Category]?
  private(set) var imageformat: ImageFormat?
  /// The names of one category of objects by the place of their logit.
  private(set) var names: [String]?
  private var numbered: [String: String]?

  private enum CodingKeys: String, CodingKey {
    case object, material, labels, categories, imageformat
    case objectPart = "object_part"
    case numbered = "id2label"
  }

  /// Takes a list of names.
  init(names: [String]) { self.names = names }

  init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var names: [String] = []
      while !list.isAtEnd { names.append(try list.decode(String.self)) }
      self.names = names
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.allKeys.isEmpty,
      let numbered = try? decoder.singleValueContainer().decode([String: String].self),
      !numbered.isEmpty, numbered.keys.allSatisfy({ Int($0) != nil })
    {
      self.numbered = numbered
      return
    }
    object = try container.decodeIfPresent([String].self, forKey: .object)
    material = try container.decodeIfPresent([String].self, forKey: .material)
    objectPart = try container.decodeIfPresent([String: [String]].self, forKey: .objectPart)
    labels = try container.decodeIfPresent([Label].self, forKey: .labels)
    categories = try container.decodeIfPresent([Category].self, forKey: .categories)
    imageformat = try container.decodeIfPresent(ImageFormat.self, forKey: .imageformat)
    numbered = try container.decodeIfPresent([String: String].self, forKey: .numbered)
  }

  /// Reads the bytes of a labels.json; messages call it by its path.
  static func read(_ bytes: [UInt8], from path: String) throws(Fault) -> LabelsDocument {
    if ClassTable.isTable(path) {
      return LabelsDocument(names: try ClassTable.names(bytes, from: path))
    }
    var document = try decode(bytes, path)
    do {
      try document.check()
    } catch {
      throw Fault(
        .refused,
        "read the labels",
        on: path,
        found: error.reason,
        advice: document.object == nil && document.labels == nil
          ? OwnLabels.form(count: nil) : "Take the labels.json that came with the segmenter"
      )
    }
    return document
  }

  private static func decode(_ bytes: [UInt8], _ path: String) throws(Fault) -> LabelsDocument {
    do throws(Fault) {
      return try JSONText.decode(LabelsDocument.self, bytes, from: path, to: "read the labels")
    } catch {
      var fault = error
      fault.advice = fault.advice ?? OwnLabels.form(count: nil)
      throw fault
    }
  }

  /// What is wrong with a labels.json.
  struct Mistake: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private mutating func check() throws(Mistake) {
    if let numbered { names = try ClassNames.ordered(numbered, in: "the names by number") }
    if let names { try check(lengths: names, of: "of names") }
    if let object { try check(names: object, of: "object") }
    if let material { try check(names: material, of: "material") }
    for (owner, parts) in objectPart ?? [:] {
      try check(names: parts, of: "object_part '\(owner)'")
      if let object, !object.contains(owner) {
        throw Mistake("'\(owner)' has parts, but is no object")
      }
    }
    if let categories { try checkUnique(categories.map(\.name), of: "categories") }
    if let labels {
      try check(lengths: labels.map(\.name), of: "labels")
      let names = ClassNames.distinct(labels.map(\.name))
      self.labels = zip(names, labels).map { Label(name: $0, category: $1.category) }
    }
    try imageformat?.check()
  }

  private func check(names: [String], of list: String) throws(Mistake) {
    guard names.first == "-" else { throw Mistake("the list \(list) does not begin with '-'") }
    try checkUnique(names, of: list)
  }

  private func checkUnique(_ names: [String], of list: String) throws(Mistake) {
    try check(lengths: names, of: list)
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw Mistake("'\(name)' twice in the list \(list)")
    }
  }

  private func check(lengths names: [String], of list: String) throws(Mistake) {
    guard names.count <= ClassNames.largestCount else {
      throw Mistake("\(names.count) names in the list \(list)")
    }
    for name in names {
      if name.isEmpty { throw Mistake("an empty name in the list \(list)") }
      if name.unicodeScalars.count > 200 {
        throw Mistake("a name of \(name.unicodeScalars.count) characters in the list \(list)")
      }
    }
  }
}

extension LabelsDocument {
  /// The names of a unified-parsing segmenter, if this is that form.
  ///
  /// Parts are labelled of the owners given; of the published three if none are, or of all owners where
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
      chosenOwners: try chosenOwners(owners, numbers: numbers, objectPart: objectPart)
    )
  }

  private var missingLists: [String] {
    (object == nil ? ["object"] : []) + (material == nil ? ["material"] : [])
      + (objectPart == nil ? ["object_part"] : [])
  }

  private func chosenOwners(
    _ owners: [String]?,
    numbers: [String: Int],
    objectPart: [String: [String]]
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
