import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Takes an event in and says what is to be done for it.
  mutating func update(with event: ExplorerEvent) -> [Effect] {
    let (layer, unit, row) = (self.layer?.name, self.unit, rowIndex)
    let effects = take(event)
    // The cursor stays on its unit and in its place on the screen while the list changes.
    if let layer, layer == self.layer?.name, unit == self.unit, place.browsing[layer]?.unit != nil {
      let shift = rowIndex - row
      place.browsing[layer]?.offset += shift
    }
    keepCursorInView()
    if let guide = talk.guide {
      talk.guide = guide.following(self)
      if talk.guide == nil { notify(Guide.farewell(self)) }
    }
    return effects + requestScene() + requestGrid() + requestEditPictures() + requestDesk()
      + keepEdit()
  }

  private mutating func take(_ event: ExplorerEvent) -> [Effect] {
    switch event {
    case .key(let key): return press(key)
    case .laboratory(let event): return receive(event)
    case .submitted(let number, let request):
      enlist(number, request)
      return []
    case .idle:
      picture.waits += 1
      wander()
      if isBlinking { place.pairing.pass() }
      return requestThumbnails() + requestProfile() + requestMap() + requestAlone()
    case .cluster(let news, let folder):
      take(news, of: folder)
      return []
    case .opened(let opened, let path):
      open(opened, path: path)
      return []
    case .openedDirections(let set):
      take(set)
      return []
    case .saved(let path):
      talk.notice = Notice(kind: .success, text: "edit written to \(path)")
      return []
    case .read(let labels, let path): return take(labels, path: path)
    case .written(let what, let path):
      talk.notice = Notice(kind: .success, text: "\(what) written to \(path)")
      return []
    case .doubtful(let write, let doubt):
      talk.dialogs.append(.confirm(write, doubt))
      return []
    case .restored(let session):
      if let session { restore(session) } else { beginWithSet() }
      return []
    case .failed(let text):
      talk.notice = Notice(kind: .failure, text: text)
      return []
    }
  }

  mutating func press(_ key: KeyEvent) -> [Effect] {
    switch key {
    case .resize(let newSize):
      size = newSize
      return []
    case .mouse(let event):
      guard layout.isLargeEnough else { return [] }
      return point(event)
    default: break
    }
    // Also in dialogs, and without dropping what is told.
    let redraw = options.keys.applied(to: KeyBindings.main).first {
      $0.action == .program(.redraw)
    }
    if redraw?.keys.contains(key) == true { return [.redraw] }
    talk.notice = nil
    talk.hintKeys -= 1
    guard let binding = KeyBindings.table(for: self).binding(for: key) else { return type(key) }
    if let reason = binding.disabledReason ?? disabledReason(of: binding.action),
      talk.dialogs.isEmpty
    {
      talk.notice = Notice(kind: .information, text: reason)
      return []
    }
    if talk.dialogs.isEmpty { return perform(binding.action) }
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

  /// Looks up the curves of the unit on which the cursor rests, where they are shown.
  private mutating func requestProfile() -> [Effect] {
    guard let wanted = wantedProfile, wanted != profileWanted else { return [] }
    profileWanted = wanted
    return [.submit(.profile(layer: wanted.layer, unit: wanted.unit))]
  }

  /// The curves that the view means, else those behind a level of the person's own; nil where none
  /// are missed.
  var wantedProfile: ProfileKey? { viewedProfile ?? unreadLevel }

  /// The curves that the view means; nil where none were counted.
  var viewedProfile: ProfileKey? {
    guard place.view == .unit || place.view == .levels, let layer, let unit, let dissection,
      dissection.isComplete,
      !dissection.labels.isEmpty
    else { return nil }
    return ProfileKey(layer: layer.name, unit: unit, scenes: dissection.countedScenes)
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
    case .move(let move): self.move(move)
    case .list(let action): arrange(action)
    case .edit(let action):
      talk.hintKeys = 0
      edit(action)
    case .cells(let action): chooseCells(action)
    case .brush(let action): paint(action)
    case .scene(let action): changeScene(action)
    case .look(let action): look(action)
    case .grid(let action): browseGrid(action)
    case .level(let action): study(action)
    case .cause(let action): return browseFinding(action)
    case .comparison(let action): browseComparison(action)
    case .review(let action): return review(action)
    case .desk(let action): return work(action)
    case .cancel: stepBack()
    case .open(let opening): return open(opening)
    case .program(let action): return manage(action)
    // Without a dialog there is nothing to answer.
    case .answer: break
    }
    return []
  }

  /// Does what concerns the program.
  private mutating func manage(_ action: ProgramAction) -> [Effect] {
    switch action {
    case .quit: return [.quit]
    case .redraw: return [.redraw]
    // The screen itself suspends; the table only tells of it.
    case .suspend: return []
    case .toggleGuide:
      talk.guide = talk.guide == nil ? Guide(options.guide, scene: scene) : nil
      talk.hintKeys = 0
      notify(
        talk.guide == nil
          ? "the guide is off; \(key(.program(.toggleGuide))) brings it back" : "the guide is on"
      )
      return []
    case .toggleMouse:
      isMouseEnabled.toggle()
      notify(isMouseEnabled ? "mouse on" : "mouse off: select text as usual")
      return [.setMouse(isMouseEnabled)]
    }
  }

  /// Opens a dialog.
  mutating func open(_ opening: Opening) -> [Effect] {
    switch opening {
    case .help:
      talk.hintKeys = 0
      // Where the keys of what is on the screen begin; for the main screen, the start.
      let title = KeyBindings.table(for: self).bindings.first?.section
      let isMain = title == KeyBindings.moving.first?.section
      talk.dialogs.append(.help(HelpPlace(first: isMain ? 0 : help.place(of: title))))
    case .jobs: talk.dialogs.append(.jobs(cursor: max(0, jobs.lines.count - 1)))
    case .settings: return changeSettings()
    case .effects: talk.dialogs.append(.effects(EffectsPlace()))
    case .messages: talk.dialogs.append(.messages(first: 0))
    case .search: talk.dialogs.append(.search(TextField(place.search), before: place.search))
    case .optimisation: openOptimisation()
    case .concepts(let purpose): talk.dialogs.append(.concepts(picker(for: purpose)))
    case .export where figure != nil: askForFigure()
    case .export where place.view.isPlot:
      notify("this view is no single figure; \(key(.open(.shot))) writes the whole screen")
    case .export where place.view == .grid: askForSheet()
    case .export: chooseExport()
    case .command: talk.dialogs.append(.command(CommandLine()))
    case .edits: talk.dialogs.append(.edits(EditList(editing.history.edit)))
    case .history: talk.dialogs.append(.history(cursor: editing.history.index))
    case .causes: return openCauses()
    case .comparison: talk.dialogs.append(.comparison(ComparisonMenu()))
    case .directions: openDesk()
    case .worlds:
      talk.dialogs.append(.worlds(cursor: options.worlds.firstIndex(where: \.isOpen) ?? 0))
    case .goToScene, .saveEdit, .openEdit, .shot, .dissect, .measure, .sweep, .compareFile,
      .findDirections, .nameDirection, .openDirections, .saveDirections:
      return ask(opening)
    }
    return []
  }

  /// The concept of the unit under the cursor first, and the best way to choose its units.
  private func picker(for purpose: ConceptPicker.Purpose) -> ConceptPicker {
    var picker = ConceptPicker(purpose: purpose)
    guard !purpose.isConceptAlone else { return picker }
    let items = conceptItems(matching: "")
    // What the list or the guide is about, else what the unit stands for.
    let guided = talk.guide?.thing
    let index =
      items.firstIndex { $0.concept.number == place.concept }
      ?? items.firstIndex { $0.concept.name == guided }
      ?? items.firstIndex { $0.concept == row?.concept }
    if let index { picker.cursor = index }
    picker.settle(among: choices(in: picker, items))
    return picker
  }
}
