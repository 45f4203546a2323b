import Causes
import Concepts
import Dissection
import Experiments
import Faults
import JSONText
import Store
import Laboratory
import Tensors

extension UnitsCommand {
  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: true, store: .reading)
    let concept = try concept.map { name throws(Fault) in
      try workbench.vocabulary(for: "rank units for a concept").chosenConcept(name)
    }
    let layers = try layers(of: workbench).map { name throws(Fault) in
      try rows(of: name, workbench, concept)
    }
    let groups = across ? [layers.flatMap { $0 }] : layers
    let lists = try groups.map { rows throws(Fault) in
      try UnitList(rows, by: sort, limit: limit)
    }
    if json {
      let records = lists.map { JSONValue.object(members(of: $0) + workbench.settingsRecord) }
      try say(SafeText(paragraphs: JSONValue.array(records).text()))
    } else if csv || tsv {
      let list = try UnitList(lists.flatMap(\.rows), by: .unit, limit: nil)
      try say(SafeText(paragraphs: list.separated(by: csv ? "," : "\t")))
    } else {
      let texts = lists.map { list in
        [heading(of: list.rows, concept)] + list.lines(showingLayers: across)
      }
      try say(lines: Array(texts.joined(separator: [""])))
    }
  }

  /// The layer asked for, or every one that the store knows.
  private func layers(of workbench: Workbench) throws(Fault) -> [LayerName] {
    if let layer { return [LayerName(layer)] }
    var known: [LayerName] = []
    for layer in workbench.layers where try dissection(of: layer.name, workbench) != nil {
      known.append(layer.name)
    }
    if !known.isEmpty { return known }
    try refuseDamaged(workbench, nil)
    for layer in workbench.layers where try !workbench.otherStoredRules(of: layer.name).isEmpty {
      throw try workbench.undissected(layer.name, "list the units of")
    }
    throw Fault(
      .missing,
      "list the units",
      found: "no layer is dissected yet",
      advice: "Run 'ganscope dissect' first"
    )
  }

  /// What was counted of a layer; its levels alone may be known from a dissection with other
  /// concepts.
  private func dissection(
    of name: LayerName,
    _ workbench: Workbench
  ) throws(Fault) -> LayerDissection? {
    let dissection = try workbench.storedDissection(of: name)
    return dissection.flatMap { $0.countedScenes > 0 ? $0 : nil }
  }

  /// What is in the store but cannot be read is not missing.
  private func refuseDamaged(_ workbench: Workbench, _ name: LayerName?) throws(Fault) {
    // A store that cannot be listed says so itself.
    _ = try workbench.store.summaries()
    let damage = workbench.store.damages.first { $0.key.layer == name?.rawValue ?? $0.key.layer }
    guard var fault = damage?.fault else { return }
    fault.advice = "'ganscope dissect --layers \(damage?.key.layer ?? "")' measures it again"
    throw fault
  }

  private func rows(
    of name: LayerName,
    _ workbench: Workbench,
    _ concept: Concept?
  ) throws(Fault) -> [UnitRow] {
    guard let dissection = try dissection(of: name, workbench) else {
      try refuseDamaged(workbench, name)
      throw try workbench.undissected(name, "list the units of")
    }
    let sweep = try workbench.storedSweep(of: name)
    let effect = concept.flatMap {
      workbench.storedAverageEffects(of: dissection.layer, for: $0.number).first
    }
    var places = [Int](repeating: 0, count: dissection.layer.units)
    for (place, unit) in (effect?.ranking ?? []).enumerated() { places[unit] = place }
    return (0..<dissection.layer.units).map { unit in
      UnitRow(
        dissection: dissection,
        sweep: sweep,
        unit: unit,
        vocabulary: workbench.segmenterFacts?.vocabulary,
        concept: concept,
        share: effect?.chosenAlpha[unit],
        sharePlace: effect == nil ? nil : places[unit]
      )
    }
  }

  private func heading(of rows: [UnitRow], _ concept: Concept?) -> String {
    let about = concept.map { ", for \(displayable($0.name))" } ?? ""
    guard !across, let first = rows.first else { return "units of all dissected layers\(about)" }
    let (layer, dissection) = (first.layer, first.dissection)
    return
      "\(layer.name): \(layer.units) units at \(layer.width)x\(layer.height), "
      + "\(dissection.interpretableCount) match a concept by \(dissection.rule.title) over "
      + "\(dissection.countedScenes) scenes" + about
  }

  private func members(of list: UnitList) -> [(name: String, value: JSONValue)] {
    guard !across, let first = list.rows.first else {
      let units = list.rows.map { row in
        JSONValue.object([
          ("layer", .string(row.layer.name.rawValue)), ("values", row.record),
        ])
      }
      return [("units", .array(units))]
    }
    return [
      ("layer", .string(first.layer.name.rawValue)),
      ("sample_size", .integer(first.dissection.countedScenes)),
      ("interpretable", .integer(first.dissection.interpretableCount)),
    ] + (first.sweep.map { [("swept_units", .integer($0.measuredUnits))] } ?? []) + [
      ("units", .array(list.rows.map(\.record)))
    ]
  }
}
