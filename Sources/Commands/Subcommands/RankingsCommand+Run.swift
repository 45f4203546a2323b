import ArgumentParser
import Causes
import Concepts
import Dissection
import Experiments
import Faults
import JSONText
import Tensors

extension RankingsCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    let vocabulary = try workbench.vocabulary(for: "compare rankings")
    let layer = try workbench.layer(LayerName(layer))
    let concepts = try chosenConcepts(in: layer, workbench, vocabulary)
    if complete {
      let makers = RankingMakers(workbench: workbench, layer: layer, concepts: concepts)
      complain("the rankings take at most about \(duration(try makers.seconds())) here")
      try makers.make(progress: reporter.hear)
    }
    let table = try workbench.rankings(
      RankingRequest(
        layer: layer.name,
        concepts: concepts.map(\.number),
        limit: min(limit, layer.units),
        randomSets: random,
        damageWeight: damage
      ),
      sampleSize: sampleSize.count,
      progress: reporter.hear
    )
    let words = RankingWords(table: table, vocabulary: vocabulary)
    if let json {
      let text = JSONValue.object(words.record + workbench.settingsRecord).text() + "\n"
      try Destination.write(Array(text.utf8), to: json, attempt: "write the rankings")
    }
    if let csv {
      let text = CSVText.lines(words.rows)
      try Destination.write(Array(text.utf8), to: csv, attempt: "write the rankings")
    }
    if json != "-" && csv != "-" { try say(lines: words.lines) }
  }

  /// Those named, or those that most units match.
  private func chosenConcepts(
    in layer: LayerDescription,
    _ workbench: Workbench,
    _ vocabulary: ConceptVocabulary
  ) throws(Fault) -> [Concept] {
    if let names = concepts {
      var found: [Concept] = []
      for name in names.split(separator: ",") {
        found.append(try vocabulary.chosenConcept(String(name)))
      }
      return found
    }
    guard let dissection = try workbench.storedDissection(of: layer.name) else {
      throw try workbench.undissected(layer.name, "choose concepts of")
    }
    return dissection.frequentConcepts(6, vocabulary)
  }
}

extension LayerDissection {
  /// The concepts that most units match, the most frequent first.
  func frequentConcepts(_ count: Int, _ vocabulary: ConceptVocabulary) -> [Concept] {
    let matching = labels.filter(\.isInterpretable)
    let counts = Dictionary(grouping: matching, by: \.concept).mapValues(\.count)
    let order = counts.keys.sorted { (-(counts[$0] ?? 0), $0) < (-(counts[$1] ?? 0), $1) }
    return order.prefix(count).compactMap { vocabulary[$0] }
  }
}
