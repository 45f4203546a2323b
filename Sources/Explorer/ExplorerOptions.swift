public import Cluster
public import Directions
public import Dissection
public import Faults
public import Interventions
public import Laboratory
public import Tensors
public import Terminal

/// What the command line tells the explorer.
public struct ExplorerOptions: Sendable {
  /// The seed of the scenes.
  public var seed: UInt32 = 1
  /// The scene shown first.
  public var scene = 0
  /// The layer shown first; the middle one if absent.
  public var layer: LayerName?
  /// The edit applied first.
  public var edit = Edit()
  /// Scenes for a dissection, a measurement and a sweep.
  public var sampleSizes = SampleSizes()
  /// Whether a dissection starts without asking; so it is for a demo world.
  public var dissectsUnasked = false
  /// Whether a segmenter will be loaded; without one nothing is labelled.
  public var hasSegmenter = true
  /// How scenes are computed, segmented and counted at first.
  public var settings = ExperimentSettings()
  /// What settings can be chosen here.
  public var offer: SettingsOffer
  /// How many threads compute; nil for what the processor has.
  public var threadCount: Int?
  /// The colours.
  public var theme = Theme.dark
  /// The colours that can be chosen instead.
  public var themes: [Theme] = []
  /// How pictures are brought to few colours.
  public var pictureColors = PictureColors.automatic
  /// The colours and pictures asked for at the start.
  public var wishes = ScreenWishes()
  /// Keys that the person chose instead of the usual ones.
  public var keys = KeyChoices()
  /// Units with a name that come with the generator.
  public var sets: [NamedSet] = []
  /// The set that is marked at first, where no session is restored.
  public var startSet: NamedSet?
  /// What a walk through the method is about; nil for none, and none where a session is restored.
  public var guide: GuideSubject?
  /// The worlds that are part of the program, where one of them is explored.
  public var worlds: [WorldOffer] = []
  /// What a dissection of others says of a generator's units; nil where none is shown.
  public var theirs: (@Sendable (GeneratorFacts) -> TheirUnits)?
  /// Where sessions are kept; nil for nowhere.
  public var sessions: SessionFiles?
  /// Whether the last session is gone on with.
  public var restoresSession = false
  /// Follows the work of clusters; nil where none can be followed.
  public var clusters: ClusterFollower?
  /// The folder of a cluster's work that is followed from the start.
  public var cluster: String?
  /// Reads an edit from EDIT.json or a PNG's recipe.
  public var readEdit: @Sendable (String) -> Result<OpenedEdit, Fault>
  /// Writes an edit as EDIT.json.
  public var writeEdit: @Sendable (Edit, String) -> Result<Void, Fault>

  /// Reads the labels of a dissect.json, of the layer named or of the one with most.
  public var readLabels: @Sendable (String, LayerName?) -> Result<LabelledLayer, Fault> = {
    path,
    _ in .failure(Fault(.missing, "compare with", on: path, found: "no way to read it here"))
  }
  /// Reads directions from an .npz, for a generator with some latent spaces.
  public var readDirections: @Sendable (String, [LatentSpace]) -> Result<DirectionSet, Fault> = {
    path,
    _ in
    .failure(Fault(.missing, "read the directions", on: path, found: "no reader"))
  }
  /// Writes directions to an .npz.
  public var writeDirections: @Sendable (DirectionSet, String) -> Result<Void, Fault> = {
    _,
    path in
    .failure(Fault(.missing, "write the directions", on: path, found: "no writer"))
  }

  /// Writes text to a file; says what went wrong.
  public var writeText: @Sendable (String, String) -> String? = { _, path in
    "nothing can be written to \(path) here"
  }

  /// Makes options.
  ///
  /// - Parameters:
  ///   - offer: What settings can be chosen here.
  ///   - readEdit: Reads an edit from a file.
  ///   - writeEdit: Writes an edit to a file.
  public init(
    offer: SettingsOffer,
    readEdit: @escaping @Sendable (String) -> Result<OpenedEdit, Fault>,
    writeEdit: @escaping @Sendable (Edit, String) -> Result<Void, Fault>
  ) {
    self.offer = offer
    self.readEdit = readEdit
    self.writeEdit = writeEdit
  }
}

/// What a guide speaks of.
public struct GuideSubject: Hashable, Sendable {
  /// What the marked units draw: "tree".
  public let thing: String
  /// Several of it: "trees".
  public let things: String
  /// Where another can appear: "the grass".
  public let ground: String

  /// Makes a subject.
  public init(thing: String, things: String, ground: String) {
    (self.thing, self.things, self.ground) = (thing, things, ground)
  }
}

/// A world that is part of the program.
public struct WorldOffer: Hashable, Sendable {
  /// Its name: "room".
  public let name: String
  /// What one sees there.
  public let summary: String
  /// Whether it is the one being explored.
  public let isOpen: Bool

  /// Makes an offer.
  public init(name: String, summary: String, isOpen: Bool) {
    (self.name, self.summary, self.isOpen) = (name, summary, isOpen)
  }
}

/// How many scenes the background jobs take unless the user says otherwise.
public struct SampleSizes: Hashable, Sendable {
  /// Scenes of a dissection.
  public var dissection = 1000
  /// Scenes of a measurement.
  public var measurement = 200
  /// Scenes on which each unit of a sweep is ablated.
  public var sweep = 50

  /// Makes the defaults.
  public init() {}
}

/// What a file with an edit says; a PNG's recipe says where it was applied too.
public struct OpenedEdit: Hashable, Sendable {
  /// The edit.
  public var edit: Edit
  /// The scene it was seen on.
  public var scene: Int?
  /// The layer that was shown.
  public var layer: LayerName?

  /// Makes what was read.
  public init(edit: Edit, scene: Int? = nil, layer: LayerName? = nil) {
    self.edit = edit
    self.scene = scene
    self.layer = layer
  }
}
