import ArgumentParser
import Dissection

// What shells complete: words that need no network to be known.
extension CompletionKind {
  /// The layers of the demo worlds, which those of other progressive GANs are called like.
  static var layers: CompletionKind { .list((1...10).map { "layer\($0)" }) }

  /// The rules of levels.
  static var thresholds: CompletionKind {
    .list(
      LabelRule.choices.map(\.threshold.name).reduce(into: []) { names, name in
        if !names.contains(name) { names.append(name) }
      }
    )
  }

  /// EDIT.json, or a picture with its recipe.
  static var edits: CompletionKind { .file(extensions: ["json", "png"]) }
}

/// What a shell is taught, with the topics of the help, of which the parser knows nothing.
enum CompletionScript {
  static func text(for shell: CompletionShell) -> String {
    let script = Ganscope.completionScript(for: shell)
    let topics = (HelpTopic.all.map(\.name) + commands).joined(separator: " ")
    switch shell {
    case .bash:
      return inHelp(
        of: script,
        before: "    __ganscope_offer_flags_options -1",
        "    __ganscope_add_completions -W \"$(printf '%s\\n' \(topics))\"\n"
      )
    case .zsh:
      return inHelp(
        of: script,
        before: "        '--version",
        "        '1:topic:(\(topics))'\n",
        instead: "        '*:subcommands:'\n"
      )
    case .fish:
      return script + "complete -c ganscope -n '__fish_seen_subcommand_from help' -fa '\(topics)'\n"
    default: return script
    }
  }

  private static var commands: [String] {
    Ganscope.configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// A script with a line more in the function that completes `ganscope help`.
  private static func inHelp(
    of script: String,
    before mark: String,
    _ line: String,
    instead old: String = ""
  ) -> String {
    guard let start = script.ranges(of: "_ganscope_help() {").last else { return script }
    var body = String(script[start.upperBound...])
    if !old.isEmpty, let range = body.firstRange(of: old) { body.removeSubrange(range) }
    if let place = body.firstRange(of: mark) { body.insert(contentsOf: line, at: place.lowerBound) }
    return script[..<start.upperBound] + body
  }
}
