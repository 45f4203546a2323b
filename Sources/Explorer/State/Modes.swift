/// The parts of the screen that keys can be meant for.
enum Pane: Int, Hashable, Sendable, CaseIterable {
  case layers, units, scene

  var next: Pane { Pane(rawValue: (rawValue + 1) % 3) ?? .units }
  var previous: Pane { Pane(rawValue: (rawValue + 2) % 3) ?? .units }
}

/// What orders the units of a layer.
enum Ranking: Int, Hashable, Sendable, CaseIterable {
  case iou, effect, ace, unit, label, activation

  var name: String {
    switch self {
    case .iou: "IoU"
    case .effect: "effect"
    case .ace: "ACE"
    case .unit: "unit"
    case .label: "label"
    case .activation: "activation"
    }
  }
}

/// What the scene pane shows.
enum ViewMode: Int, Hashable, Sendable, CaseIterable {
  /// Whatever the last key was about: the heatmap after moving, the edited scene after an edit.
  case automatic
  case edited, original, sideBySide, heatmap, segmentation
  /// Plots of the unit, the layer, all layers, and of effects.
  case unit, layer, layers, scatter
  /// The optimisation of a concept's causal units.
  case optimisation
  /// Many scenes at once.
  case grid
  /// The levels of a unit.
  case levels
  /// What was found about what units cause.
  case finding
  /// Two layers, rules or networks beside each other.
  case comparison
  /// The scenes of units, to be judged.
  case review
  /// The scene under the present edit and under another one.
  case versus

  /// Whether figures are shown instead of pictures.
  var isPlot: Bool {
    [.unit, .layer, .layers, .scatter, .optimisation].contains(self) || hasOwnKeys
  }
  /// Whether keys mean something else there, so that one goes there on purpose only.
  var hasOwnKeys: Bool {
    [.levels, .finding, .comparison, .review].contains(self)
  }

  /// The view as one types it after ":view".
  var word: String {
    switch self {
    case .automatic: "auto"
    case .sideBySide: "before-after"
    case .versus: "a-b"
    case .edited, .original, .heatmap, .segmentation, .unit, .layer, .layers, .scatter,
      .optimisation, .grid, .levels, .finding, .comparison, .review:
      name
    }
  }

  var name: String {
    switch self {
    case .automatic: "automatic"
    case .edited: "edited"
    case .original: "original"
    case .sideBySide: "before, after, difference"
    case .heatmap: "heatmap"
    case .segmentation: "segmentation"
    case .unit: "unit"
    case .layer: "layer"
    case .layers: "layers"
    case .scatter: "scatter"
    case .optimisation: "ace"
    case .grid: "grid"
    case .levels: "levels"
    case .finding: "finding"
    case .comparison: "comparison"
    case .review: "review"
    case .versus: "A against B"
    }
  }
}

/// One picture of the scene pane.
enum PictureKind: Hashable, Sendable {
  case original, edited, difference, heatmap, originalSegmentation, editedSegmentation
  case contextMap
  /// The scene under the edit that is kept as B, and how it differs.
  case other, otherDifference
  /// The one of two that are compared left of a border, the other right of it.
  case wipe
}

/// Whether concepts are known.
enum SegmenterStatus: Hashable, Sendable {
  case loading, absent, ready
}

/// A line for the user that stays until the next key.
struct Notice: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case information, success, failure }

  var kind: Kind
  var text: String
  /// What the text goes on with until no layer is being dissected any more.
  var whileDissecting = ""
}
