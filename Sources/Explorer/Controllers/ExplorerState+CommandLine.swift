import Terminal

extension ExplorerState {
  mutating func answer(_ action: Action, in line: CommandLine) -> [Effect] {
    var line = line
    switch action {
    case .cancel:
      talk.dialogs.removeLast()
      return []
    case .answer(.accept): return accept(line)
    case .answer(.complete): complete(&line)
    case .move(.up): line.recall(1, of: talk.commands)
    case .move(.down): line.recall(-1, of: talk.commands)
    default: break
    }
    line.complaint = nil
    talk.dialogs[talk.dialogs.count - 1] = .command(line)
    return []
  }

  private mutating func accept(_ line: CommandLine) -> [Effect] {
    var line = line
    let text = line.field.text
    talk.dialogs.removeLast()
    switch perform(text) {
    case .success(let effects):
      if !text.isEmpty { talk.remember(text) }
      return effects
    case .failure(let mistake):
      line.complaint = mistake.text
      talk.dialogs.append(.command(line))
      return []
    }
  }

  /// As far as all completions agree; where that adds nothing, each of them in turn.
  ///
  /// What may begin a command is listed anyway.
  private func complete(_ line: inout CommandLine) {
    let text = line.typed
    let found = completions(of: text)
    guard !text.isEmpty, let first = found.first else { return }
    if found.count == 1 {
      line.field = TextField(first + " ")
      return
    }
    let common = found.reduce(first) { String($0.commonPrefix(with: $1)) }
    guard common.count <= text.count else {
      line.field = TextField(common)
      return
    }
    let place = line.completion.map { ($0.place + 1) % found.count } ?? 0
    line.completion = CommandLine.Completion(typed: text, place: place)
    line.field = TextField(found[place])
  }
}

extension CommandLine {
  /// Goes back and forth in the commands before.
  mutating func recall(_ step: Int, of commands: [String]) {
    completion = nil
    let place = (recalled ?? -1) + step
    guard place >= 0 else {
      (recalled, field) = (nil, TextField())
      return
    }
    guard commands.indices.contains(place) else { return }
    recalled = place
    field = TextField(commands[commands.count - 1 - place])
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> Substring {
    let length = zip(self, other).prefix { $0 == $1 }.count
    return prefix(length)
  }
}
