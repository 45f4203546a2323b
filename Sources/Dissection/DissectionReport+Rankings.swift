import Concepts
import JSONText
import Tensors

extension DissectionReport {
  /// A layer's rankings; a lower score is better.
  func rankings(
    of dissection: LayerDissection,
    _ labels: LabelGroups?,
    _ ranked: [Concept]
  ) -> [JSONValue] {
    let units = 0..<dissection.layer.units
    let byUnit = ranking("unit", units.map { .integer($0) })
    guard let labels else { return [byUnit] }
    var rankings = [
      byUnit,
      ranking("label", labels.places.map { .integer($0) }),
      ranking("max iou", dissection.labels.map { .float(-$0.iou) }, metric: "iou"),
    ]
    // Published at this place.
    let shares = shares[dissection.layer.name] ?? [:]
    for (concept, alpha) in shares.sorted(by: { $0.key < $1.key }) {
      guard let name = vocabulary?[concept]?.name, alpha.count == units.count else { continue }
      let scores = alpha.map { JSONValue.double(-$0) }
      rankings.insert(ranking("\(name)-ace", scores, metric: "ace", concept: name), at: 2)
    }
    let known = [UnitScore.maxiou, .iqr, .correlation].filter { dissection.scores[$0] != nil }
    for score in known {
      let scores = (dissection.matches[score] ?? []).map { JSONValue.float(-$0.score) }
      rankings.append(ranking("max \(score.rawValue)", scores, metric: score.rawValue))
    }
    for score in [UnitScore.iou] + known {
      rankings += ranked.map { concept in
        let scores = units.map {
          JSONValue.float(-(dissection.score(score, unit: $0, concept: concept.number) ?? 0))
        }
        let name = "\(concept.name)-\(score.rawValue)"
        return ranking(name, scores, metric: score.rawValue, concept: concept.name)
      }
    }
    return rankings
  }

  private func ranking(
    _ name: String,
    _ scores: [JSONValue],
    metric: String? = nil,
    concept: String? = nil
  ) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [("name", .string(name))]
    if let concept { members.append(("concept", .string(concept))) }
    if let metric { members.append(("metric", .string(metric))) }
    return .object(members + [("score", .array(scores))])
  }

  /// The concepts with a ranking of their own: best labels in any layer, the most frequent first.
  ///
  /// A quadrant (tree-t) counts for the whole (tree).
  var rankedConcepts: [Concept] {
    guard let vocabulary else { return [] }
    var units: [String: Int] = [:]
    var categories: [String: ConceptCategory] = [:]
    for label in layers.flatMap(\.labels) where label.overlap != nil {
      guard let concept = vocabulary[label.concept] else { continue }
      let name = whole(concept.name)
      units[name, default: 0] += 1
      categories[name] = categories[name] ?? concept.category
    }
    let names = units.keys.sorted { (-(units[$0] ?? 0), $0) < (-(units[$1] ?? 0), $1) }
    return names.compactMap { name in
      let candidates = vocabulary.named.filter { $0.name == name }
      return candidates.first { $0.category == categories[name] } ?? candidates.first
    }
  }

  /// A quadrant's name without its direction.
  private func whole(_ name: String) -> String {
    let pieces = name.split(separator: "-", omittingEmptySubsequences: false)
    let directions: Set<Substring> = ["t", "b", "l", "r", "tl", "tr", "bl", "br"]
    guard pieces.count > 1, let last = pieces.last, directions.contains(last) else { return name }
    return String(name.dropLast(last.count + 1))
  }
}

/// A layer's units by the concept that they match (dissection.py:322-361).
struct LabelGroups {
  private struct Group {
    let concept: Concept
    var units: [Int] = []
    var best: Float = 0
  }

  private let groups: [Group]
  /// Each unit's place when units are ordered by label, the most frequent first.
  let places: [Int]

  init(_ dissection: LayerDissection, _ vocabulary: ConceptVocabulary) {
    var groups: [Int: Group] = [:]
    for label in dissection.labels where label.isInterpretable {
      guard let concept = vocabulary[label.concept] else { continue }
      var group = groups[label.concept] ?? Group(concept: concept)
      group.units.append(label.unit)
      group.best = max(group.best, label.iou)
      groups[label.concept] = group
    }
    let categories = vocabulary.categories
    func order(_ group: Group) -> (Int, Int, Float, Int) {
      let category = categories.firstIndex(of: group.concept.category) ?? categories.count
      return (category, -group.units.count, -group.best, group.concept.number)
    }
    self.groups = groups.values.sorted { order($0) < order($1) }
    func place(_ label: UnitLabel) -> (Int, Int, Float, Int, Float, Int) {
      let group = groups[label.concept]
      return (
        label.isInterpretable ? 0 : 1, -(group?.units.count ?? 0), -(group?.best ?? 0),
        label.concept, -label.iou, label.unit
      )
    }
    let ordered = dissection.labels.sorted { place($0) < place($1) }
    var places = Array(repeating: 0, count: ordered.count)
    for (index, label) in ordered.enumerated() { places[label.unit] = index }
    self.places = places
  }

  /// The published list of labels: by category, then by how many units match.
  var records: [JSONValue] {
    groups.map { group in
      .object([
        ("label", .string(group.concept.name)),
        ("labelnum", .integer(group.concept.number)),
        ("units", .array(group.units.map { .integer($0) })),
        ("cat", .string(group.concept.category.rawValue)),
      ])
    }
  }
}
