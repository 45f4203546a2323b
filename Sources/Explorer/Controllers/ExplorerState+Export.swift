import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Asks where to write the figure that is shown.
  mutating func askForFigure() {
    guard let (figure, name) = self.figure else { return }
    let isTable = if case .table = figure { true } else { false }
    talk.dialogs.append(
      .prompt(
        Prompt(
          purpose: .figure,
          title: isTable ? "write the table" : "write the figure",
          label: "file",
          explanation: figure.explanation,
          // Names of concepts may hold anything.
          field: TextField(name.replacing("/", with: "-") + figure.endings[0])
        )
      )
    )
  }

  mutating func answer(_ action: Action, in picker: ExportPicker) {
    var picker = picker
    let contents = ExportRequest.Content.allCases
    let scales = [1, 2, 4, 8, 16]
    let place = scales.firstIndex(of: picker.scale) ?? 0
    switch action {
    case .cancel:
      talk.dialogs.removeLast()
      return
    case .answer(.accept):
      let content = contents[picker.cursor]
      if let reason = reasonAgainst(content) { return notify(reason) }
      return askForPath(of: content, scale: picker.scale)
    case .answer(.more): picker.scale = scales[min(place + 1, scales.count - 1)]
    case .answer(.fewer): picker.scale = scales[max(place - 1, 0)]
    case .move(let move):
      picker.cursor = Self.moved(picker.cursor, by: move, page: 1, count: contents.count)
    default: break
    }
    talk.dialogs[talk.dialogs.count - 1] = .export(picker)
  }

  /// Why a picture cannot be written now.
  func reasonAgainst(_ content: ExportRequest.Content) -> String? {
    switch content {
    case .original: nil
    case .edited, .sideBySide: editing.history.edit.isEmpty ? "there is no edit" : nil
    case .versus: editing.other == nil ? "no edit is kept as B" : nil
    case .heatmap: unit == nil ? "no unit is listed" : nil
    case .topScenes: topScenes.isEmpty ? "top scenes come with the dissection" : nil
    case .segmentation: disabledReason(of: .look(.show(.segmentation)))
    }
  }

  /// What is on the screen, to be offered first.
  private var shownContent: ExportRequest.Content {
    switch place.view {
    case .segmentation: .segmentation
    case .original: .original
    case .sideBySide: editing.history.edit.isEmpty ? .original : .sideBySide
    case .versus: .versus
    default:
      if layout.kinds == [.heatmap] {
        .heatmap
      } else {
        editing.history.edit.isEmpty ? .original : .edited
      }
    }
  }

  /// Asks which picture to write, the one shown first.
  mutating func chooseExport() {
    let cursor = ExportRequest.Content.allCases.firstIndex(of: shownContent) ?? 0
    talk.dialogs.append(.export(ExportPicker(cursor: cursor)))
  }

  private mutating func askForPath(of content: ExportRequest.Content, scale: Int) {
    guard let scene = wantedScene, let layer else { return }
    var request = ExportRequest(scene: scene, unit: unit, content: content, scale: scale, path: "")
    request.labelChannel = place.labelChannel
    if content == .versus { request.other = editing.other?.edit }
    let subject = unit.map { "\(layer.name)-unit\($0)" } ?? layer.name.rawValue
    let name =
      switch content {
      case .original: "scene\(self.scene)"
      case .edited: "scene\(self.scene)-edited"
      case .sideBySide: "scene\(self.scene)-before-after"
      case .versus: "scene\(self.scene)-a-b"
      case .heatmap: "scene\(self.scene)-\(subject)"
      case .topScenes: "\(subject)-top"
      case .segmentation: "scene\(self.scene)-\(shownLabels?.name ?? "labels")"
      }
    talk.dialogs.append(
      .prompt(
        Prompt(
          purpose: .export(request),
          title: "write a PNG",
          label: "file",
          explanation:
            "It carries the recipe: opened with \(key(.open(.openEdit))) or as ganscope FILE.png it restores "
            + "the edit.",
          field: TextField("\(name).png")
        )
      )
    )
  }

  /// Asks where to write the scenes of the grid, or the marked ones among all, as they are shown.
  mutating func askForSheet() {
    guard let grid = place.grid, let frames = layout.tiles, let image = imageSize else { return }
    let marked = grid.marks.sorted()
    let scenes = marked.isEmpty ? tileScenes : marked
    let isEdited = !editing.history.edit.isEmpty && !grid.showsOriginals
    let sheet = SceneSheet(
      seed: options.seed,
      scenes: scenes,
      edit: editing.history.edit,
      form: isEdited ? .after : .before,
      columns: min(frames.columns, scenes.count),
      scale: SceneSheet.usualScale(imageWidth: image.width)
    )
    let which = marked.isEmpty ? counted(scenes.count, "scene") : "\(scenes.count) marked scenes"
    let what = isEdited ? editing.history.edit.summary : "without an edit"
    talk.dialogs.append(
      .prompt(
        Prompt(
          purpose: .sheet(sheet),
          title: "write a sheet",
          label: "file",
          explanation: "\(which) on one PNG, \(what). It carries the recipe and the scenes' "
            + "numbers; \(key(.look(.toggleOriginal))) shows the other side first.",
          field: TextField("scenes\(scenes[0])-\(isEdited ? "edited" : "original").png")
        )
      )
    )
  }
}
