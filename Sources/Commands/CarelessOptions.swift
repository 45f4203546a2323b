import ArgumentParser
import Foundation

/// What a command line says that the parser would take without a word: an option given twice, of
/// which the last would win, a value with nothing in it, and a file in a folder that is not there.
///
/// No command makes folders above what it writes, as the explorer makes none unasked: a mistyped one
/// is told before hours of work.
struct CarelessOptions {
  /// What the parser tells of a command's options.
  private struct Tool: Decodable {
    struct Name: Decodable { var kind: String, name: String }
    struct Argument: Decodable {
      var kind: String
      var isRepeating: Bool
      var names: [Name]?
    }
    struct Command: Decodable { var arguments: [Argument]? }
    var command: Command
  }

  /// Options that take one value.
  private let single: Set<String>

  init(of command: any ParsableCommand.Type) {
    let tool = try? JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8))
    let options = tool?.command.arguments?.filter { $0.kind == "option" && !$0.isRepeating }
    single = Set((options ?? []).flatMap { $0.names ?? [] }.map { "--\($0.name)" })
  }

  /// What is wrong with the words after the command, in one sentence without a stop; nil for
  /// nothing.
  func complaint(about words: some Sequence<String>) -> String? {
    let words = Array(words.prefix { $0 != "--" })
    if let index = words.firstIndex(where: \.isEmpty) {
      let before = index > 0 ? words[index - 1] : ""
      return before.hasPrefix("--") ? "\(before) has an empty value" : "an argument is empty"
    }
    var given: Set<String> = []
    for (index, word) in words.enumerated() where word.hasPrefix("--") {
      let name = String(word.prefix { $0 != "=" })
      if word == name + "=" { return "\(name) has an empty value" }
      let next = words.indices.contains(index + 1) ? words[index + 1] : ""
      let value = name == word ? next : String(word.dropFirst(name.count + 1))
      if Self.outputs.contains(name), single.contains(name),
        let folder = Self.missingFolder(above: value)
      {
        return "\(name): there is no folder \(folder); make it first, or name another"
      }
      guard single.contains(name), !given.insert(name).inserted else { continue }
      return "\(name) is given twice, and takes one value"
    }
    return nil
  }

  /// The options that name what is written.
  private static let outputs: Set = [
    "--output", "--json", "--npy", "--sheet", "--svg", "--png",
  ]

  private static func missingFolder(above path: String) -> String? {
    guard path != "-", let slash = path.dropLast().lastIndex(of: "/"), slash > path.startIndex
    else { return nil }
    let folder = String(path[..<slash])
    return FileManager.default.fileExists(atPath: folder) ? nil : folder
  }
}
