import Glibc

/// The shared folder beside the checkout, where there is one.
enum Shared {
  static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    return parts.joined(separator: "/") + "/shared/"
  }()

  static var isThere: Bool { access(root + "golden", R_OK) == 0 }

  static func path(_ relative: String) -> String { root + relative }

  static func files(under folder: String, suffix: String) -> [String] {
    let top = root + folder
    guard let directory = opendir(top) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted().flatMap { name in
      name.hasSuffix(suffix)
        ? ["\(top)/\(name)"] : files(under: "\(folder)/\(name)", suffix: suffix)
    }
  }
}
