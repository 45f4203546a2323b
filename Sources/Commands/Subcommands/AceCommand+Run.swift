import ArgumentParser
import Causes
import Concepts
import Experiments
import Faults
import Interventions
import JSONText
import Laboratory
import Tensors

extension AceCommand {
  func run() throws {
    let reporter = Reporter(isStored: true)
    // Published mistakes are those of the optimisation here, and of quadrants only where they are.
    var model = model
    let hasPublishedErrors = model.segmentation.parity == .published
    if hasPublishedErrors {
      guard method == .published else {
        throw Fault(
          .usage,
          "optimise with the published errors",
          expected: "the published optimisation",
          found: "another",
          advice: "Add --method published, or leave --parity published out"
        )
      }
      if model.segmentation.quadrants != true { model.segmentation.parity = nil }
    }
    let workbench = try model.openWorkbench(withSegmenter: true, store: .writing)
    let vocabulary = try workbench.vocabulary(for: "optimise a causal effect")
    let concept = try vocabulary.chosenConcept(concept)
    var request = request(concept.number, hasPublishedErrors: hasPublishedErrors)
    let cost = try workbench.estimate(request)
    if let minutes { request.steps = cost.steps(within: 60 * minutes) }
    let seconds = try workbench.left(of: request, cost).left
    complain(
      "\(counted(request.steps, "step")) of about \(fixed(cost.perStep, 2)) s, with the search for "
        + "scenes and held-out scenes "
        + (seconds > 0 ? "at most about \(duration(seconds))" : "in the store: here at once")
    )
    let effect = try workbench.averageEffect(request, progress: reporter.report)
    if let json {
      let members = Self.record(of: effect, concept) + workbench.settingsRecord
      try Destination.write(
        Array((JSONValue.object(members).text() + "\n").utf8),
        to: json,
        attempt: "write the effect"
      )
    }
    if let edit, effect.heldOut != nil {
      let units = effect.ranking.prefix(limit)
      let layer = effect.request.layer
      let ablation = Edit([Intervention(units.map { UnitEdit(layer: layer, unit: $0) })])
      try Destination.write(Array(try ablation.json().utf8), to: edit, attempt: "write the edit")
    }
    guard json != "-" else { return }
    try say(lines: summary(of: effect, vocabulary.title(of: concept)))
  }

  private func summary(of effect: AverageEffect, _ name: String) -> [String] {
    guard effect.state != .withoutConcept else {
      return [
        "\(name) appears in none of the scenes that were looked at: there is no effect to find; "
          + "take more with --training, or \(method == .published ? "--search" : "another seed")"
      ]
    }
    let ending =
      effect.state == .settled
      ? "settled at step \(effect.steps): no better set in a while"
      : "stopped at step \(effect.steps)"
    var lines = [
      "\(name), \(effect.request.layer): \(ending)"
        + (effect.chosenStep == effect.steps
          ? "" : "; the best set was that of step \(effect.chosenStep)")
    ]
    let units = effect.ranking.prefix(limit)
    lines.append("first \(units.count) units \(units.map(String.init).joined(separator: ","))")
    lines.append("")
    var table = Table([
      ("first \(units.count) units by", .left), ("removed", .right), ("95 %", .right),
      ("rest changed", .right), ("95 %", .right),
    ])
    let startName =
      effect.startOrder.map { "\($0.rawValue), the start" } ?? "first gradient, the start"
    for (title, answer) in [("ace", effect.heldOut), (startName, effect.startHeldOut)] {
      guard let answer else { continue }
      table.rows.append([title] + answer.effect.ratio.cells + answer.rest.ratio.cells)
    }
    lines += table.lines
    lines.append(
      "measured on \(counted(effect.request.heldOutScenes, "scene")) of seed \(effect.heldOutSeed)"
    )
    return lines
  }

  private static func record(
    of effect: AverageEffect,
    _ concept: Concept
  ) -> [(name: String, value: JSONValue)] {
    func judged(_ answer: SetSearch.Answer?) -> JSONValue {
      guard let answer else { return .null }
      return .object([("effect", answer.effect.ratio.json), ("rest", answer.rest.ratio.json)])
    }
    let checks = effect.checks.map { check -> JSONValue in
      .object([
        ("step", .integer(check.step)), ("effect", check.answer.effect.ratio.json),
        ("rest", check.answer.rest.ratio.json),
      ])
    }
    var recipe: [(name: String, value: JSONValue)]
    switch effect.request.recipe {
    case .scenes(let scenes):
      recipe = [
        ("method", .string("scenes")), ("training_scenes", .integer(scenes.trainingScenes)),
        ("scenes_per_step", .integer(scenes.scenesPerStep)), ("rate", .double(scenes.rate)),
      ]
    case .published(let published):
      recipe = [
        ("method", .string("published")), ("variant", .string(published.variant.rawValue)),
        ("constant", .string(published.constant.rawValue)),
        ("search_scenes", .integer(published.searchScenes)),
        ("training_scenes", .integer(published.trainingScenes)),
        ("present_seed", .integer(Int(PublishedRecipe.presentSeed))),
        ("candidate_seed", .integer(Int(PublishedRecipe.candidateSeed))),
        ("published_errors", .bool(published.hasPublishedErrors)),
      ]
    }
    recipe.append(("start", .string(effect.startOrder?.rawValue ?? "gradient")))
    return [
      ("layer", .string(effect.request.layer.rawValue)), ("concept", .string(concept.query)),
      ("recipe", .object(recipe)), ("state", .string(effect.state.rawValue)),
      ("steps_asked", .integer(effect.request.steps)), ("steps", .integer(effect.steps)),
      ("chosen_step", .integer(effect.chosenStep)), ("limit", .integer(effect.request.limit)),
      ("alpha", .array(effect.chosenAlpha.map { .double($0) })),
      ("alpha_start", .array(effect.start.map { .double($0) })),
      ("ranking", .array(effect.ranking.map { .integer($0) })),
      ("losses", .array(effect.losses.map { .double($0) })), ("checks", .array(checks)),
      ("validation_seed", .integer(Int(effect.validationSeed))),
      ("validation_scenes", .integer(effect.request.validationScenes)),
      ("held_out_seed", .integer(Int(effect.heldOutSeed))),
      ("held_out_scenes", .integer(effect.request.heldOutScenes)),
      ("held_out", judged(effect.heldOut)), ("start_held_out", judged(effect.startHeldOut)),
    ]
  }
}
