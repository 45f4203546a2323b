import Causes
import Concepts
import Dissection
import Experiments
import Faults
import Glibc
import JSONText
import Store
import Laboratory
import Tensors

extension UnitsCommand {
  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: true, store: .reading)
    // A store that cannot be listed says so itself, also where a demo world's results are at hand.
    _ = try workbench.results.store.summaries()
    let concept = try concept.map { name throws(Fault) in
      try workbench.vocabulary(for: "rank units for a concept").chosenConcept(name)
    }
    let theirs = try dissection.map { path throws(Fault) in
      try TheirDissection(path).units(
        layers: workbench.layers,
        generator: workbench.generatorFacts.contentHash
      )
    }
    theirs?.misfits.forEach { complain("\(displayable($0, limit: 400))") }
    if let theirs, theirs.layers.isEmpty {
      throw Fault(
        .refused,
        "show the dissection",
        on: theirs.name,
        expected: "units of \(workbench.layers.map(\.name.rawValue).joined(separator: ", "))",
        found: "none that fits the generator"
      )
    }
    let layers = try layers(of: workbench, theirs).map { name throws(Fault) in
      try rows(of: name, workbench, concept: concept, theirs: theirs)
    }
    let groups = across ? [layers.flatMap { $0 }] : layers
    let lists = try groups.map { rows throws(Fault) in
      try UnitList(rows, by: sort, theirRanking: theirRanking, limit: limit)
    }
    if json {
      let records = lists.map { JSONValue.object(members(of: $0) + workbench.settingsRecord) }
      try say(SafeText(paragraphs: JSONValue.array(records).text()))
    } else if csv || tsv {
      let list = try UnitList(lists.flatMap(\.rows), by: .unit, theirRanking: nil, limit: nil)
      try say(SafeText(paragraphs: list.separated(by: csv ? "," : "\t")))
    } else {
      let texts = lists.map { list in
        [heading(of: list.rows, concept)] + list.lines(showingLayers: across)
      }
      try say(lines: Array(texts.joined(separator: [""])))
      let remarks = remarks(on: lists)
      if !remarks.isEmpty { try say(lines: [""] + remarks) }
    }
  }

  /// What a reader of the table may ask.
  private func remarks(on lists: [UnitList]) -> [String] {
    let rows = lists.flatMap(\.rows)
    let hasWeak = rows.contains { $0.shownName != $0.name }
    let weak = hasWeak ? ["Names in brackets are nearest, but match too little to count."] : []
    let isLong = limit == nil && rows.count > 40 && isatty(STDOUT_FILENO) == 1
    let long = isLong ? ["\(rows.count) units; --limit 20 shows the first of each layer."] : []
    return weak + long
  }

  /// The layer asked for, or every one that the store knows.
  private func layers(
    of workbench: Workbench,
    _ theirs: TheirUnits?
  ) throws(Fault) -> [LayerName] {
    if let layer { return [LayerName(layer)] }
    var known: [LayerName] = []
    for layer in workbench.layers {
      let isKnown = try ours(of: layer.name, workbench) != nil
      if theirs?.layers.contains(layer.name) ?? isKnown { known.append(layer.name) }
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
  private func ours(
    of name: LayerName,
    _ workbench: Workbench
  ) throws(Fault) -> LayerDissection? {
    let dissection = try workbench.storedDissection(of: name)
    return dissection.flatMap { $0.countedScenes > 0 ? $0 : nil }
  }

  /// What is in the store but cannot be read is not missing.
  private func refuseDamaged(_ workbench: Workbench, _ name: LayerName?) throws(Fault) {
    let damage = workbench.results.store.damages.first {
      $0.key.layer == name?.rawValue ?? $0.key.layer
    }
    guard var fault = damage?.fault else { return }
    fault.advice = "'ganscope dissect --layers \(damage?.key.layer ?? "")' measures it again"
    throw fault
  }

  private func rows(
    of name: LayerName,
    _ workbench: Workbench,
    concept: Concept?,
    theirs: TheirUnits?
  ) throws(Fault) -> [ListedUnit] {
    let dissection: LayerDissection
    if let found = try ours(of: name, workbench) {
      dissection = found
    } else if theirs?.layers.contains(name) == true {
      complain("\(name) is not dissected here: 'ganscope dissect --layers \(name)' does it")
      dissection = LayerDissection(none: try workbench.layer(name), workbench)
    } else {
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
      ListedUnit(
        dissection: dissection,
        sweep: sweep,
        unit: unit,
        vocabulary: workbench.segmenterFacts?.vocabulary,
        concept: concept,
        share: effect?.chosenAlpha[unit],
        sharePlace: effect == nil ? nil : places[unit],
        theirs: theirs
      )
    }
  }

  private func heading(of rows: [ListedUnit], _ concept: Concept?) -> String {
    let about = concept.map { ", for \(displayable($0.name))" } ?? ""
    guard !across, let first = rows.first else { return "units of all dissected layers\(about)" }
    let (layer, dissection) = (first.layer, first.dissection)
    return
      "\(layer.name): \(counted(layer.units, "unit")) at \(layer.width)x\(layer.height), "
      + "\(matching(dissection.interpretableCount)) a concept by \(dissection.rule.title) over "
      + counted(dissection.countedScenes, "scene") + about + agreement(rows)
  }

  private func matching(_ count: Int) -> String {
    count == 0 ? "none matches" : "\(count) match\(count == 1 ? "es" : "")"
  }

  /// How often both sides call a unit the same, where both have a label.
  private func agreement(_ rows: [ListedUnit]) -> String {
    guard let theirs = rows.first?.theirs else { return "" }
    let pairs = rows.compactMap { row -> Bool? in
      guard let label = row.theirUnit?.labelled, label.isInterpretable, row.isInterpretable else {
        return nil
      }
      return label.label == row.name
    }
    let count = rows.count { $0.theirUnit?.labelled.isInterpretable == true }
    return "; theirs (\(displayable(theirs.name)), \(displayable(theirs.rule))): \(count) match, "
      + "\(pairs.count { $0 }) of \(pairs.count) in both are called the same"
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

extension LayerDissection {
  /// A layer of which nothing was found out here.
  fileprivate init(none layer: LayerDescription, _ workbench: Workbench) {
    self.init(
      layer: layer,
      rule: workbench.options.settings.rule,
      countedScenes: 0,
      sampleSize: 0,
      levels: [],
      iou: [],
      labels: [],
      quantiles: UnitQuantiles(fractions: [], values: []),
      topScenes: []
    )
  }
}
