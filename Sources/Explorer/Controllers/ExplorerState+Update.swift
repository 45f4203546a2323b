import Interventions
import Laboratory
import Terminal

extension ExplorerState {
  /// Takes an event in and says what is to be done for it.
  mutating func update(with event: ExplorerEvent) -> [Effect] {
    let effects = take(event)
    keepCursorInView()
    return effects + requestScene()
  }

  private mutating func take(_ event: ExplorerEvent) -> [Effect] {
    switch event {
    case .key(let key): return press(key)
    case .laboratory(let news): return hear(news)
    case .submitted(let number, let request):
      enlist(number, request)
      return []
    case .idle:
      picture.waits += 1
      return requestThumbnails()
    case .opened(let opened, let path):
      open(opened, path: path)
      return []
    case .saved(let path):
      notice = Notice(kind: .success, text: "edit written to \(path)")
      return []
    case .doubtful(let write, let doubt):
      dialogs.append(.confirm(write, doubt))
      return []
    case .failed(let text):
      notice = Notice(kind: .failure, text: text)
      return []
    }
  }

  private mutating func press(_ key: KeyEvent) -> [Effect] {
    switch key {
    case .resize(let newSize):
      size = newSize
      return []
    case .mouse(let event):
      guard layout.isLargeEnough else { return [] }
      return event.action == .release ? [] : point(event)
    default: break
    }
    // Also in dialogs, and without dropping what is told.
    if KeyBindings.redraw.keys.contains(key) { return [.redraw] }
    notice = nil
    hintKeys -= 1
    guard let binding = KeyBindings.table(for: self).binding(for: key) else { return type(key) }
    if let reason = binding.disabledReason ?? disabledReason(of: binding.action), dialogs.isEmpty {
      notice = Notice(kind: .information, text: reason)
      return []
    }
    if dialogs.isEmpty { return perform(binding.action) }
    return answer(binding.action, key: key)
  }

  /// Asks for the scene that should be seen, if that is not yet done.
  private mutating func requestScene() -> [Effect] {
    guard let wanted = wantedScene, wanted != picture.submitted else { return [] }
    picture.submitted = wanted
    picture.waits = 0
    picture.hasFailed = false
    return [.submit(.scene(wanted))]
  }

  /// Asks for the thumbnails of the unit on which the cursor rests.
  private mutating func requestThumbnails() -> [Effect] {
    guard let wanted = wantedThumbnails, wanted != shelf.submitted else { return [] }
    shelf.submitted = wanted
    defer { shelf.job = nil }
    let unfinished = shelf.job.flatMap { pendingJobs[$0] == nil ? nil : $0 }
    return (unfinished.map { [.cancel($0)] } ?? []) + [.submit(.thumbnails(wanted))]
  }

  /// Performs what a key of the main screen means.
  mutating func perform(_ action: Action) -> [Effect] {
    switch action {
    case .up, .down, .left, .right, .pageUp, .pageDown, .first, .last, .nextPane, .previousPane,
      .nextLayer, .previousLayer:
      move(action)
      return []
    case .show, .nextView, .toggleOriginal, .zoom:
      look(action)
      return []
    case .nextScene, .previousScene, .randomScene, .nextTopScene, .previousTopScene:
      changeScene(action)
      return []
    case .ablate, .insert, .raiseLevel, .lowerLevel, .undo, .redo, .reset:
      hintKeys = 0
      edit(action)
      return []
    case .mark, .markAll, .nextRanking, .reverseRanking:
      arrange(action)
      return []
    case .chooseCells, .toggleCell, .clearCells:
      chooseCells(action)
      return []
    case .cancel:
      stepBack()
      return []
    default: return manage(action)
    }
  }

  /// Opens dialogs and does what concerns the program.
  private mutating func manage(_ action: Action) -> [Effect] {
    switch action {
    case .quit: return [.quit]
    case .redraw: return [.redraw]
    case .toggleMouse:
      isMouseEnabled.toggle()
      notice = Notice(
        kind: .information,
        text: isMouseEnabled ? "mouse on" : "mouse off: select text as usual"
      )
      return [.setMouse(isMouseEnabled)]
    case .help:
      hintKeys = 0
      dialogs.append(.help(first: 0))
    case .jobs: dialogs.append(.jobs(cursor: max(0, jobs.entries.count - 1)))
    case .settings: return changeSettings()
    case .effects: dialogs.append(.effects(first: 0))
    case .messages: dialogs.append(.messages(first: 0))
    case .search: dialogs.append(.search(TextField(search), before: search))
    case .chooseConcept: dialogs.append(.concepts(ConceptPicker(purpose: .filter)))
    case .ablateConcept: dialogs.append(.concepts(picker(for: .ablate)))
    case .insertConcept: dialogs.append(.concepts(picker(for: .insert)))
    case .export: dialogs.append(.export(ExportPicker(cursor: history.edit.isEmpty ? 0 : 1)))
    case .goToScene, .saveEdit, .openEdit, .dissect, .measure, .sweep: return ask(action)
    default: break
    }
    return []
  }

  /// By effect where a sweep knows it: that removes more of a concept than the best by IoU do.
  private func picker(for purpose: ConceptPicker.Purpose) -> ConceptPicker {
    var picker = ConceptPicker(purpose: purpose)
    if sweep != nil, purpose == .ablate { picker.choice = .bestByEffect }
    if let concept = row?.concept,
      let place = conceptItems(matching: "").firstIndex(where: { $0.concept == concept })
    {
      picker.cursor = place
    }
    return picker
  }
}
