import Directions
import Interventions
import Laboratory

/// Sliders for latent directions, with pictures of several scenes that follow them.
struct DirectionDesk: Hashable, Sendable {
  /// The most that a slider goes to either side, in deviations.
  static let most: Float = 10

  /// The directions; nil until some are found or opened.
  var set: DirectionSet?
  /// How far scenes are moved along each.
  private(set) var strengths: [Float] = []
  /// The inputs of the network that each direction moves; nil for all.
  private(set) var inputs: [ClosedRange<Int>?] = []
  var cursor = 0
  /// The first scene seen.
  var firstScene: Int
  /// Whether the scenes are shown where they are without the sliders.
  var showsOriginals = false
  /// Whether the sliders wander by themselves, and where each is going.
  var isWalking = false { didSet { goals = [] } }
  private var goals: [Float] = []
  /// The job that finds directions, or that draws scenes.
  var search: JobNumber?
  var drawing: JobNumber?

  init(scene: Int) { firstScene = scene }

  /// Takes directions up, as far along them as an edit already goes.
  mutating func take(_ set: DirectionSet, from edit: Edit) {
    self.set = set
    cursor = 0
    isWalking = false
    strengths = set.entries.map { entry in
      edit.directions.first { $0.direction.isSameWay(as: entry.direction) }?.strength ?? 0
    }
    inputs = set.entries.map { entry in
      edit.directions.first { $0.direction.isSameWay(as: entry.direction) }?.inputs ?? entry.inputs
    }
  }

  var strength: Float { strengths.indices.contains(cursor) ? strengths[cursor] : 0 }
  var chosenInputs: ClosedRange<Int>? { inputs.indices.contains(cursor) ? inputs[cursor] : nil }

  /// The edit with the sliders' directions in place of what it says of them.
  func edit(over edit: Edit) -> Edit {
    guard let set else { return edit }
    var edit = edit
    edit.directions.removeAll { known in
      set.entries.contains { known.direction.isSameWay(as: $0.direction) }
    }
    for (index, entry) in set.entries.enumerated() where strengths[index] != 0 {
      edit.directions.append(
        DirectionEdit(entry.direction, strength: strengths[index], inputs: inputs[index])
      )
    }
    return edit
  }

  mutating func move(by step: Float) {
    guard strengths.indices.contains(cursor) else { return }
    // Quarters add up without rests.
    strengths[cursor] = max(-Self.most, min(Self.most, strengths[cursor] + step))
  }

  mutating func set(strength: Float) {
    guard strengths.indices.contains(cursor) else { return }
    strengths[cursor] = max(-Self.most, min(Self.most, strength))
  }

  /// Puts all sliders in the middle.
  mutating func reset() { strengths = strengths.map { _ in 0 } }

  /// Makes the range of inputs of the direction under the cursor narrower or wider.
  mutating func shift(first: Int, last: Int, count: Int) {
    guard inputs.indices.contains(cursor), count > 1 else { return }
    let range = inputs[cursor] ?? 0...count - 1
    let low = max(0, min(range.lowerBound + first, count - 1))
    let high = max(0, min(range.upperBound + last, count - 1))
    guard low <= high else { return }
    inputs[cursor] = low == 0 && high == count - 1 ? nil : low...high
  }

  mutating func rename(_ name: String) {
    guard let count = set?.entries.count, cursor < count else { return }
    set?.entries[cursor].direction.name = name
  }

  /// Goes a step of a random walk: each of the first sliders towards a place of its own.
  mutating func wander(_ random: () -> UInt64) {
    let count = min(strengths.count, 8)
    if goals.count != count { goals = Array(strengths.prefix(count)) }
    for index in 0..<count {
      if abs(goals[index] - strengths[index]) < 0.125 {
        goals[index] = Float(random() % 17) / 4 - 2
      }
      let step: Float = goals[index] > strengths[index] ? 0.125 : -0.125
      if goals[index] != strengths[index] { strengths[index] += step }
    }
  }
}
