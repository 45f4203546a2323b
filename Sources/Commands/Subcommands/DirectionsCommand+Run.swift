import ArgumentParser
import Concepts
import Directions
import Dissection
import Experiments
import Faults
import Files
import Interventions
import JSONText
import Laboratory
import Tensors

extension DirectionsCommand.Find {
  func run() throws {
    let reporter = Reporter(isStored: method == .concept)
    let isConcept = method == .concept
    let workbench = try model.openWorkbench(
      withSegmenter: isConcept,
      store: isConcept ? .writing : .none
    )
    var request = DirectionRequest(
      try requestedMethod(workbench),
      space: space,
      inputs: inputs?.range,
      count: isConcept ? concept.count : count
    )
    request.sampleSize = sampleSize.count
    let set = try workbench.directions(request, progress: reporter.report)
    if set.space == "z", case .components(of: nil) = request.method {
      complain(
        "z is drawn the same in every direction, so that its components are chance: 'ganscope "
          + "directions find --layer \(middle(of: workbench))' finds those of a layer, and "
          + "--concept NAME the direction of a concept"
      )
    }
    try FinishedFile.write(
      try DirectionFile.encode(set),
      to: output,
      attempt: "write the directions"
    )
    try say(lines: DirectionTable(set: set).lines)
  }

  private func middle(of workbench: Workbench) -> SafeText {
    "\(workbench.layers[workbench.layers.count / 2].name)"
  }

  private func requestedMethod(_ workbench: Workbench) throws(Fault) -> DirectionRequest.Method {
    switch method {
    case .components: return .components(of: layer.map { LayerName($0) })
    case .factorization: return .factorization
    case .concept:
      let vocabulary = try workbench.vocabulary(for: "find the direction of a concept")
      return .concepts(
        try concept.map { (name) throws(Fault) in try vocabulary.chosenConcept(name).number }
      )
    }
  }
}

extension DirectionsCommand.List {
  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: false, store: .none)
    let set = try workbench.directions(in: file, space: space)
    guard json else { return try say(lines: DirectionTable(set: set).lines) }
    func number(_ value: Float?) -> JSONValue { value.map { .float($0) } ?? .null }
    let entries = set.entries.map { entry -> JSONValue in
      .object([
        ("name", .string(entry.direction.name)),
        ("deviation", .float(entry.direction.deviation)),
        ("weight", number(entry.weight)), ("area_for_one", number(entry.slope)),
        ("r2", number(entry.quality?.value)), ("r2_low", number(entry.quality?.low)),
        ("r2_high", number(entry.quality?.high)),
        (
          "inputs",
          entry.inputs.map { .array([.integer($0.lowerBound), .integer($0.upperBound)]) } ?? .null
        ),
      ])
    }
    let record = JSONValue.object([
      ("origin", .string(set.origin)), ("space", .string(set.space)),
      ("generator", set.generator.map { .string($0) } ?? .null),
      ("directions", .array(entries)),
    ])
    try say(SafeText(paragraphs: record.text()))
  }
}

extension DirectionsCommand.Show {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    let vocabulary = try workbench.vocabulary(for: "measure a direction")
    let entry = try choice.entry(in: workbench.directions(in: choice.file, space: movement.space))
    let move = entry.edit(strength: movement.strength.value, inputs: movement.inputs?.range)
    let measurement = try workbench.measure(
      Interventions.Edit(directions: [move]),
      sampleSize: sampleSize.count,
      progress: reporter.report
    )
    if let json {
      let members = MeasureCommand.record(of: measurement, vocabulary) + workbench.settingsRecord
      let text = JSONValue.object(members).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the effects")
    }
    if json != "-" {
      try say(lines: lines(entry, measurement: measurement, vocabulary: vocabulary))
    }
  }

  private func lines(
    _ entry: DirectionSet.Entry,
    measurement: Measurement,
    vocabulary: ConceptVocabulary
  ) -> [String] {
    let sign = movement.strength.value < 0 ? "" : "+"
    let title =
      "\(sign)\(fixed(Double(movement.strength.value), 1)) along \(entry.direction.name), over "
      + "\(counted(measurement.scenes, "scene")) of seed \(measurement.seed), in per cent of the image:"
    let certain = measurement.effects.filter { abs($0.change) > $0.halfWidth ?? .infinity }
      .sorted { abs($0.change) > abs($1.change) }
    let effects = certain.prefix(12).map { effect -> String in
      let half = effect.halfWidth ?? 0
      let ends = [effect.change - half, effect.change + half].map {
        fixed($0 * 100, 2)
      }
      return "  \(vocabulary[effect.concept]?.name ?? "\(effect.concept)") "
        + "\(signedPercent(effect.change)) [\(ends[0]), \(ends[1])]"
    }
    let rest = certain.count > 12 ? ["  and \(certain.count - 12) smaller changes"] : []
    let none = effects.isEmpty ? ["  no concept's area changes beyond its 95 % interval"] : []
    let model = entry.quality.map {
      [
        "  the model: \(signedPercent(Double(entry.slope ?? 0))) for +1, held-out R2 "
          + DirectionTable.text($0)
      ]
    }
    return [title] + effects + rest + none + (model ?? [])
  }
}

extension DirectionsCommand.Name {
  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: false, store: .none)
    var set = try workbench.directions(in: choice.file, space: space)
    let entry = try choice.entry(in: set)
    guard !set.entries.contains(where: { $0.direction.name == name }) else {
      throw Fault(
        .usage,
        "name the direction",
        on: name,
        expected: "a name that no other direction of the file has",
        found: "one that is taken"
      )
    }
    if let index = set.entries.firstIndex(of: entry) { set.entries[index].direction.name = name }
    try FinishedFile.write(
      try DirectionFile.encode(set),
      to: choice.file,
      attempt: "write the directions"
    )
    complain("'\(displayable(entry.direction.name))' is now '\(displayable(name))'")
  }
}

extension DirectionsCommand.Edit {
  func run() throws {
    let output = try NewFile.path(self.output, orUsual: "EDIT.json", attempt: "write the edit")
    let workbench = try model.openWorkbench(withSegmenter: false, store: .none)
    let entry = try choice.entry(in: workbench.directions(in: choice.file, space: movement.space))
    var edit = try EditFile.read(onto)
    edit.directions.append(
      entry.edit(strength: movement.strength.value, inputs: movement.inputs?.range)
    )
    try workbench.check(edit)
    try Destination.write(Array(try edit.json().utf8), to: output, attempt: "write the edit")
    if output != "-" {
      complain(
        "scenes moved by \(fixed(Double(movement.strength.value), 1)) along "
          + "'\(displayable(entry.direction.name))' by \(displayable(output))"
      )
    }
  }
}
