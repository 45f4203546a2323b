import Faults
import Glibc

extension Configuration {
  /// $XDG_CONFIG_HOME/ganscope/config.toml, by default below ~/.config.
  static var defaultPath: String? {
    if let directory = environment("XDG_CONFIG_HOME"), directory.hasPrefix("/") {
      return directory + "/ganscope/config.toml"
    }
    return environment("HOME").map { $0 + "/.config/ganscope/config.toml" }
  }

  /// The person's configuration; an empty one where there is no file.
  ///
  /// - Parameter chosen: The file that the command line names, which then has to be there.
  /// - Returns: What the file sets.
  /// - Throws: `Fault` for a file that cannot be read or is no configuration.
  static func load(_ chosen: String? = nil) throws(Fault) -> Configuration {
    guard let path = chosen ?? defaultPath else { return Configuration() }
    if let text = try contents(of: path) { return try Configuration(text: text, path: path) }
    guard chosen != nil else { return Configuration() }
    throw Fault(
      .missing,
      "read the configuration",
      on: path,
      found: "no such file",
      advice: "'ganscope explore --print-default-config' writes one to begin with"
    )
  }

  private static let sizeLimit = 1 << 20

  /// The text of a regular file of at most a mebibyte; nil if there is none.
  private static func contents(of path: String) throws(Fault) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw unreadable(path, String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw unreadable(path, "something that is not a regular file")
    }
    guard status.st_size <= sizeLimit else { throw unreadable(path, "a file over 1 MiB") }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
    guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
      throw unreadable(path, "bytes that are not UTF-8")
    }
    return text
  }

  private static func unreadable(_ path: String, _ found: String) -> Fault {
    Fault(
      .inputOutput,
      "read the configuration",
      on: path,
      expected: "a small text file",
      found: found,
      advice: "Mend or remove the file"
    )
  }
}

/// An environment variable that is set and not empty.
func environment(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}
