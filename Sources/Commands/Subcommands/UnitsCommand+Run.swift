import ArgumentParser
import Concepts
import Dissection
import Experiments
import Faults
import JSONText
import Laboratory
import Tensors

extension UnitsCommand {
  func run() throws {
    let workbench = try model.openWorkbench(withSegmenter: true, store: .reading)
    let concept = try concept.map { name throws(Fault) in
      try workbench.vocabulary(for: "rank units for a concept").chosenConcept(name)
    }
    let lists = try layers(of: workbench).map { name throws(Fault) in
      try list(of: name, workbench, concept)
    }
    if json {
      let records = lists.map { JSONValue.object($0.members + workbench.settingsRecord) }
      try say(JSONValue.array(records).text())
    } else {
      try say(lists.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
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

  private func list(
    of name: LayerName,
    _ workbench: Workbench,
    _ concept: Concept?
  ) throws(Fault) -> UnitList {
    guard let dissection = try dissection(of: name, workbench) else {
      _ = try workbench.layer(name)
      throw Fault(
        .missing,
        "list the units of",
        on: name.rawValue,
        found: "the layer is not dissected yet, or only with other options",
        advice: "Run 'ganscope dissect --layers \(name)' first"
      )
    }
    let sweep = try workbench.storedSweep(of: name)
    let list = UnitList(
      dissection: dissection,
      sweep: sweep,
      vocabulary: workbench.segmenterFacts?.vocabulary,
      concept: concept
    )
    return try list.sorted(by: sort, limit: limit)
  }
}
