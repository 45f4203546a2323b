import Causes
import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

// What is in front of everything else.
extension ScreenComposition {
  /// The foremost dialog.
  var dialog: [PlacedView] {
    guard let dialog = state.talk.dialogs.last else { return [] }
    switch dialog {
    case .search(let field, _):
      let line = SearchLine(field: field, count: state.table.rows.count, palette: palette)
      return [PlacedView(line, in: layout.status)]
    case .command(let line):
      let most = min(8, layout.size.height / 3)
      let view = CommandView(
        line: line,
        completions: Array(state.completions(of: line.typed).prefix(most)),
        palette: palette
      )
      return [PlacedView(view, in: layout.status)]
    default: break
    }
    guard let content = content(of: dialog) else { return [] }
    let box = DialogBox(
      content: content,
      keys: dialog.showsKeys ? KeyBindings.table(for: state) : nil,
      palette: palette
    )
    return [PlacedView(box, in: layout.whole)]
  }

  private func content(of dialog: Dialog) -> (any DialogContent)? {
    switch dialog {
    case .search, .command: nil
    case .help(let place): HelpView(place: place, help: state.help, palette: palette)
    case .messages(let first):
      MessagesView(first: first, lines: state.messageLines, palette: palette)
    case .prompt(let prompt):
      PromptView(prompt: prompt, cost: state.cost(of: prompt), palette: palette)
    case .confirm(let write, let doubt):
      DoubtView(doubt: doubt, path: write.path, palette: palette)
    case .resume(let work): ResumeView(work: work, palette: palette)
    case .jobs(let cursor):
      JobsView(lines: state.jobs.lines, cursor: cursor, palette: palette)
    case .cluster(let folder, let first):
      state.jobs.cluster(folder).map { entry in
        ClusterView(
          entry: entry,
          first: first,
          lines: ClusterView.lines(of: entry, on: layout.size),
          palette: palette
        )
      }
    case .effects(let place):
      EffectsView(
        place: place,
        table: state.effects,
        measuredScenes: state.currentMeasurement?.scenes,
        vocabulary: state.models.vocabulary,
        palette: palette
      )
    case .worlds(let cursor):
      WorldsView(worlds: state.options.worlds, cursor: cursor, palette: palette)
    case .concepts(let picker): content(of: picker)
    case .export(let picker): content(of: picker)
    case .settings(let picker): content(of: picker)
    case .place(let list): content(of: list)
    case .edits(let list): content(of: list)
    case .history(let cursor): history(at: cursor)
    case .causes(let menu): content(of: menu)
    case .comparison(let menu): content(of: menu)
    }
  }

  // MARK: Choices

  private func content(of picker: ConceptPicker) -> ConceptPickerView {
    let items = state.conceptItems(matching: picker.field.text)
    let item = items.indices.contains(picker.cursor) ? items[picker.cursor] : nil
    return ConceptPickerView(
      picker: picker,
      items: items,
      count: item.map { state.units(for: $0, in: picker).count } ?? 0,
      kept: item.flatMap { state.keptSet(for: $0, in: picker)?.offer },
      sweep: state.sweep,
      sweepKey: state.key(.open(.sweep)),
      palette: palette
    )
  }

  private func content(of picker: ExportPicker) -> ExportPickerView {
    let reasons = ExportRequest.Content.allCases.map { ($0, state.reasonAgainst($0)) }
    return ExportPickerView(
      picker: picker,
      reasons: Dictionary(uniqueKeysWithValues: reasons).compactMapValues { $0 },
      unit: state.unit,
      labels: state.shownLabels?.name ?? "labels",
      image: state.imageSize ?? GridSize(width: 0, height: 0),
      palette: palette
    )
  }

  private func content(of picker: SettingsPicker) -> SettingsView {
    let reasons = SettingsPicker.Row.allCases.map { ($0, state.reasonAgainst($0)) }
    return SettingsView(
      picker: picker,
      reasons: Dictionary(uniqueKeysWithValues: reasons).compactMapValues { $0 },
      consequence: state.consequence(of: picker),
      offer: state.options.offer,
      threadCount: state.options.threadCount,
      abilities: state.abilities,
      defaultSizes: state.models.segmenter?.defaultSizes ?? [],
      palette: palette
    )
  }

  // MARK: Lists

  private func content(of list: PlaceList) -> PlaceView {
    let rows = state.table.rows
    let shown = list.units.prefix(PlaceView.page(on: layout.size))
    return PlaceView(
      names: state.cellNames.concepts(at: list.cell),
      lines: shown.map { unit in
        PlaceView.Line(
          unit: unit,
          activation: state.activation(of: unit, at: list.cell),
          strength: state.strength(of: unit, at: list.cell),
          row: rows.first { $0.unit == unit }
        )
      },
      count: list.count,
      vocabulary: state.models.vocabulary,
      palette: palette
    )
  }

  private func content(of list: EditList) -> EditListView {
    let entries = list.entries
    let unit = entries.indices.contains(list.cursor) ? list.edit(at: entries[list.cursor]) : nil
    let segmented = state.picture.segmented
    let isShown = segmented?.request.edit == list.edit && segmented?.request.scene == state.scene
    let whole = EditListView.Whole(
      here: isShown ? segmented?.effects : nil,
      measured: state.currentMeasurement
    )
    return EditListView(
      list: list,
      sweeps: state.models.sweeps,
      vocabulary: state.models.vocabulary,
      concept: state.editConcept,
      here: { state.aloneEffects(of: $0, in: list) },
      whole: whole,
      levels: unit.flatMap(state.levels(of:)),
      palette: palette
    )
  }

  private func history(at cursor: Int) -> HistoryView? {
    guard let rows = state.historyRows, let image = state.imageSize else { return nil }
    let history = state.editing.history
    var pictures: [Int: SceneTiles.Picture] = [:]
    for index in rows.lines {
      let key = GridShelf.Key(edit: history.steps[index].edit, scene: state.scene)
      pictures[index] = picture(key)
    }
    return HistoryView(
      steps: history.steps,
      now: history.index,
      cursor: cursor,
      rows: rows,
      pictures: pictures,
      image: image,
      canvas: canvas
    )
  }

  private func content(of menu: ComparisonMenu) -> ComparisonMenuView {
    let lines = state.comparedSides.map { side in
      ComparisonMenuView.Line(
        title: state.title(of: side),
        matches: state.labels(of: side)?.interpretable.count
      )
    }
    let file = ComparisonMenuView.Line(
      title: "another generator's file, or a dissect.json …",
      matches: nil
    )
    return ComparisonMenuView(
      layer: state.layer?.name.rawValue ?? "",
      lines: lines + [file],
      cursor: menu.cursor,
      palette: palette
    )
  }

  // MARK: Causes

  private func content(of menu: CauseMenu) -> CauseMenuView {
    let concepts = state.causeConcepts
    let concept = concepts.indices.contains(menu.concept) ? concepts[menu.concept] : nil
    let (units, origin) = state.causeUnits
    let which = units.count == 1 ? "unit \(units[0])" : counted(units.count, "unit")
    return CauseMenuView(
      lines: CauseQuestion.allCases.map {
        CauseMenuView.Line(question: $0, status: status(of: $0, concept))
      },
      cursor: menu.question.rawValue,
      units: "\(which) of \(state.layer?.name.rawValue ?? "")",
      origin: origin,
      concept: concept,
      vocabulary: state.models.vocabulary,
      palette: palette
    )
  }

  /// What is known of a question; nil where it cannot be asked.
  private func status(of question: CauseQuestion, _ concept: Concept?) -> String? {
    guard let concept,
      let request = try? state.causeRequest(question, concept: concept.number).get()
    else { return nil }
    if let job = state.job(of: request), job.isActive {
      return job.status == .waiting
        ? "waiting" : "\(Int((job.fraction * 100).rounded(.down))) % done"
    }
    if question == .optimisation {
      return state.averageEffect(on: concept.number) == nil
        ? counted(question.usualScenes, "step") + time(of: request, question) : "known"
    }
    let scenes = question.usualScenes
    guard let finding = state.models.findings[request], finding.done > 0 else {
      let size = question == .map ? "every cell" : counted(scenes, "scene")
      return size + time(of: request, question)
    }
    let isKnown = finding.isComplete(for: scenes)
    return isKnown ? "known" : "part is known" + time(of: request, question)
  }

  /// How long the answer takes here, once that was found out: ", about 40 s".
  private func time(of request: CauseRequest, _ question: CauseQuestion) -> String {
    let job = request.estimated
    guard let estimate = state.models.estimates[job] else {
      let isWanted = state.pendingJobs.values.contains {
        if case .estimate(job, _) = $0 { true } else { false }
      }
      return isWanted ? ", …" : ""
    }
    let seconds = estimate.seconds(for: question.usualScenes)
    // How many sets a search tries depends on what it finds.
    let about = question == .search ? "at most" : "about"
    return seconds > 0 ? ", \(about) \(duration(seconds))" : ", at once"
  }
}
