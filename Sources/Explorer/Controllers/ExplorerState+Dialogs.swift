import Causes
import Dissection
import Concepts
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Takes a key that is no command: text for whatever asks for it.
  mutating func type(_ key: KeyEvent) -> [Effect] {
    switch talk.dialogs.last {
    case .help(var place):
      guard place.isTyping, place.search.handle(key) else { return [] }
      place.first = 0
      talk.dialogs[talk.dialogs.count - 1] = .help(place)
    case .search(var field, let before):
      guard field.handle(key) else { return [] }
      talk.dialogs[talk.dialogs.count - 1] = .search(field, before: before)
      place.search = field.text
    case .prompt(var prompt):
      guard prompt.accepts(key), prompt.field.handle(key) else { return [] }
      prompt.complaint = nil
      talk.dialogs[talk.dialogs.count - 1] = .prompt(prompt)
    case .concepts(var picker):
      if key == .character("q"), picker.field.text.isEmpty {
        talk.dialogs.removeLast()
        return []
      }
      guard picker.field.handle(key) else { return [] }
      picker.cursor = 0
      picker.settle(among: choices(in: picker, conceptItems(matching: picker.field.text)))
      talk.dialogs[talk.dialogs.count - 1] = .concepts(picker)
    case .settings(var picker):
      guard picker.row == .sizes, reasonAgainst(.sizes) == nil, picker.sizes.handle(key) else {
        return []
      }
      picker.complaint = nil
      talk.dialogs[talk.dialogs.count - 1] = .settings(picker)
    case .command(var line):
      guard line.field.handle(key) else { return [] }
      (line.complaint, line.recalled, line.completion) = (nil, nil, nil)
      talk.dialogs[talk.dialogs.count - 1] = .command(line)
    case .export, .confirm, .jobs, .cluster, .effects, .messages, .place, .edits, .history, .causes,
      .comparison,
      .worlds, .resume, nil:
      break
    }
    return []
  }

  /// Performs what a key means in the foremost dialog.
  mutating func answer(_ action: Action, key: KeyEvent) -> [Effect] {
    if action == .program(.quit) { return [.quit] }
    if action == .open(.help) { return explain() }
    switch talk.dialogs.last {
    case .help(let place): readHelp(action, at: place)
    case .effects where action == .open(.export): askForFigure()
    case .effects(var place):
      if action == .move(.nextPane) {
        place.showsBars.toggle()
        talk.dialogs[talk.dialogs.count - 1] = .effects(place)
        return []
      }
      scroll(action, from: place.first, count: effects.lines.count) {
        .effects(EffectsPlace(first: $0, showsBars: place.showsBars))
      }
    case .jobs(let cursor): return jobsAnswer(action, cursor: cursor)
    case .cluster(let folder, let first):
      return answer(action, inCluster: folder, first: first)
    case .search(_, let before): endSearch(action, before: before)
    case .prompt(let prompt):
      if action == .answer(.accept) { return answer(prompt) }
      talk.dialogs.removeLast()
    case .concepts(let picker): return answer(action, in: picker, key: key)
    case .export(let picker): answer(action, in: picker)
    case .settings(let picker): return answer(action, in: picker)
    case .messages(let first):
      scroll(action, from: first, count: messageLines.count) { .messages(first: $0) }
    case .confirm(let write, let doubt):
      talk.dialogs.removeLast()
      if action == .answer(.accept) { return [.write(write, isConfirmed: true)] }
      let isKept = doubt == .fileExists ? "\(write.path) was kept; " : ""
      notify(isKept + "nothing was written")
    case .command(let line): return answer(action, in: line)
    case .place(let list): return answer(action, in: list)
    case .edits(let list): return answer(action, in: list)
    case .history(let cursor): return answer(action, inHistoryAt: cursor)
    case .causes(let menu): return answer(action, in: menu)
    case .comparison(let menu): return answer(action, in: menu)
    case .worlds(let cursor): return worldsAnswer(action, cursor: cursor)
    case .resume(let work): return answer(action, about: work)
    case nil: break
    }
    return []
  }

  /// Opens the help about what is in front; asked again, leaves it.
  private mutating func explain() -> [Effect] {
    guard case .help = talk.dialogs.last else { return open(.help) }
    talk.dialogs.removeLast()
    return []
  }

  /// Scrolls the help, or looks for something in it.
  private mutating func readHelp(_ action: Action, at place: HelpPlace) {
    var place = place
    switch action {
    case .open(.search): (place.isTyping, place.first) = (true, 0)
    case .answer(.accept): place.isTyping = false
    // First what was looked for is given up, then the help is left.
    case .cancel where place.isTyping || !place.search.text.isEmpty: place = HelpPlace()
    default:
      let count = help.lines(with: place.search.text).count
      return scroll(action, from: place.first, count: count) { first in
        var moved = place
        moved.first = first
        return .help(moved)
      }
    }
    talk.dialogs[talk.dialogs.count - 1] = .help(place)
  }

  /// The help as it is wrapped now, and the messages.
  var help: HelpText { HelpText(KeyBindings.all(self), on: size) }
  var messageLines: [MessagesView.Line] { MessagesView.lines(of: talk.messages, on: size) }

  mutating func scroll(
    _ action: Action,
    from first: Int,
    count: Int,
    page: Int? = nil,
    _ dialog: (Int) -> Dialog
  ) {
    if action == .cancel {
      talk.dialogs.removeLast()
      return
    }
    guard case .move(let move) = action else { return }
    let page = page ?? DialogFrame.readingPage(in: size)
    let target =
      move == .last ? count : Self.moved(first, by: move, page: page, count: count)
    talk.dialogs[talk.dialogs.count - 1] = dialog(max(0, min(target, count - page)))
  }

  private mutating func endSearch(_ action: Action, before: String) {
    talk.dialogs.removeLast()
    if action == .cancel {
      place.search = before
    } else if let problem = UnitFilter(place.search).problem {
      talk.notice = Notice(kind: .failure, text: "search: \(problem)")
    } else if table.rows.isEmpty {
      notify("no unit fits '\(place.search)'; Esc shows all again")
    }
    place.focus = .units
  }

  private mutating func jobsAnswer(_ action: Action, cursor: Int) -> [Effect] {
    guard action != .cancel else {
      talk.dialogs.removeLast()
      return []
    }
    if case .cluster(let entry)? = jobs.line(at: cursor) {
      if action == .answer(.accept) {
        talk.dialogs.append(.cluster(entry.folder, first: 0))
        return []
      }
      if let effects = answer(action, of: entry) { return effects }
    }
    if action == .answer(.cancelJob) {
      guard jobs.entries.indices.contains(cursor), jobs.entries[cursor].isActive else {
        notify("this job has ended")
        return []
      }
      notify("cancelled: \(jobs.entries[cursor].title); what was measured is kept")
      return [.cancel(jobs.entries[cursor].number)]
    }
    guard case .move(let move) = action else { return [] }
    let target = Self.moved(cursor, by: move, page: 10, count: jobs.lines.count)
    talk.dialogs[talk.dialogs.count - 1] = .jobs(cursor: target)
    return []
  }

  // MARK: Concepts

  private mutating func answer(
    _ action: Action,
    in picker: ConceptPicker,
    key: KeyEvent
  ) -> [Effect] {
    var picker = picker
    let items = conceptItems(matching: picker.field.text)
    switch action {
    case .cancel:
      talk.dialogs.removeLast()
      return []
    case .answer(.accept):
      guard items.indices.contains(picker.cursor) else { return [] }
      if picker.purpose == .optimise {
        talk.dialogs.removeLast()
        return askToOptimise(items[picker.cursor].concept)
      }
      take(items[picker.cursor], from: picker)
      return []
    case .move(.left), .move(.right):
      picker.step(by: action == .move(.right) ? 1 : -1, among: choices(in: picker, items))
    // All units are meant then, and quadrants have names such as tree-t.
    case .answer(.fewer) where !isCounted(picker): return type(key)
    case .answer(.more):
      picker.count = min(picker.count + (picker.count < 10 ? 1 : 5), layer?.units ?? 1)
    case .answer(.fewer): picker.count = max(1, picker.count - (picker.count <= 10 ? 1 : 5))
    case .move(let move):
      picker.cursor = Self.moved(picker.cursor, by: move, page: 8, count: items.count)
    default: break
    }
    picker.settle(among: choices(in: picker, conceptItems(matching: picker.field.text)))
    talk.dialogs[talk.dialogs.count - 1] = .concepts(picker)
    return []
  }

  /// Whether the picker's number of units means something.
  private func isCounted(_ picker: ConceptPicker) -> Bool {
    !picker.purpose.isConceptAlone && picker.choice != .matching
  }

  /// The ways to choose units of the concept under the cursor that choose any, the best first.
  func choices(in picker: ConceptPicker, _ items: [ConceptItem]) -> [ConceptPicker.Choice] {
    guard items.indices.contains(picker.cursor) else { return [] }
    let item = items[picker.cursor]
    var choices: [ConceptPicker.Choice] = item.units > 0 ? [.matching, .bestByIoU] : [.bestByIoU]
    if let sweep, !sweep.best(1, for: item.concept.number).isEmpty {
      // What part of the units causes is never the first thing offered.
      choices.insert(.bestByEffect, at: sweep.isComplete ? 0 : choices.count)
    }
    if let effect = averageEffect(on: item.concept.number) {
      choices.insert(.bestByACE, at: choices.first == .bestByEffect && !effect.isBetter ? 1 : 0)
    }
    if let winner = winningChoice(of: item), let place = choices.firstIndex(of: winner) {
      choices.insert(choices.remove(at: place), at: 0)
    }
    if keptSet(for: item, in: picker) != nil { choices.insert(.kept, at: 0) }
    return choices
  }

  private mutating func take(_ item: ConceptItem, from picker: ConceptPicker) {
    talk.dialogs.removeLast()
    let name = item.concept.name
    if picker.purpose == .filter {
      place.concept = item.concept.number
      place.focus = .units
      if let layer { place.browsing[layer.name]?.unit = nil }
      return
    }
    talk.hintKeys = 0
    let units = units(for: item, in: picker)
    // A kept set may be of another layer: the edit goes there.
    if picker.choice == .kept, let kept = keptSet(for: item, in: picker),
      let index = models.layers.firstIndex(where: { $0.name == kept.found.set.layer })
    {
      select(layerAt: index)
      kept.quantile.map { editing.quantile = $0 }
    }
    guard !units.isEmpty else { return notify("no unit of this layer stands for \(name) that way") }
    if picker.purpose == .brush { return takeBrush(units, name: name) }
    let described =
      switch picker.choice {
      case .kept: "the best set found for \(name)"
      case .matching: "all \(name) units"
      case .bestByIoU: "best \(units.count) for \(name) by IoU"
      case .bestByACE: "best \(units.count) for \(name) by ACE"
      case .bestByEffect:
        "best \(units.count) for \(name) by effect"
          + (sweep?.part.map { ", only \($0)" } ?? "")
      }
    picker.purpose == .ablate
      ? ablate(units, described: described, for: item.concept.number)
      : insert(units, described: described, for: item.concept.number)
  }
}
