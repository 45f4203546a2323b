/// Where the pictures of a unit's top scenes lie, relative to the page.
public struct ReportStrips: Hashable, Sendable {
  /// Bright where the unit is active.
  public let top: String
  /// As they are, what the segmenter sees, and where the unit is active; nil for what there is not.
  public let original, segmentation, mask: String?

  /// Makes places.
  public init(
    top: String,
    original: String? = nil,
    segmentation: String? = nil,
    mask: String? = nil
  ) {
    self.top = top
    self.original = original
    self.segmentation = segmentation
    self.mask = mask
  }

  static let names = ["top", "original", "segmentation", "mask"]

  subscript(name: String) -> String? {
    switch name {
    case "top": top
    case "original": original
    case "segmentation": segmentation
    case "mask": mask
    default: nil
    }
  }
}

/// A figure or a table on what a layer's units cause.
public struct ReportFinding: Hashable, Sendable {
  /// What it shows.
  public let title: String
  /// Where its picture lies, relative to the page, and the same picture in another form; nil for none.
  public let picture, otherPicture: String?
  /// Its table, the headings first; empty for none.
  public let rows: [[String]]
  /// What is said below.
  public let remark: String

  /// Makes a finding.
  public init(
    title: String,
    picture: String? = nil,
    otherPicture: String? = nil,
    rows: [[String]] = [],
    remark: String = ""
  ) {
    self.title = title
    self.picture = picture
    self.otherPicture = otherPicture
    self.rows = rows
    self.remark = remark
  }

  /// The finding as a part of a page; every text in it is escaped.
  public var html: String {
    let image = picture.map {
      "<a href=\"\(escaped($0))\"><img loading=\"lazy\" src=\"\(escaped($0))\" "
        + "alt=\"\(escaped(title))\"></a>"
    }
    let other = otherPicture.map { "<br><a href=\"\(escaped($0))\">PNG</a>" }
    return """
      <figure><figcaption>\(escaped(title))</figcaption>\(image ?? "")\(other ?? "")\(table)\
      \(remark.isEmpty ? "" : "<p>\(escaped(remark))</p>")</figure>
      """
  }

  private var table: String {
    guard let headings = rows.first else { return "" }
    func cells(_ row: [String], _ tag: String) -> String {
      "<tr>" + row.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
    }
    return "<table><thead>\(cells(headings, "th"))</thead><tbody>"
      + rows.dropFirst().map { cells($0, "td") }.joined() + "</tbody></table>"
  }
}
