import Faults
import Images

/// The index of a folder of figures.
struct PaperPage {
  let title: String
  let folder: String
  private var sections: [String] = []
  /// How many figures there are.
  private(set) var count = 0

  init(title: String, folder: String) { (self.title, self.folder) = (title, folder) }

  /// Writes a plot in both forms and shows it.
  mutating func add(
    _ heading: String,
    _ stem: String,
    svg: String,
    png: RGBImage
  ) throws(Fault) {
    let path = folder + "/" + stem
    try Destination.write(Array(svg.utf8), to: path + ".svg", attempt: "write the figure")
    try PNG.write(png, to: path + ".png")
    show(heading, stem + ".svg", also: stem + ".png")
  }

  /// Shows a picture that is there.
  mutating func addPicture(_ heading: String, _ name: String) { show(heading, name, also: nil) }

  /// Says what has no figure.
  mutating func note(_ text: String) { sections.append("<p>\(escaped(text))</p>") }

  private mutating func show(_ heading: String, _ name: String, also other: String?) {
    count += 1
    let link = other.map { " <a href=\"\($0)\">PNG</a>" } ?? ""
    sections.append(
      "<h2>\(escaped(heading))</h2>\n<p><img src=\"\(name)\" alt=\"\(escaped(heading))\">\(link)</p>"
    )
  }

  func html() -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>\(escaped(title))</title>
    <style>
    body { font-family: sans-serif; max-width: 60rem; margin: 2rem auto; color: #222; }
    img { max-width: 100%; }
    h2 { font-size: 1.1rem; margin-top: 2.5rem; }
    </style>
    </head>
    <body>
    <h1>\(escaped(title))</h1>
    \(sections.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private func escaped(_ text: String) -> String {
    displayable(text, limit: 500).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
