import Concepts
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Takes a key that is no command: text for whatever asks for it.
  mutating func type(_ key: KeyEvent) -> [Effect] {
    switch dialogs.last {
    case .search(var field, let before):
      guard field.handle(key) else { return [] }
      dialogs[dialogs.count - 1] = .search(field, before: before)
      search = field.text
      refreshTable()
    case .prompt(var prompt):
      guard prompt.accepts(key), prompt.field.handle(key) else { return [] }
      prompt.complaint = nil
      dialogs[dialogs.count - 1] = .prompt(prompt)
    case .concepts(var picker):
      if key == .character("q"), picker.field.text.isEmpty {
        dialogs.removeLast()
        return []
      }
      guard picker.field.handle(key) else { return [] }
      picker.cursor = 0
      dialogs[dialogs.count - 1] = .concepts(picker)
    case .settings(var picker):
      guard picker.row == .sizes, reasonAgainst(.sizes) == nil, picker.sizes.handle(key) else {
        return []
      }
      picker.complaint = nil
      dialogs[dialogs.count - 1] = .settings(picker)
    default: break
    }
    return []
  }

  /// Performs what a key means in the foremost dialog.
  mutating func answer(_ action: Action, key: KeyEvent) -> [Effect] {
    if action == .quit { return [.quit] }
    switch dialogs.last {
    case .help(let first):
      scroll(action, from: first, count: HelpText(state: self).lines.count) { .help(first: $0) }
    case .effects(let first):
      scroll(action, from: first, count: EffectsTable(self).rows.count) { .effects(first: $0) }
    case .jobs(let cursor): return jobsAnswer(action, cursor: cursor)
    case .search(_, let before): endSearch(action, before: before)
    case .prompt(let prompt):
      if action == .accept { return answer(prompt) }
      dialogs.removeLast()
    case .concepts(let picker): return answer(action, in: picker, key: key)
    case .export(let picker): answer(action, in: picker)
    case .settings(let picker): return answer(action, in: picker)
    case .messages(let first):
      let count = MessagesView.lines(of: self).count
      scroll(action, from: first, count: count) { .messages(first: $0) }
    case .confirm(let write, let doubt):
      dialogs.removeLast()
      if action == .accept { return [.write(write, isConfirmed: true)] }
      let isKept = doubt == .fileExists ? "\(write.path) was kept; " : ""
      tell(isKept + "nothing was written")
    case nil: break
    }
    return []
  }

  private mutating func scroll(
    _ action: Action,
    from first: Int,
    count: Int,
    _ dialog: (Int) -> Dialog
  ) {
    if action == .cancel {
      dialogs.removeLast()
      return
    }
    let page = DialogFrame.readingPage(in: size)
    var target = Self.moved(first, by: action, page: page, count: count)
    if action == .last { target = count }
    dialogs[dialogs.count - 1] = dialog(max(0, min(target, count - page)))
  }

  private mutating func endSearch(_ action: Action, before: String) {
    dialogs.removeLast()
    if action == .cancel {
      search = before
      refreshTable()
    } else if table.rows.isEmpty {
      tell("no unit fits '\(search)'; Esc shows all again")
    }
    focus = .units
  }

  private mutating func jobsAnswer(_ action: Action, cursor: Int) -> [Effect] {
    guard action != .cancel else {
      dialogs.removeLast()
      return []
    }
    if action == .cancelJob {
      guard jobs.entries.indices.contains(cursor), jobs.entries[cursor].isActive else {
        tell("this job has ended")
        return []
      }
      tell("cancelled: \(jobs.entries[cursor].title); what was measured is kept")
      return [.cancel(jobs.entries[cursor].number)]
    }
    let target = Self.moved(cursor, by: action, page: 10, count: jobs.entries.count)
    dialogs[dialogs.count - 1] = .jobs(cursor: target)
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
      dialogs.removeLast()
      return []
    case .accept:
      guard items.indices.contains(picker.cursor) else { return [] }
      take(items[picker.cursor], from: picker)
      return []
    case .left, .right:
      picker.choice = choice(after: picker.choice, step: action == .right ? 1 : -1)
    // All units are meant then, and quadrants have names such as tree-t.
    case .fewer where !isCounted(picker, items): return type(key)
    case .more: picker.count = min(picker.count + (picker.count < 10 ? 1 : 5), layer?.units ?? 1)
    case .fewer: picker.count = max(1, picker.count - (picker.count <= 10 ? 1 : 5))
    default:
      picker.cursor = Self.moved(picker.cursor, by: action, page: 8, count: items.count)
    }
    dialogs[dialogs.count - 1] = .concepts(picker)
    return []
  }

  /// Whether the picker's number of units means something for the concept under the cursor.
  private func isCounted(_ picker: ConceptPicker, _ items: [ConceptItem]) -> Bool {
    guard picker.purpose != .filter, items.indices.contains(picker.cursor) else { return false }
    return picker.choice(for: items[picker.cursor]) != .matching
  }

  /// The choices in turn; by effect only where a sweep knows it.
  private func choice(after choice: ConceptPicker.Choice, step: Int) -> ConceptPicker.Choice {
    let choices = ConceptPicker.Choice.allCases.filter { $0 != .bestByEffect || sweep != nil }
    let place = choices.firstIndex(of: choice) ?? 0
    return choices[(place + step + choices.count) % choices.count]
  }

  private mutating func take(_ item: ConceptItem, from picker: ConceptPicker) {
    dialogs.removeLast()
    let name = item.concept.name
    if picker.purpose == .filter {
      concept = item.concept.number
      refreshTable()
      focus = .units
      return
    }
    hintKeys = 0
    let units = units(for: item, in: picker)
    guard !units.isEmpty else { return tell("no unit of this layer stands for \(name) that way") }
    let described =
      switch picker.choice(for: item) {
      case .matching: "all \(name) units"
      case .bestByIoU: "best \(units.count) for \(name) by IoU"
      case .bestByEffect: "best \(units.count) for \(name) by effect"
      }
    picker.purpose == .ablate
      ? ablate(units, described: described) : insert(units, described: described)
  }

  // MARK: Export

  private mutating func answer(_ action: Action, in picker: ExportPicker) {
    var picker = picker
    let contents = ExportRequest.Content.allCases
    let scales = [1, 2, 4, 8, 16]
    let place = scales.firstIndex(of: picker.scale) ?? 0
    switch action {
    case .cancel:
      dialogs.removeLast()
      return
    case .accept:
      let content = contents[picker.cursor]
      if let reason = reasonAgainst(content) { return tell(reason) }
      return askForPath(of: content, scale: picker.scale)
    case .more: picker.scale = scales[min(place + 1, scales.count - 1)]
    case .fewer: picker.scale = scales[max(place - 1, 0)]
    default:
      picker.cursor = Self.moved(picker.cursor, by: action, page: 1, count: contents.count)
    }
    dialogs[dialogs.count - 1] = .export(picker)
  }

  /// Why a picture cannot be written now.
  func reasonAgainst(_ content: ExportRequest.Content) -> String? {
    switch content {
    case .original: nil
    case .edited, .sideBySide: history.edit.isEmpty ? "there is no edit" : nil
    case .heatmap: unit == nil ? "no unit is listed" : nil
    case .topScenes: topScenes.isEmpty ? "top scenes come with the dissection" : nil
    }
  }

  private mutating func askForPath(of content: ExportRequest.Content, scale: Int) {
    guard let scene = wantedScene, let layer else { return }
    let request = ExportRequest(scene: scene, unit: unit, content: content, scale: scale, path: "")
    let subject = unit.map { "\(layer.name)-unit\($0)" } ?? layer.name.rawValue
    let name =
      switch content {
      case .original: "scene\(self.scene)"
      case .edited: "scene\(self.scene)-edited"
      case .sideBySide: "scene\(self.scene)-before-after"
      case .heatmap: "scene\(self.scene)-\(subject)"
      case .topScenes: "\(subject)-top"
      }
    dialogs.append(
      .prompt(
        Prompt(
          purpose: .export(request),
          title: "write a PNG",
          label: "file",
          explanation: "It carries the recipe: opened with o or as ganscope FILE.png it restores "
            + "the edit.",
          field: TextField("\(name).png")
        )
      )
    )
  }
}
