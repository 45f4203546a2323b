import Dissection
import Faults
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Opens the settings, and finds out what dissecting the layer costs: a change may mean to do it
  /// again.
  mutating func changeSettings() -> [Effect] {
    talk.dialogs.append(
      .settings(
        SettingsPicker(
          models.settings,
          offer: options.offer,
          theme: theme,
          among: options.themes,
          wishes: wishes,
          pictureColors: pictureColors
        )
      )
    )
    guard let layer, models.estimates[.dissection([layer.name])] == nil else { return [] }
    let sampleSize = options.sampleSizes.dissection
    return [.submit(.estimate(.dissection([layer.name]), sampleSize: sampleSize))]
  }

  /// Performs what a key means while settings are being changed.
  mutating func answer(_ action: Action, in picker: SettingsPicker) -> [Effect] {
    var picker = picker
    picker.complaint = nil
    switch action {
    case .cancel:
      talk.dialogs.removeLast()
      return []
    case .answer(.accept): return accept(picker)
    case .move(.left), .move(.right):
      if let reason = reasonAgainst(picker.row) {
        picker.complaint = reason
      } else {
        picker.step(by: action == .move(.right) ? 1 : -1)
      }
    case .move(let move):
      let rows = SettingsPicker.Row.allCases
      let place = Self.moved(picker.row.rawValue, by: move, page: rows.count, count: rows.count)
      picker.row = rows[place]
    default: break
    }
    talk.dialogs[talk.dialogs.count - 1] = .settings(picker)
    return []
  }

  private mutating func accept(_ picker: SettingsPicker) -> [Effect] {
    var picker = picker
    guard let wanted = picker.result else {
      let allowed = options.offer.segmentationSizes
      picker.complaint =
        "sizes from \(allowed.lowerBound) to \(allowed.upperBound), such as 256 128"
      picker.row = .sizes
      talk.dialogs[talk.dialogs.count - 1] = .settings(picker)
      return []
    }
    talk.dialogs.removeLast()
    theme = picker.theme
    pictureColors = picker.pictureColors
    let screen = use(picker.wishes)
    guard wanted != models.settings else { return screen }
    talk.hintKeys = 0
    // What runs was asked for the old way; what it measured is kept.
    let stopped = jobs.active.filter { $0.isMeasuring }.map { Effect.cancel($0.number) }
    return screen + stopped + [.submit(.change(wanted))]
  }

  /// Has the screen show colours and pictures as wished.
  mutating func use(_ new: ScreenWishes) -> [Effect] {
    guard new != wishes else { return [] }
    wishes = new
    return [.setScreen(new)]
  }

  /// Why a line cannot be changed here, and what would help.
  func reasonAgainst(_ row: SettingsPicker.Row) -> String? {
    switch row {
    case .convention, .preview, .statistics, .colors, .pictures, .fewColors: nil
    case .theme: options.themes.isEmpty ? "there is no other" : nil
    case .threads: "at the start: --threads N"
    case .sizes, .labelMaps: models.segmenterStatus == .absent ? "there is no segmenter" : nil
    case .parts, .quadrants:
      switch models.segmenterStatus {
      case .absent: "there is no segmenter"
      case .loading: "the segmenter is still loading"
      case .ready: models.segmenter?.hasParts == false ? "this segmenter knows no parts" : nil
      }
    }
  }

  /// What the screen is computed with; never `auto`.
  var previewChoice: PrecisionChoice {
    models.settings.previewPrecision == .automatic
      ? options.offer.automaticPreview : models.settings.previewPrecision
  }

  /// What a change means: what is found again, and what that costs here.
  func consequence(of picker: SettingsPicker) -> String {
    guard var wanted = picker.result, wanted != models.settings else {
      if picker.theme != theme || picker.pictureColors != pictureColors || picker.wishes != wishes {
        return "The colours change. All results stay."
      }
      return "Nothing is changed yet. All of this can be set when starting, too: "
        + "ganscope explore --help."
    }
    let cost = dissectionCost(with: wanted.segmentation.sizes)
    wanted.previewPrecision = models.settings.previewPrecision
    guard wanted != models.settings, let layer else {
      return "The scene is drawn again. All results stay."
    }
    let again = cost.map { ": at most about \(duration($0)) here" } ?? ""
    return "Unless it is stored, \(layer.name) is dissected again over "
      + "\(counted(options.sampleSizes.dissection, "scene"))\(again). "
      + "What was found before stays stored."
  }

  /// Seconds for dissecting the layer shown, by what was measured and the pixels segmented.
  private func dissectionCost(with sizes: [Int]) -> Double? {
    guard let layer, let estimate = models.estimates[.dissection([layer.name])] else { return nil }
    let growth = segmentedPixels(sizes) / segmentedPixels(models.settings.segmentation.sizes)
    let pace = estimate.cost.whole / Double(estimate.sampleSize)
    return pace * max(1, growth) * Double(options.sampleSizes.dissection)
  }

  private func segmentedPixels(_ sizes: [Int]) -> Double {
    let own = models.segmenter?.defaultSizes ?? []
    let sides = sizes.isEmpty ? (own.isEmpty ? [models.generator?.imageHeight ?? 1] : own) : sizes
    return sides.reduce(0) { $0 + Double($1 * $1) }
  }

  /// Forgets what was found another way, and reads what the store holds of this one.
  mutating func adopt(_ settings: ExperimentSettings, _ facts: SegmenterFacts?) -> [Effect] {
    models.settings = settings
    models.segmenter = facts
    (models.dissections, models.sweeps, models.measurements) = ([:], [:], [:])
    models.comparisons = [:]
    (models.recalled, models.estimates, models.hasDissectionStarted) = ([], [:], false)
    place.concept = nil
    forgetProfiles()
    editing.alone = AloneEffects()
    picture.forgetSegmentation()
    shelf = ThumbnailShelf()
    talk.notice = Notice(kind: .success, text: "settings changed; looking up what is stored")
    return models.segmenterStatus == .loading ? [] : recallAll()
  }
}

extension PictureState {
  /// Forgets what is named by another vocabulary, and what tells that the scene need not be drawn.
  mutating func forgetSegmentation() {
    result?.originalSegmentation = nil
    result?.editedSegmentation = nil
    result?.effects = []
    (segmented, submitted, labelChannels) = (nil, nil, [])
  }
}

extension JobEntry {
  /// Whether it measures, the way the settings say.
  var isMeasuring: Bool {
    switch request {
    case .dissect, .measure, .sweep, .cause: true
    default: false
    }
  }
}
