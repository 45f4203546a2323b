public import Interventions
public import Tensors

/// The area of one concept before and after an edit, as a share of all pixels.
public struct ConceptEffect: Hashable, Sendable {
  /// The concept's number.
  public let concept: Int
  /// Mean area before, 0...1.
  public let before: Double
  /// Mean area after, 0...1.
  public let after: Double
  /// Half the width of the 95 % confidence interval of `after - before`; nil for one scene.
  public let halfWidth: Double?

  /// Makes an effect.
  public init(concept: Int, before: Double, after: Double, halfWidth: Double?) {
    self.concept = concept
    self.before = before
    self.after = after
    self.halfWidth = halfWidth
  }

  /// The change of the mean area.
  public var change: Double { after - before }

  /// The change as a share of the area before; nil where there was none.
  public var relativeChange: Double? { before > 0 ? change / before : nil }
}

/// What an edit causes, measured over a sample of scenes.
public struct Measurement: Hashable, Sendable {
  /// The edit.
  public let edit: Edit
  /// The edit that it is compared with; empty for the scenes as they are.
  public let baseline: Edit
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes were measured so far.
  public let scenes: Int
  /// Every concept that was seen before or after, by concept number.
  public let effects: [ConceptEffect]

  /// Makes a measurement.
  public init(
    edit: Edit,
    against baseline: Edit = Edit(),
    seed: UInt32,
    scenes: Int,
    effects: [ConceptEffect]
  ) {
    self.edit = edit
    self.baseline = baseline
    self.seed = seed
    self.scenes = scenes
    self.effects = effects
  }
}

/// The effect of ablating every unit of a layer alone.
public struct Sweep: Hashable, Sendable {
  /// The layer.
  public let layer: LayerDescription
  /// The seed of the scenes.
  public let seed: UInt32
  /// How many scenes each unit was measured on.
  public let scenes: Int
  /// How many units are done; units are done in order.
  public let measuredUnits: Int
  /// Mean area of each concept without an edit: [concept].
  public let baseline: [Double]
  /// Change of each concept's mean area: [concept * units + unit]; negative where it vanishes.
  public let change: [Float]

  /// Makes a sweep's result.
  public init(
    layer: LayerDescription,
    seed: UInt32,
    scenes: Int,
    measuredUnits: Int,
    baseline: [Double],
    change: [Float]
  ) {
    self.layer = layer
    self.seed = seed
    self.scenes = scenes
    self.measuredUnits = measuredUnits
    self.baseline = baseline
    self.change = change
  }

  /// Change of a concept's mean area when a unit is ablated alone.
  public func change(unit: Int, concept: Int) -> Float {
    let index = concept * layer.units + unit
    return change.indices.contains(index) ? change[index] : 0
  }

  /// The measured units by how much of a concept they remove, strongest first.
  public func ranking(for concept: Int) -> [Int] {
    (0..<measuredUnits).sorted {
      let (first, second) = (change(unit: $0, concept: concept), change(unit: $1, concept: concept))
      return first == second ? $0 < $1 : first < second
    }
  }
}
