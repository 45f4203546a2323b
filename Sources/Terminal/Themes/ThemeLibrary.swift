public import Faults
internal import Glibc

/// Finds themes by name or path; files come before those that the program carries.
public struct ThemeLibrary: Sendable {
  /// The folders that are searched, in order.
  public var directories: [String]

  /// Searches these folders.
  public init(directories: [String]) { self.directories = directories }

  /// The user's themes, then those beside the program, then those of the source tree.
  ///
  /// - Parameters:
  ///   - environment: `XDG_CONFIG_HOME` and `HOME` are read.
  ///   - executable: The program's path, links resolved.
  public init(environment: [String: String], executable: String?) {
    var found: [String] = []
    let home = environment["HOME"] ?? ""
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") {
      found.append("\(config)/ganscope/themes")
    } else if home.hasPrefix("/") {
      found.append("\(home)/.config/ganscope/themes")
    }
    var parts = (executable ?? "").split(separator: "/").dropLast()
    if !parts.isEmpty {
      found.append("/" + parts.dropLast().joined(separator: "/") + "/share/ganscope/themes")
      // A build lies in .build/<triple>/<configuration> below the source tree.
      for _ in 0..<4 where !parts.isEmpty {
        found.append("/" + parts.joined(separator: "/") + "/Themes")
        parts = parts.dropLast()
      }
    }
    self.init(directories: found)
  }

  /// The names of the themes that can be given to `theme(named:)`, the program's own first.
  public var names: [String] {
    var names = Set<String>()
    for directory in directories { names.formUnion(ThemeLibrary.themes(in: directory)) }
    return BuiltInThemes.names + names.subtracting(BuiltInThemes.names).sorted()
  }

  /// Reads a theme by its name, or by the path of its file if the name has a slash or ".theme".
  ///
  /// - Throws: A fault if there is no such theme or its file cannot be read.
  public func theme(named name: String) throws(Fault) -> ThemeReading {
    if name.contains("/") || name.hasSuffix(".theme") { return try ThemeLibrary.read(path: name) }
    for directory in directories {
      let path = "\(directory)/\(name).theme"
      if access(path, F_OK) == 0 { return try ThemeLibrary.read(path: path) }
    }
    if let text = BuiltInThemes.text(named: name) {
      return Theme.read(text, from: "the program", name: name)
    }
    throw Fault(
      .usage,
      "use the theme",
      on: name,
      found: "there is no such theme",
      advice: "The themes are \(names.joined(separator: ", ")); a file needs its path"
    )
  }

  /// Reads a theme file of at most 64 KB.
  public static func read(path: String) throws(Fault) -> ThemeReading {
    let text = try text(ofFile: path)
    let file = path.split(separator: "/").last ?? "theme"
    let name = file.hasSuffix(".theme") ? file.dropLast(6) : file
    return Theme.read(text, from: path, name: String(name))
  }

  private static func themes(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < 1000, let entry = readdir(stream) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if file.hasSuffix(".theme") { names.append(String(file.dropLast(6))) }
    }
    return names
  }

  private static func text(ofFile path: String) throws(Fault) -> String {
    func fault(_ kind: Fault.Kind, _ found: String) -> Fault {
      Fault(kind, "read the theme", on: path, found: found)
    }
    // Without O_NONBLOCK a FIFO would hold the program for ever.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      throw fault(errno == ENOENT ? .missing : .inputOutput, String(cString: strerror(errno)))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw fault(.refused, "not an ordinary file")
    }
    let limit = 65_536
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count <= limit {
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress?.advanced(by: count), limit + 1 - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw fault(.inputOutput, String(cString: strerror(errno))) }
      if got == 0 { break }
      count += got
    }
    guard count <= limit else { throw fault(.refused, "a theme of more than 64 KB") }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw fault(.refused, "the file is not UTF-8 text")
    }
    return text
  }
}
