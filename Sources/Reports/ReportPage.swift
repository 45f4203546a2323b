import Faults

/// A network's dissected layers as one static HTML page: no request to any server, nothing to
/// install.
public struct ReportPage: Sendable {
  /// What the page is about: the network's name.
  public let title: String
  /// How the units were dissected, name by name.
  public let facts: [(name: String, value: String)]
  /// The layers, in the order of the network.
  public let layers: [ReportLayer]

  /// What every page starts with, so that a folder is known for a report.
  public static let signature = "<!doctype html>\n<meta name=\"generator\" content=\"ganscope\">\n"

  /// Makes a page.
  public init(title: String, facts: [(name: String, value: String)], layers: [ReportLayer]) {
    self.title = title
    self.facts = facts
    self.layers = layers
  }

  /// The page; every text in it is escaped.
  public var html: String {
    let title = escaped(title)
    return Self.signature
      + """
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(title)</title>
      <link rel="icon" href="data:,">
      <style>\(PageStyle.sheet)</style>
      </head>
      <body>
      <h1>\(title)</h1>
      <p>\(facts.map { "\(escaped($0.name)) <b>\(escaped($0.value))</b>" }.joined(separator: " · "))</p>
      <nav>\(layers.enumerated().map { link($1, $0) }.joined(separator: " "))
      <a href="dissect.json">dissect.json</a></nav>
      <p>\(filters)</p>
      \(layers.enumerated().map { section($1, $0) }.joined(separator: "\n"))
      <script>\(PageStyle.script)</script>
      </body>
      </html>

      """
  }

  private var filters: String {
    let options = ConceptGroup.categories(in: layers.flatMap(\.units)).map {
      "<option>\(escaped($0))</option>"
    }
    return """
      <label>category <select id="category"><option value="">all</option>\(options.joined())</select></label>
      <label>concept <input id="concept" type="search" placeholder="all"></label>
      <label>IoU from <input id="least" type="number" min="0" max="1" step="0.05"></label>
      <label><input id="matching" type="checkbox"> only units that match a concept</label>
      <label>scenes \(pictureChoice)</label>
      """
  }

  /// The ways to see top scenes that any unit has.
  private var pictureChoice: String {
    let names = ["top": "active area bright", "original": "as they are", "mask": "active area"]
      .merging(["segmentation": "segmentation"]) { one, _ in one }
    let known = ReportStrips.names.filter { name in
      layers.contains { $0.units.contains { $0.strips?[name] != nil } }
    }
    let options = known.map { "<option value=\"\($0)\">\(names[$0] ?? $0)</option>" }
    return "<select id=\"pictures\">\(options.joined())</select>"
  }

  private func link(_ layer: ReportLayer, _ index: Int) -> String {
    "<a href=\"#layer-\(index)\">\(escaped(layer.name))</a>"
  }

  private func section(_ layer: ReportLayer, _ index: Int) -> String {
    let matching = layer.units.filter(\.isInterpretable)
    let groups = ConceptGroup.groups(of: layer.units)
    let summary = [
      layer.size,
      "\(matching.count) of \(layer.units.count) units match \(counted(groups.count, "concept"))",
      counted(layer.scenes, "scene"),
    ].map(escaped).joined(separator: " · ")
    return """
      <section id="layer-\(index)">
      <h2>\(escaped(layer.name))</h2>
      <p>\(summary)</p>
      \(BarGraph(groups: groups).svg)
      \(layer.findings.map(\.html).joined(separator: "\n"))
      <table class="units">
      <thead><tr>\(headings)</tr></thead>
      <tbody>
      \(layer.units.map(row).joined(separator: "\n"))
      </tbody>
      </table>
      </section>
      """
  }

  private var headings: String {
    ["unit", "label", "category", "IoU", "IQR", "level", "effect"]
      .map { "<th><button type=\"button\">\($0)</button></th>" }.joined()
      + "<th>top scenes</th>"
  }

  private func row(_ unit: ReportUnit) -> String {
    let label = unit.label ?? "-"
    let dot = unit.category.map { "<i style=\"background:\(CategoryColor.code(of: $0))\"></i>" }
    let strip = unit.strips.map { strips in
      let others = ReportStrips.names.compactMap { name in
        strips[name].map { " data-\(name)=\"\(escaped($0))\"" }
      }
      return "<img loading=\"lazy\" src=\"\(escaped(strips.top))\"\(others.joined()) "
        + "alt=\"top scenes of unit \(unit.number)\">"
    }
    return
      "<tr data-concept=\"\(escaped(label))\" data-category=\"\(escaped(unit.category ?? ""))\""
      + (unit.isInterpretable ? ">" : " class=\"weak\">")
      + "<td>\(unit.number)</td><td>\(escaped(label))</td>"
      + "<td>\(dot ?? "")\(escaped(unit.category ?? ""))</td>"
      + number(unit.iou) + number(unit.iqr) + number(unit.level)
      + number(unit.effect.map { $0 * 100 }, unit: " %")
      + "<td>\(strip ?? "")</td></tr>"
  }

  private func number(_ value: Double?, unit: String = "") -> String {
    guard let value, value.isFinite else { return "<td></td>" }
    let digits = unit.isEmpty ? 1000.0 : 10
    let rounded = (value * digits).rounded() / digits
    return "<td data-value=\"\(value)\">\(rounded == 0 ? 0 : rounded)\(unit)</td>"
  }
}

/// One layer of a report.
public struct ReportLayer: Sendable {
  /// Its name.
  public let name: String
  /// Its size: "32x32".
  public let size: String
  /// How many scenes were counted.
  public let scenes: Int
  /// Its units, in the order in which they are listed first.
  public let units: [ReportUnit]
  /// What was measured of its units' effects.
  public let findings: [ReportFinding]

  /// Makes a layer.
  public init(
    name: String,
    size: String,
    scenes: Int,
    units: [ReportUnit],
    findings: [ReportFinding] = []
  ) {
    self.findings = findings
    self.name = name
    self.size = size
    self.scenes = scenes
    self.units = units
  }
}

/// One unit of a report; what is nil is not known.
public struct ReportUnit: Sendable {
  /// Its number.
  public let number: Int
  /// Its best concept and that one's category.
  public let label, category: String?
  /// Whether it matches the concept by the rule of the dissection.
  public let isInterpretable: Bool
  /// IoU and information quality ratio with the concept, 0...1, and the level.
  public let iou, iqr, level: Double?
  /// Change of the concept's area where the unit alone is off, as a share of that area.
  public let effect: Double?
  /// Where the pictures of its top scenes lie, relative to the page.
  public let strips: ReportStrips?

  /// Makes a unit.
  public init(
    number: Int,
    label: String?,
    category: String?,
    isInterpretable: Bool,
    iou: Double? = nil,
    iqr: Double? = nil,
    level: Double? = nil,
    effect: Double? = nil,
    strips: ReportStrips? = nil
  ) {
    self.number = number
    self.label = label
    self.category = category
    self.isInterpretable = isInterpretable
    self.iou = iou
    self.iqr = iqr
    self.level = level
    self.effect = effect
    self.strips = strips
  }
}
