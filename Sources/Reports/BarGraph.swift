import Concepts

/// The units of a layer that match one concept.
public struct ConceptGroup: Hashable, Sendable {
  /// The concept and its category.
  public let concept, category: String
  /// How many units match it.
  public let count: Int

  private struct Name: Hashable { let concept, category: String }

  /// The concepts that units match: by category as published, then the most frequent first.
  public static func groups(of units: [ReportUnit]) -> [ConceptGroup] {
    var counts: [Name: Int] = [:]
    for unit in units where unit.isInterpretable {
      guard let label = unit.label, let category = unit.category else { continue }
      counts[Name(concept: label, category: category), default: 0] += 1
    }
    let order = categories(in: units)
    let groups = counts.map {
      ConceptGroup(concept: $0.key.concept, category: $0.key.category, count: $0.value)
    }
    func key(_ group: ConceptGroup) -> (Int, Int, String) {
      (order.firstIndex(of: group.category) ?? order.count, -group.count, group.concept)
    }
    return groups.sorted { key($0) < key($1) }
  }

  /// The categories of units' labels: in the published order, then others by name.
  public static func categories(in units: [ReportUnit]) -> [String] {
    let seen = Set(units.compactMap(\.category))
    let published = ConceptCategory.publishedOrder.map(\.rawValue).filter(seen.contains)
    return published + seen.subtracting(published).sorted()
  }
}

/// The published colours of categories in bar graphs.
public enum CategoryColor {
  /// The colour as CSS and SVG write it.
  public static func code(of category: String) -> String {
    switch category {
    case "object": "#4B4CBF"
    case "part": "#55B05B"
    case "material": "#50BDAC"
    case "texture": "#81C679"
    case "color": "#F0883B"
    case "scene": "#D4CF24"
    default: "#AB6BC6"
    }
  }
}

/// Units per concept, a bar for each, as SVG.
public struct BarGraph: Sendable {
  /// The bars, from left to right.
  public let groups: [ConceptGroup]

  private static let step = 18
  private static let height = 110
  private static let textHeight = 110

  /// Makes a graph.
  public init(groups: [ConceptGroup]) { self.groups = groups }

  /// The graph; nothing if no unit matches.
  public var svg: String {
    guard let most = groups.map(\.count).max(), most > 0 else { return "" }
    let (width, height) = (groups.count * Self.step + 80, Self.height + Self.textHeight)
    let bars = groups.enumerated().map { bar($1, at: $0 * Self.step, most: most) }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="img" aria-label="units per concept">
      \(bars.joined(separator: "\n"))
      </svg>
      """
  }

  private func bar(_ group: ConceptGroup, at x: Int, most: Int) -> String {
    let concept = escaped(group.concept)
    let category = escaped(group.category)
    let size = max(1, (Self.height - 16) * group.count / most)
    let top = Self.height - size
    let middle = x + Self.step / 2
    return """
      <g data-concept="\(concept)" data-category="\(category)">\
      <title>\(concept) (\(category)): \(group.count)</title>\
      <rect x="\(x)" y="\(top)" width="\(Self.step - 4)" height="\(size)" \
      fill="\(CategoryColor.code(of: group.category))"/>\
      <text x="\(middle - 2)" y="\(top - 3)" text-anchor="middle">\(group.count)</text>\
      <text transform="translate(\(middle - 5) \(Self.height + 6)) rotate(60)">\(concept)</text></g>
      """
  }
}
