import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

/// Everything the screen is drawn from.
struct ExplorerState: Sendable {
  var size = GridSize(width: 80, height: 24)
  let options: ExplorerOptions

  // What is being explored.
  var generator: GeneratorFacts?
  var settings: ExperimentSettings
  var theme: Theme
  var segmenter: SegmenterFacts?
  var vocabulary: ConceptVocabulary?
  var segmenterName: String?
  var segmenterStatus: SegmenterStatus
  var loadingFault: Fault?
  var dissections: [LayerName: LayerDissection] = [:]
  var sweeps: [LayerName: Sweep] = [:]
  var recalled: Set<LayerName> = []

  // Where the user is.
  var focus = Pane.units
  var layerIndex = 0
  var browsing: [LayerName: LayerBrowsing] = [:]
  var ranking = Ranking.iou
  var isReversed = false
  var concept: Int?
  var search = ""
  var view = ViewMode.automatic
  /// Which of the segmenter's label channels the segmentation view shows.
  var labelChannel = 0
  var isZoomed = false
  /// Whether the automatic view shows the scene, as at first and after an edit, or the heatmap.
  var showsEdit = true
  var isMouseEnabled = true
  var dialogs: [Dialog] = []
  /// What is told now; all that was told can be read again.
  var notice: Notice? {
    didSet {
      guard let notice, notice != messages.last else { return }
      messages.append(notice)
      if messages.count > 100 { messages.removeFirst() }
    }
  }
  var messages: [Notice] = []
  /// The first-time hint stays for so many keys, or until the first edit.
  var hintKeys = 8
  var isNew: Bool { hintKeys > 0 }

  // The scene and its edit.
  var scene: Int
  var history: EditHistory
  var quantile = 0.99
  var chosenCells: [LayerName: Set<GridCell>] = [:]
  /// Where the cursor is while cells are being chosen.
  var cellCursor: GridCell?

  // What the engine sent.
  var picture = PictureState()
  var shelf = ThumbnailShelf()
  var jobs = JobBoard()
  /// The newest measurement of every edit that was measured.
  var measurements: [Edit: Measurement] = [:]
  var pendingJobs: [JobNumber: LaboratoryRequest] = [:]

  // Derived, see `refreshTable`.
  var table = UnitTable()

  var hasDissectionStarted = false
  /// Whether the question with the dissection's cost comes once the cost is known.
  var offersDissection = false
  /// What jobs take here, as far as the engine found out.
  var estimates: [EstimatedJob: JobEstimate] = [:]
  var randomState: UInt64

  init(options: ExplorerOptions, size: GridSize, randomSeed: UInt64 = 1) {
    self.options = options
    self.size = size
    settings = options.settings
    theme = options.theme
    segmenterStatus = options.hasSegmenter ? .loading : .absent
    ranking = options.hasSegmenter ? .iou : .activation
    scene = options.scene
    history = EditHistory(options.edit)
    randomState = randomSeed
  }
}

/// What a job over so many scenes takes here.
struct JobEstimate: Hashable, Sendable {
  let sampleSize: Int
  let cost: JobCost

  /// Seconds for a number of scenes; what the store holds is known for one number only.
  func seconds(for scenes: Int) -> Double {
    scenes == sampleSize ? cost.left : cost.whole / Double(sampleSize) * Double(scenes)
  }
}

/// Where the user is in the units of one layer.
struct LayerBrowsing: Hashable, Sendable {
  /// The unit under the cursor; nil until the user moves, so that the best one is shown.
  var unit: Int?
  /// The first row that is seen.
  var offset = 0
  var marks: Set<Int> = []
}

/// The newest scene and what was asked for.
struct PictureState: Sendable {
  var result: SceneResult?
  /// Rises with every new result; names it in caches.
  var serial = 0
  var job: JobNumber?
  /// The job whose result is shown; what older jobs still send is ignored.
  var shownJob: JobNumber?
  /// The newest result with segmentations, shown until the next ones come.
  var segmented: SceneResult?
  /// What each label channel of it holds.
  var labelChannels: [LabelChannel] = []
  var submitted: SceneRequest?
  /// How many moments the newest request has been waiting.
  var waits = 0

  /// Whether the newest request could not be fulfilled.
  var hasFailed = false

  /// Whether what is shown is not yet what was asked for.
  var isStale: Bool { submitted != nil && result?.request != submitted && !hasFailed }
  /// Whether the user should be told to wait.
  var isLate: Bool { isStale && waits > 3 }
}

/// The thumbnails that were drawn lately.
struct ThumbnailShelf: Sendable {
  private struct Key: Hashable, Sendable {
    let layer: LayerName
    let unit: Int
  }

  private var thumbnails: [Key: [Int: Thumbnail]] = [:]
  private var order: [Key] = []
  var submitted: ThumbnailRequest?
  var job: JobNumber?

  /// A unit's thumbnails by the scene's number.
  subscript(layer: LayerName, unit: Int) -> [Int: Thumbnail] {
    thumbnails[Key(layer: layer, unit: unit)] ?? [:]
  }

  /// Keeps thumbnails; those of the 16 latest units stay.
  mutating func add(_ new: [Thumbnail], for request: ThumbnailRequest) {
    let key = Key(layer: request.layer, unit: request.unit)
    // While a dissection goes on, top scenes come and go.
    if thumbnails[key, default: [:]].count > 64 { thumbnails[key] = [:] }
    for thumbnail in new { thumbnails[key, default: [:]][thumbnail.scene] = thumbnail }
    order.removeAll { $0 == key }
    order.append(key)
    if order.count > 16 { thumbnails[order.removeFirst()] = nil }
  }
}
