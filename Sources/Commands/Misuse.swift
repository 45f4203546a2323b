import ArgumentParser
import Faults

/// A command line that makes no sense, in the words of every other error.
struct Misuse {
  /// What is wrong and where the options are told, in one line.
  let text: String

  /// Nil if the error is none of the command line: help that was asked for, or an exit code.
  init?(_ error: any Error, arguments: [String]) {
    guard !(error is CleanExit), !(error is ExitCode), !Ganscope.exitCode(for: error).isSuccess
    else { return nil }
    let command = CommandPath(arguments)
    // A misspelt option is named first: what its absence leads to is a riddle.
    let reason =
      command.unknownOption(in: arguments) ?? Self.negativeNumber(in: arguments)
      ?? Self.sentence(Ganscope.message(for: error))
    text = "\(reason)\(reason.hasSuffix("?") ? "" : ".") '\(command.help)' tells the options"
  }

  /// What the parser would take without a word; nil for nothing.
  init?(carelessIn arguments: [String]) {
    let command = CommandPath(arguments)
    // What the parser does not know it tells itself.
    guard command.unknownOption(in: arguments) == nil,
      let complaint = CarelessOptions(of: command.type).complaint(about: arguments)
    else { return nil }
    text = "\(displayable(complaint)). '\(command.help)' tells the options"
  }

  /// A number below zero, which is otherwise taken for an option and its own option said to lack
  /// a value.
  private static func negativeNumber(in arguments: [String]) -> String? {
    let pairs = zip(arguments, arguments.dropFirst())
    let found = pairs.first { $0.hasPrefix("--") && $1.hasPrefix("-") && Double($1) != nil }
    return found.map { "\(displayable($0)) takes no number below zero, found \(displayable($1))" }
  }

  /// One line that begins in lower case and ends without a stop.
  private static func sentence(_ message: String) -> String {
    var line = message.split(whereSeparator: \.isNewline).map {
      $0.trimmingPrefix(while: \.isWhitespace)
    }.joined(separator: "; ")
    while line.hasSuffix(".") { line.removeLast() }
    line = displayable(line, limit: 2000)
    let isWord = line.dropFirst().first?.isLowercase == true
    return isWord ? line.prefix(1).lowercased() + line.dropFirst() : line
  }
}

/// The command that a command line means.
private struct CommandPath {
  private(set) var type: any ParsableCommand.Type = Ganscope.self
  private var names: [String] = ["ganscope"]

  init(_ arguments: [String]) {
    var words = arguments[...]
    while let word = words.first,
      let inner = type.configuration.subcommands.first(where: { Self.name(of: $0) == word })
    {
      type = inner
      names.append(word)
      words = words.dropFirst()
    }
    while let inner = type.configuration.defaultSubcommand {
      type = inner
      names.append(Self.name(of: inner))
    }
  }

  private static func name(of type: any ParsableCommand.Type) -> String {
    type.configuration.commandName ?? "\(type)".lowercased()
  }

  var help: String { (names + ["--help"]).joined(separator: " ") }

  /// The first option that the command does not have, with what may be meant.
  func unknownOption(in arguments: [String]) -> String? {
    let known = Set(
      Ganscope.helpMessage(for: type, columns: 1000).split { !($0.isLetter || $0 == "-") }
        .filter { $0.hasPrefix("--") }.map(String.init)
    ).union(["--help", "--version"])
    let given = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map {
      String($0.prefix { $0 != "=" })
    }
    guard let unknown = given.first(where: { !known.contains($0) }) else { return nil }
    let near = nearest(to: unknown, among: Array(known)).first.map { ". Did you mean '\($0)'?" }
    return "there is no option '\(displayable(unknown))'\(near ?? "")"
  }
}
