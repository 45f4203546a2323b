import ArgumentParser

/// ganscope(1), made of the same texts as the help.
enum ManualPage {
  /// The page in roff.
  static var text: String {
    let topics = HelpTopic.all.map { topic in
      ".SH \(topic.name.uppercased())\n"
        + verbatim(
          topic.text.split(
            separator: "\n",
            omittingEmptySubsequences: false
          ).dropFirst(2).joined(separator: "\n")
        )
    }
    let commands = Ganscope.configuration.subcommands.map { command in
      ".SS ganscope \(command.configuration.commandName ?? "")\n"
        + verbatim(Ganscope.helpMessage(for: command, columns: 76))
    }
    return """
      .TH GANSCOPE 1 "" "ganscope \(Ganscope.version)" "User Commands"
      .SH NAME
      ganscope \\- \(escaped("explore what the units of a generative network stand for"))
      .SH SYNOPSIS
      .B ganscope
      [\\fIcommand\\fR] [\\fIoptions\\fR]
      .SH DESCRIPTION
      \(escaped("GAN Dissection in a terminal: units of a generator are matched to concepts, "
        + "switched off and on, and what that causes is measured. Without a command the "
        + "explorer opens; ? there tells every key."))
      .SH COMMANDS
      \(commands.joined(separator: "\n"))
      \(topics.joined(separator: "\n"))

      """
  }

  /// Lines as they stand.
  private static func verbatim(_ text: String) -> String {
    ".nf\n\(escaped(text))\n.fi"
  }

  /// Text in which roff finds no commands.
  private static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let line = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }.joined(separator: "\n")
  }
}
