import Causes
import Concepts
import Directions
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

/// Everything the screen is drawn from, in parts: what is explored, where the user is, the edit, and
/// what is said.
struct ExplorerState: Sendable {
  var size = GridSize(width: 80, height: 24)
  let options: ExplorerOptions
  var theme: Theme
  /// How pictures are brought to few colours.
  var pictureColors: PictureColors
  /// What is wanted of the screen, and what it shows.
  var wishes: ScreenWishes
  var abilities = ScreenAbilities(.truecolor)
  var isMouseEnabled = true

  var models: Models
  var place: Navigation
  var editing: Editing
  var talk = Conversation()

  // What the engine sent.
  var picture = PictureState()
  var shelf = ThumbnailShelf()
  var gridShelf = GridShelf()
  var jobs = JobBoard()
  /// The unit whose profile was asked for last, and what of the layer was known then.
  var profileWanted: ProfileKey?
  var pendingJobs: [JobNumber: LaboratoryRequest] = [:]

  /// The directions that were found or opened last, and the desk while they are worked with.
  var directions: DirectionSet?
  var desk: DirectionDesk?
  /// The scene shown.
  var scene: Int
  var randomState: UInt64
  /// The edit that the session on disk holds.
  var savedEdit = Edit()
  private let tables = Memo<UnitTable.Key, UnitTable>()
  let layouts = Memo<ScreenLayout.Request, ScreenLayout>()

  init(options: ExplorerOptions, size: GridSize, randomSeed: UInt64 = 1) {
    self.options = options
    self.size = size
    theme = options.theme
    pictureColors = options.pictureColors
    wishes = options.wishes
    models = Models(options)
    place = Navigation(ranking: options.hasSegmenter ? .iou : .activation)
    editing = Editing(history: EditHistory(options.edit), sets: options.sets)
    scene = options.scene
    randomState = randomSeed
  }

  /// The units of the layer shown as the list has them.
  var table: UnitTable {
    guard let layer else { return UnitTable() }
    let key = UnitTable.Key(
      layer: layer.name,
      findings: models.revision,
      picture: picture.serial,
      ranking: place.ranking,
      isReversed: place.isReversed,
      concept: place.concept,
      search: place.search,
      own: ownLevels(in: layer.name)
    )
    return tables.value(for: key) {
      UnitTableRequest(
        layer: layer,
        vocabulary: models.vocabulary,
        dissection: dissection,
        sweep: sweep,
        averageEffect: averageEffect,
        activations: activations?.activations,
        ranking: place.ranking,
        isReversed: place.isReversed,
        concept: place.concept,
        search: place.search,
        own: key.own
      ).table()
    }
  }
}

/// What is being explored, and what was found out about it.
struct Models: Sendable {
  var generator: GeneratorFacts?
  var segmenter: SegmenterFacts? { didSet { revision += 1 } }
  var segmenterStatus: SegmenterStatus
  var settings: ExperimentSettings
  var loadingFault: Fault?
  var dissections: [LayerName: LayerDissection] = [:] { didSet { revision += 1 } }
  var sweeps: [LayerName: Sweep] = [:] { didSet { revision += 1 } }
  /// The newest measurement of every edit that was measured.
  var measurements: [Edit: Measurement] = [:]
  /// The newest measurement of each pair of edits that was compared.
  var comparisons: [EditPair: Measurement] = [:]
  /// What experiments on what units cause have found.
  var findings: [CauseRequest: CauseFinding] = [:]
  /// The optimisations of causal units by layer and concept.
  var averageEffects: [LayerName: [Int: AverageEffect]] = [:] { didSet { revision += 1 } }
  /// The concept that was last optimised for in each layer.
  var optimised: [LayerName: Int] = [:]
  /// The rankings that won on held-out scenes, by layer and concept.
  var winners: [LayerName: [Int: RankingName]] = [:]
  /// The best sets of units that searches have found, those that do most first.
  var keptSets: [KeptSet] = []
  /// What others say of the units.
  var theirs: TheirUnits?
  /// What jobs take here, as far as the engine found out.
  var estimates: [EstimatedJob: JobEstimate] = [:]
  /// Layers by other rules, and dissections of files, to compare with.
  var otherDissections: [RuleOfLayer: LayerDissection] = [:]
  var labelledFiles: [String: LabelledLayer] = [:]
  /// Layers of other generators by file, and how their units match those of our layers.
  var neighbours: [String: NeighbourLayer] = [:]
  var matchings: [MatchRequest: UnitMatching] = [:]
  /// What a person thinks of units' scenes.
  var judgements: [LayerName: UnitJudgements] = [:]
  /// What was counted of a unit at all levels, the one looked up last.
  var profile: UnitProfile?
  /// The layers whose stored results were read.
  var recalled: Set<LayerName> = []
  var hasDissectionStarted = false
  /// Whether the question with the dissection's cost comes once the cost is known.
  var offersDissection = false
  /// Rises with everything found that a list may show.
  private(set) var revision = 0

  init(_ options: ExplorerOptions) {
    settings = options.settings
    segmenterStatus = options.hasSegmenter ? .loading : .absent
  }

  var layers: [LayerDescription] { generator?.layers ?? [] }
  /// What edits may name.
  var editableLayers: [LayerDescription] { layers + (generator?.styles ?? []) }

  /// Refuses an edit of what the generator has not.
  func check(_ edit: Edit) throws(Fault) {
    try edit.checkDirections(in: generator?.latentSpaces ?? [])
    _ = try edit.unitEdits(for: editableLayers)
  }
  var vocabulary: ConceptVocabulary? { segmenter?.vocabulary }
  var segmenterName: String? { segmenter?.name }
}

/// Where the user is.
struct Navigation: Sendable {
  var focus = Pane.units
  var layerIndex = 0
  var browsing: [LayerName: LayerBrowsing] = [:]
  var ranking: Ranking
  var isReversed = false
  var concept: Int?
  var search = ""
  var view = ViewMode.automatic
  /// Which of the segmenter's label channels the segmentation view shows.
  var labelChannel = 0
  var isZoomed = false
  /// Where the user is among the levels of a unit, and the levels chosen there.
  var levels = LevelStudy()
  var ownLevels: [UnitAddress: OwnLevel] = [:]
  /// Where the user is in what was found about causes.
  var finding: FindingPlace?
  /// What is compared, and where the user is in it.
  var comparison: Comparison?
  /// Where the user is among many scenes.
  var grid: SceneGrid?
  /// The line of the table of concepts by layers.
  var tableLine = 0
  /// How before and after, or two edits, are compared.
  var pairing = Pairing()
  /// Whether the automatic view shows the scene, as at first and after an edit, or the heatmap.
  var showsEdit = true

  init(ranking: Ranking) { self.ranking = ranking }
}

/// The edit, and where the next one acts.
struct Editing: Sendable {
  var history: EditHistory
  /// The edit that others are compared with.
  var other: EditStep?
  /// The quantiles at which units can be inserted, and the one at which they are.
  static let quantiles = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]
  var quantile = 0.99
  var chosenCells: [LayerName: Set<GridCell>] = [:]
  /// Where the cursor is while cells are being chosen.
  var cellCursor: GridCell?
  /// The first corner of a rectangle of cells.
  var corner: GridCell?
  /// The cells that a drag is choosing.
  var cellStroke: CellStroke?
  /// What a person noted on units.
  var notes: [UnitAddress: String] = [:]
  /// The brush in hand.
  var brush: Brush?
  /// Activations that were copied.
  var clipboard: Clipboard?
  /// Units with a name.
  var sets: [NamedSet]
  /// What units of the edit change alone.
  var alone = AloneEffects()

  init(history: EditHistory, sets: [NamedSet]) {
    self.history = history
    self.sets = sets
  }
}

/// What is asked and said.
struct Conversation: Sendable {
  var dialogs: [Dialog] = []
  /// What is told now; all that was told can be read again.
  var notice: Notice? {
    didSet {
      guard let notice, notice != messages.last else { return }
      messages.append(notice)
      if messages.count > 100 { messages.removeFirst() }
    }
  }
  private(set) var messages: [Notice] = []
  /// What was typed after ":", oldest first.
  private(set) var commands: [String] = []
  /// The walk through the method, while it is on.
  var guide: Guide?
  /// The first-time hint stays for so many keys, or until the first edit.
  var hintKeys = 8
  var isNew: Bool { hintKeys > 0 }

  /// Keeps a command to be typed again; of equal ones in a row one.
  mutating func remember(_ command: String) {
    guard commands.last != command else { return }
    commands.append(command)
    if commands.count > 100 { commands.removeFirst() }
  }

  /// Keeps something to be read later without telling it now.
  mutating func note(_ notice: Notice) { messages.append(notice) }
}

/// What a job over so many scenes takes here.
struct JobEstimate: Hashable, Sendable {
  let sampleSize: Int
  let cost: JobCost

  /// Seconds for a number of scenes; what the store holds is known for one number only.
  func seconds(for scenes: Int) -> Double {
    guard scenes != sampleSize else { return cost.left }
    return cost.fixed + (cost.whole - cost.fixed) / Double(sampleSize) * Double(scenes)
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
