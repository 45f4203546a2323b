import Concepts
import Dissection
import Interventions
import Laboratory

/// One concept's areas before and after the edit.
struct EffectRow: Hashable, Sendable {
  struct Figure: Hashable, Sendable {
    let text: String
    let width: Int
    var isChange = false
    var value = 0.0
  }

  let concept: Concept
  let effect: ConceptEffect
  let isMeasured: Bool
  let isEdited: Bool

  /// Areas in per cent of all pixels.
  func figures(isWide: Bool) -> [Figure] {
    let before = Figure(text: fixed(effect.before * 100, 1), width: 6)
    guard isEdited else { return [before] }
    let after = Figure(text: fixed(effect.after * 100, 1), width: isWide ? 6 : 5)
    let change = Figure(
      text: fixed(effect.change * 100, 1, signed: true),
      width: 6,
      isChange: true,
      value: effect.change
    )
    guard isMeasured else { return isWide ? [before, after, change] : [after, change] }
    let interval = Figure(
      text: effect.halfWidth.map { "±" + fixed($0 * 100, 1) } ?? "",
      width: 5
    )
    return isWide ? [before, after, change, interval] : [change, interval]
  }
}

/// What the edit does to each concept's area, in this scene and over a sample.
struct EffectsTable {
  /// One concept, its change here and over the sample.
  struct Row {
    let concept: Concept
    let here: ConceptEffect?
    let measured: ConceptEffect?
  }

  /// This scene's concepts: those that change most first, without an edit the largest.
  let here: [EffectRow]
  /// The sample's concepts, those that change most first.
  let measured: [EffectRow]
  /// A line of both beside each other: a category, or a concept of it.
  enum Line {
    case category(ConceptCategory)
    case row(Row)
  }
  /// Both beside each other, by category: shares of several do not add up.
  let lines: [Line]

  init(_ state: ExplorerState) {
    guard let vocabulary = state.models.vocabulary else {
      (here, measured, lines) = ([], [], [])
      return
    }
    let isEdited = !state.editing.history.edit.isEmpty
    func entries(_ effects: [ConceptEffect], isMeasured: Bool) -> [EffectRow] {
      let known = effects.filter { vocabulary.isConcept($0.concept) }
      return known.sorted { Self.weight($1, isEdited) < Self.weight($0, isEdited) }.compactMap {
        effect in
        vocabulary[effect.concept].map {
          EffectRow(concept: $0, effect: effect, isMeasured: isMeasured, isEdited: isEdited)
        }
      }
    }
    here = entries(state.picture.segmented?.effects ?? [], isMeasured: false)
    measured = entries(state.currentMeasurement?.effects ?? [], isMeasured: true)
    let rows = Self.joined(here, measured)
    lines = vocabulary.categories.flatMap { category -> [Line] in
      let members = rows.filter { $0.concept.category == category }
      return members.isEmpty ? [] : [.category(category)] + members.map { .row($0) }
    }
  }

  /// What a measurement of two edits found, the largest differences first.
  static func compared(_ measurement: Measurement, _ state: ExplorerState) -> [EffectRow] {
    guard let vocabulary = state.models.vocabulary else { return [] }
    return measurement.effects.filter { vocabulary.isConcept($0.concept) }
      .sorted { weight($1, true) < weight($0, true) }
      .compactMap { effect in
        vocabulary[effect.concept].map {
          EffectRow(concept: $0, effect: effect, isMeasured: true, isEdited: true)
        }
      }
  }

  private static func weight(_ effect: ConceptEffect, _ isEdited: Bool) -> Double {
    isEdited ? effect.change.magnitude + effect.before / 1000 : effect.before
  }

  private static func joined(_ here: [EffectRow], _ measured: [EffectRow]) -> [Row] {
    let leading = measured.isEmpty ? here : measured
    let known = Set(leading.map(\.concept.number))
    let others = here.filter { !known.contains($0.concept.number) }
    return (leading + others).map { entry in
      Row(
        concept: entry.concept,
        here: here.first { $0.concept == entry.concept }?.effect,
        measured: measured.first { $0.concept == entry.concept }?.effect
      )
    }
  }
}
