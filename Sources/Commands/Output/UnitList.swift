import Concepts
import Dissection
import Faults
import JSONText
import Tensors

/// The units of one layer in some order, as a table or as JSON.
struct UnitList {
  let dissection: LayerDissection
  let sweep: Sweep?
  let vocabulary: ConceptVocabulary?
  /// The concept that IoU and effect are about; each unit's own label if absent.
  let concept: Concept?
  private var units: [Int]

  init(
    dissection: LayerDissection,
    sweep: Sweep?,
    vocabulary: ConceptVocabulary?,
    concept: Concept?
  ) {
    (self.dissection, self.sweep) = (dissection, sweep)
    (self.vocabulary, self.concept) = (vocabulary, concept)
    units = Array(0..<dissection.layer.units)
  }

  func sorted(by order: UnitsCommand.Order, limit: Int?) throws(Fault) -> UnitList {
    var list = self
    switch order {
    case .unit: break
    case .label:
      list.units.sort { (name($0), -iou($0), $0) < (name($1), -iou($1), $1) }
    case .iou:
      if dissection.iou.isEmpty { break }
      list.units.sort { (-iou($0), $0) < (-iou($1), $1) }
    case .effect:
      guard let sweep, let concept else {
        throw Fault(
          .missing,
          "sort by effect the units of",
          on: dissection.layer.name.rawValue,
          found: "the layer is not swept yet",
          advice: "Run 'ganscope sweep --layer \(dissection.layer.name)' first"
        )
      }
      list.units = sweep.ranking(for: concept.number)
    }
    if let limit { list.units = Array(list.units.prefix(limit)) }
    return list
  }

  var lines: [String] {
    let isLabelled = !dissection.labels.isEmpty
    var table = Table(
      [("unit", .right)]
        + (isLabelled ? [("label", .left), ("category", .left), ("IoU", .right)] : [])
        + (concept != nil && isLabelled ? [("IoU \(concept?.name ?? "")", .right)] : [])
        + (sweep != nil ? [("effect", .right)] : []) + [("level", .right)]
    )
    table.rows = units.map { unit in
      let label = isLabelled ? dissection.labels[unit] : nil
      return ["\(unit)"]
        + (label.map {
          [name(unit), category(unit), decimal(Double($0.iou), places: 3)]
        } ?? []) + (concept != nil && isLabelled ? [decimal(Double(iou(unit)), places: 3)] : [])
        + (sweep != nil ? [effect(unit).map { percentText($0) } ?? "–"] : [])
        + [decimal(Double(dissection.levels[unit]), places: 3)]
    }
    return [heading] + table.lines + (partialSweep.map { ["", $0] } ?? [])
  }

  /// A warning where effects are known of some units only.
  private var partialSweep: String? {
    guard let sweep, !sweep.isComplete else { return nil }
    return
      "The effect of \(sweep.measuredUnits) of \(sweep.layer.units) units was measured so far; "
      + "'ganscope sweep --layer \(sweep.layer.name)' goes on."
  }

  private var heading: String {
    let layer = dissection.layer
    let about = concept.map { ", for \(displayable($0.name))" } ?? ""
    return
      "\(layer.name): \(layer.units) units at \(layer.width)x\(layer.height), "
      + "\(dissection.interpretableCount) match a concept over \(dissection.countedScenes) scenes"
      + about
  }

  var members: [(name: String, value: JSONValue)] {
    [
      ("layer", .string(dissection.layer.name.rawValue)),
      ("sample_size", .integer(dissection.countedScenes)),
      ("interpretable", .integer(dissection.interpretableCount)),
    ] + (sweep.map { [("swept_units", .integer($0.measuredUnits))] } ?? []) + [
      ("units", .array(units.map(record)))
    ]
  }

  private func record(of unit: Int) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      ("unit", .integer(unit)), ("level", .float(dissection.levels[unit])),
    ]
    if !dissection.labels.isEmpty {
      let label = dissection.labels[unit]
      members += [
        ("label", .string(name(unit))), ("category", .string(category(unit))),
        ("iou", .float(label.iou)), ("interpretable", .bool(label.isInterpretable)),
      ]
    }
    if let concept {
      members += [("concept", .string(concept.name)), ("concept_iou", .float(iou(unit)))]
    }
    if let effect = effect(unit) { members.append(("effect", .double(effect))) }
    return .object(members)
  }

  private func number(_ unit: Int) -> Int {
    concept?.number ?? (dissection.labels.isEmpty ? 0 : dissection.labels[unit].concept)
  }

  private func iou(_ unit: Int) -> Float { dissection.iou(unit: unit, concept: number(unit)) }

  /// Change of the concept's area when the unit is ablated alone, as a share of that area.
  private func effect(_ unit: Int) -> Double? {
    sweep?.relativeChange(unit: unit, concept: number(unit))
  }

  private func name(_ unit: Int) -> String { own(unit)?.name ?? "-" }

  private func category(_ unit: Int) -> String { own(unit)?.category.rawValue ?? "" }

  private func own(_ unit: Int) -> Concept? {
    dissection.labels.isEmpty ? nil : vocabulary?[dissection.labels[unit].concept]
  }
}
