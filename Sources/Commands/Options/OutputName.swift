import ArgumentParser

/// Names of what a command writes, refused where they would make something else than they say.
///
/// Text and arrays go to standard output for "-". Pictures and folders do not, since beside them
/// figures are told there.
enum OutputName {
  /// A PNG.
  static func picture(_ name: String) throws -> String {
    if name == "-" { throw ValidationError("a picture is written to a file, such as FILE.png") }
    return try checked(name, besides: "png")
  }

  /// A drawing; "-" is standard output.
  static func drawing(_ name: String) throws -> String { try checked(name, besides: "svg") }

  /// A folder.
  static func folder(_ name: String) throws -> String {
    if name == "-" { throw ValidationError("a folder is needed: './-' if it is called that") }
    if ending(of: name) == "png" {
      throw ValidationError("a folder is needed, not the name of one picture")
    }
    return try checked(name, besides: "png")
  }

  /// A folder of PNGs, or a PNG.
  static func pictures(_ name: String) throws -> String {
    ending(of: name) == "png" ? name : try folder(name)
  }

  /// A file that cannot be standard output.
  static func file(_ name: String) throws -> String {
    if name == "-" { throw ValidationError("a file is needed: './-' if it is called that") }
    return name
  }

  private static func checked(_ name: String, besides allowed: String) throws -> String {
    let ending = ending(of: name)
    guard ending != allowed, formats.contains(ending) else { return name }
    throw ValidationError(
      "no .\(ending) is written: choose a name that ends in .\(allowed)"
        + (allowed == "png" ? ", and convert it with another program" : "")
    )
  }

  private static func ending(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  private static let formats: Set = [
    "apng", "avif", "bmp", "eps", "gif", "heic", "jpeg", "jpg", "jxl", "mp4", "pdf", "png", "ppm",
    "svg", "tif", "tiff", "webm", "webp",
  ]
}
