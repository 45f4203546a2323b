import Concepts
import Dissection
import Faults
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

/// The change of a concept's area as a share of that area, in one form wherever it stands: "-83%",
/// small ones with a decimal.
func shareText(ofChange change: Double) -> String {
  let percent = change * 100
  return fixed(percent, percent.magnitude < 9.95 ? 1 : 0, signed: true) + "%"
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

  init(
    here: [ConceptEffect],
    measured: [ConceptEffect],
    isEdited: Bool,
    _ vocabulary: ConceptVocabulary?
  ) {
    func rows(_ effects: [ConceptEffect], isMeasured: Bool) -> [EffectRow] {
      Self.rows(effects, isMeasured: isMeasured, isEdited: isEdited, vocabulary)
    }
    self.here = rows(here, isMeasured: false)
    self.measured = rows(measured, isMeasured: true)
    let joined = Self.joined(self.here, self.measured)
    lines = (vocabulary?.categories ?? []).flatMap { category -> [Line] in
      let members = joined.filter { $0.concept.category == category }
      return members.isEmpty ? [] : [.category(category)] + members.map { .row($0) }
    }
  }

  /// The concepts among effects: with an edit those that change most first, else the largest.
  static func rows(
    _ effects: [ConceptEffect],
    isMeasured: Bool,
    isEdited: Bool,
    _ vocabulary: ConceptVocabulary?
  ) -> [EffectRow] {
    guard let vocabulary else { return [] }
    return effects.filter { vocabulary.isConcept($0.concept) }
      .sorted { weight($1, isEdited) < weight($0, isEdited) }
      .compactMap { effect in
        vocabulary[effect.concept].map {
          EffectRow(concept: $0, effect: effect, isMeasured: isMeasured, isEdited: isEdited)
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

extension ExplorerState {
  /// What the edit does to each concept's area.
  var effects: EffectsTable {
    EffectsTable(
      here: picture.segmented?.effects ?? [],
      measured: currentMeasurement?.effects ?? [],
      isEdited: !editing.history.edit.isEmpty,
      models.vocabulary
    )
  }
}
