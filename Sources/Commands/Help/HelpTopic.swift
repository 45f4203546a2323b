import ArgumentParser
import Faults

/// A page of `ganscope help TOPIC`: what a person may look up that is no single command's affair.
struct HelpTopic: Sendable {
  /// The word that asks for it.
  let name: String
  /// One line for the list of topics.
  let summary: String
  /// The page, at most 79 columns wide.
  let text: String

  /// Every topic, in the order in which they are listed.
  static let all = [
    explorer, demo, networks, segmenters, computing, numbers, edits, directions, findings, results,
    promises, shards,
    cluster,
    settings,
  ]

  /// The topic of a name.
  static func named(_ name: String) -> HelpTopic? { all.first { $0.name == name } }

  /// The list that the program's own help ends with.
  static var overview: String {
    let width = all.map(\.name.count).max() ?? 0
    let lines = all.map { topic in
      let blanks = String(repeating: " ", count: width - topic.name.count)
      return "  \(topic.name)\(blanks)  \(topic.summary)"
    }
    return "TOPICS, each a page of 'ganscope help TOPIC':\n" + lines.joined(separator: "\n")
  }

  /// The page that a command line asks for: "help networks"; nil for any other.
  static func asked(by arguments: [String]) throws(Fault) -> HelpTopic? {
    guard arguments.count == 2, arguments[0] == "help", !arguments[1].hasPrefix("-") else {
      return nil
    }
    let name = arguments[1]
    // A page tells more than the help of a command of the same name, which --help shows.
    if let topic = named(name) { return topic }
    let commands = Ganscope.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !commands.contains(name), name != "help" else { return nil }
    let near = alternatives(nearest(to: name, among: commands + all.map(\.name)))
    throw Fault(
      .usage,
      "show the help for",
      on: name,
      expected: "a command or one of the topics " + all.map(\.name).joined(separator: ", "),
      found: "neither",
      advice: near.isEmpty ? "'ganscope --help' lists both" : "Did you mean \(near)?"
    )
  }
}
