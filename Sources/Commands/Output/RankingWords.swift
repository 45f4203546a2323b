import Causes
import Concepts
import Faults
import JSONText
import Tensors

/// A table of rankings in words, columns and JSON.
struct RankingWords {
  let table: RankingTable
  let vocabulary: ConceptVocabulary

  /// For reading: a block a concept, the winner marked.
  var lines: [String] {
    var text = Table([
      ("concept", .left), ("first \(table.request.limit) units by", .left), ("removed", .right),
      ("95 %", .right), ("rest changed", .right), ("95 %", .right), ("", .left),
    ])
    for concept in table.request.concepts {
      let winner = table.winner(for: concept)
      for outcome in table.outcomes(for: concept) {
        let ranking = outcome.contestant.ranking
        text.rows.append(
          [name(of: concept), ranking.title] + outcome.effect.cells + outcome.rest.cells
            + [ranking == winner ? "wins" : ""]
        )
      }
    }
    let absent = table.request.concepts.filter { concept in
      table.outcomes(for: concept).allSatisfy { $0.effect == nil }
    }
    return [
      "\(table.request.layer), \(counted(table.scenes, "held-out scene")) of seed \(table.seed)",
      "",
    ] + text.lines
      + absent.map { "\(name(of: $0)) never appeared: there is no effect to measure" }
  }

  /// For a page: the headings, then a row an outcome.
  var page: [[String]] {
    [["concept", "first units by", "removed", "95 %", "rest changed", "95 %", ""]]
      + table.outcomes.map { outcome in
        let contestant = outcome.contestant
        let isWinner = table.winner(for: contestant.concept) == contestant.ranking
        return [name(of: contestant.concept), contestant.ranking.title] + outcome.effect.cells
          + outcome.rest.cells + [isWinner ? "wins" : ""]
      }
  }

  /// For programs: one row an outcome.
  var rows: [[String]] {
    [
      [
        "concept", "ranking", "units", "effect", "effect_half_width_95", "rest",
        "rest_half_width_95", "wins",
      ]
    ]
      + table.outcomes.map { outcome in
        let contestant = outcome.contestant
        let figures = [outcome.effect, outcome.rest].flatMap { [$0?.value, $0?.halfWidth] }
        return [query(of: contestant.concept), contestant.ranking.rawValue, units(of: contestant)]
          + figures.map { $0.map { "\($0)" } ?? "" }
          + ["\(table.winner(for: contestant.concept) == contestant.ranking)"]
      }
  }

  var record: [(name: String, value: JSONValue)] {
    [
      ("layer", .string(table.request.layer.rawValue)), ("limit", .integer(table.request.limit)),
      ("damage", .double(table.request.damageWeight)), ("seed", .integer(Int(table.seed))),
      ("sample_size", .integer(table.scenes)),
      ("random_seeds", .array((0..<table.request.randomSets).map { .integer($0) })),
      (
        "concepts",
        .array(
          table.request.concepts.map { concept in
            .object([
              ("concept", .string(query(of: concept))),
              ("winner", table.winner(for: concept).map { .string($0.rawValue) } ?? .null),
              ("rankings", .array(table.outcomes(for: concept).map(record))),
            ])
          }
        )
      ),
    ]
  }

  private func record(of outcome: RankingOutcome) -> JSONValue {
    .object([
      ("ranking", .string(outcome.contestant.ranking.rawValue)),
      (
        "sets",
        .array(outcome.contestant.sets.map { .array($0.map { .integer($0) }) })
      ),
      ("effect", outcome.effect.json), ("rest", outcome.rest.json),
    ])
  }

  private func units(of contestant: RankingContestant) -> String {
    contestant.sets.count == 1 ? contestant.sets[0].map(String.init).joined(separator: " ") : ""
  }

  private func name(of concept: Int) -> String {
    vocabulary[concept].map { vocabulary.title(of: $0) } ?? "concept \(concept)"
  }

  private func query(of concept: Int) -> String { vocabulary[concept]?.query ?? "\(concept)" }
}

extension RankingName {
  /// The ranking in words.
  var title: String {
    switch self {
    case .iou: "IoU"
    case .iqr: "information quality"
    case .effect: "single-unit effect"
    case .publishedACE: "ACE, published"
    case .ace: "ACE, whole scenes"
    case .random: "chance"
    }
  }
}
