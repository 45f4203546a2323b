/// Figures of one chapter.
public struct FigureSection: Sendable {
  /// What it is about.
  public let title: String
  /// What is shown and how it was measured.
  public let text: String
  /// The figures and tables.
  public var findings: [ReportFinding]

  /// Makes a section.
  public init(title: String, text: String, findings: [ReportFinding] = []) {
    self.title = title
    self.text = text
    self.findings = findings
  }
}

/// Chapters of figures as one static page: no request to any server.
public struct FigurePage: Sendable {
  /// What the page is about.
  public let title: String
  /// How the figures were made, name by name.
  public let facts: [(name: String, value: String)]
  /// Other pages of the folder, by name and place.
  public var links: [(name: String, place: String)] = []
  /// The chapters.
  public var sections: [FigureSection] = []

  /// What every page starts with, so that a folder is known for one of figures.
  public static let signature =
    "<!doctype html>\n<meta name=\"generator\" content=\"ganscope paper\">\n"

  /// Makes a page without chapters.
  public init(title: String, facts: [(name: String, value: String)]) {
    self.title = title
    self.facts = facts
  }

  /// The page; every text in it is escaped.
  public var html: String {
    let chapters = sections.enumerated().map { index, section in
      """
      <section id="part-\(index)">
      <h2>\(escaped(section.title))</h2>
      <p>\(escaped(section.text))</p>
      \(section.findings.map(\.html).joined(separator: "\n"))
      </section>
      """
    }
    let contents =
      sections.enumerated().map { "<a href=\"#part-\($0)\">\(escaped($1.title))</a>" }
      + links.map { "<a href=\"\(escaped($0.place))\">\(escaped($0.name))</a>" }
    return Self.signature
      + """
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(escaped(title))</title>
      <link rel="icon" href="data:,">
      <style>\(PageStyle.sheet)</style>
      </head>
      <body>
      <h1>\(escaped(title))</h1>
      <p>\(facts.map { "\(escaped($0.name)) <b>\(escaped($0.value))</b>" }.joined(separator: " · "))</p>
      <nav>\(contents.joined(separator: " "))</nav>
      \(chapters.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  /// How many figures and tables there are.
  public var count: Int { sections.reduce(0) { $0 + $1.findings.count } }
}
