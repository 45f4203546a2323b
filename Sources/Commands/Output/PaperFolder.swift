import Faults
import Files
import Foundation
import Images
import Reports

/// A folder of figures that grows chapter by chapter.
struct PaperFolder {
  let path: String
  var page: FigurePage

  static let attempt = "write the figures"

  /// Opens a folder: a new one, or one that an earlier run has begun.
  ///
  /// - Throws: `Fault` of kind usage for a folder of other things.
  init(_ path: String, page: FigurePage) throws(Fault) {
    self.path = path
    self.page = page
    try FinishedFolder.check(path, attempt: Self.attempt) { Self.isOurs($0) }
    try writePage()
  }

  private static func isOurs(_ folder: String) -> Bool {
    if let names = try? FileManager.default.contentsOfDirectory(atPath: folder), names.isEmpty {
      return true
    }
    let page = try? RegularFile.read("\(folder)/index.html", to: attempt)
    return page?.starts(with: Array(FigurePage.signature.utf8)) ?? false
  }

  /// Writes the index with what there is so far.
  func writePage() throws(Fault) {
    try FinishedFile.write(
      Array(page.html.utf8),
      to: "\(path)/index.html",
      attempt: Self.attempt
    )
  }

  /// Adds a chapter and shows it in the index.
  mutating func add(_ section: FigureSection) throws(Fault) {
    page.sections.append(section)
    try writePage()
  }

  /// Writes a plot in both forms.
  func figure(
    _ title: String,
    _ stem: String,
    svg: String,
    png: RGBImage,
    remark: String = ""
  ) throws(Fault) -> ReportFinding {
    try FinishedFile.write(Array(svg.utf8), to: "\(path)/\(stem).svg", attempt: Self.attempt)
    try write(png, "\(stem).png")
    return ReportFinding(
      title: title,
      picture: stem + ".svg",
      otherPicture: stem + ".png",
      remark: remark
    )
  }

  /// Writes a picture.
  func picture(
    _ title: String,
    stem: String,
    image: RGBImage,
    remark: String = ""
  ) throws(Fault) -> ReportFinding {
    try write(image, "\(stem).png")
    return ReportFinding(title: title, picture: stem + ".png", remark: remark)
  }

  private func write(_ image: RGBImage, _ name: String) throws(Fault) {
    try FinishedFile.write(try PNG.encode(image), to: "\(path)/\(name)", attempt: Self.attempt)
  }
}
