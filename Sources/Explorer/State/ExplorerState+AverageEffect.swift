import Causes
import Concepts
import Dissection
import Faults
import Laboratory
import Tensors

extension ExplorerState {
  /// The optimisation that the list and the view of causes show: for the concept that is chosen, else
  /// the one of this layer that was last heard of.
  var averageEffect: AverageEffect? {
    guard let layer, let concept = place.concept ?? models.optimised[layer.name] else { return nil }
    return models.averageEffects[layer.name]?[concept]
  }

  /// The optimisation for a concept in the layer shown.
  func averageEffect(on concept: Int) -> AverageEffect? {
    layer.flatMap { models.averageEffects[$0.name]?[concept] }
  }

  /// The job that optimises what the view shows, running or waiting.
  var optimisation: JobEntry? {
    guard let layer else { return nil }
    let concept = place.concept ?? models.optimised[layer.name]
    return jobs.active.first { job in
      guard case .cause(.averageEffect(let wanted), _) = job.request else { return false }
      return wanted.layer == layer.name && wanted.concept == concept
    }
  }

  /// Shows what was found; where it is shown already or nothing was found, asks for a concept.
  mutating func openOptimisation() {
    if place.view != .optimisation, averageEffect != nil || optimisation != nil {
      place.view = .optimisation
      return
    }
    var picker = ConceptPicker(purpose: .optimise)
    let wanted = place.concept ?? row?.concept?.number
    let items = conceptItems(matching: "")
    picker.cursor = items.firstIndex { $0.concept.number == wanted } ?? 0
    talk.dialogs.append(.concepts(picker))
  }

  /// Shows what was found for a concept, or asks how long to look for it.
  mutating func showOptimisation(of concept: Int) -> [Effect] {
    guard let layer, let named = models.vocabulary?[concept] else { return [] }
    guard averageEffect(on: concept) != nil else { return askToOptimise(named) }
    models.optimised[layer.name] = concept
    place.view = .optimisation
    return []
  }

  /// Asks how long to look for a concept's causal units.
  mutating func askToOptimise(_ concept: Concept) -> [Effect] {
    guard let layer else { return [] }
    let start =
      sweep?.isComplete == true
      ? "their effects alone (\(key(.open(.sweep))))" : "what they resemble"
    talk.dialogs.append(
      .prompt(
        Prompt(
          purpose: .optimise(concept: concept.number),
          title: "the causal units of \(concept.name) in \(layer.name)",
          label: "steps",
          explanation: "Finds the units that remove \(concept.name) together, by gradients, from "
            + "\(start) on. It runs in the background; t stops it; what it found is kept, and r "
            + "there continues.",
          field: TextField(String(AverageEffectRequest.usualSteps))
        )
      )
    )
    return [
      .submit(
        .estimate(
          .averageEffect(layer.name, concept: concept.number),
          sampleSize: AverageEffectRequest.usualSteps
        )
      )
    ]
  }

  /// Starts the job and shows it.
  mutating func optimise(_ concept: Int, steps: Int) -> [Effect] {
    guard let layer else { return [] }
    place.view = .optimisation
    models.optimised[layer.name] = concept
    if place.concept != nil { place.concept = concept }
    let request = AverageEffectRequest(layer: layer.name, concept: concept, steps: steps)
    return [.submit(.cause(.averageEffect(request), sampleSize: max(1, steps)))]
  }
}

extension Models {
  /// Takes in what an optimisation has found.
  mutating func take(_ effect: AverageEffect, isNew: Bool) {
    let (layer, concept) = (effect.request.layer, effect.request.concept)
    if effect.state == .withoutConcept || !effect.start.isEmpty {
      averageEffects[layer, default: [:]][concept] = effect
    }
    if isNew || optimised[layer] == nil { optimised[layer] = concept }
  }
}

extension AverageEffect {
  /// Whether the first units do more on held-out scenes than those they started from.
  var isBetter: Bool {
    guard let heldOut, let startHeldOut else { return false }
    return score(heldOut) >= score(startHeldOut)
  }

  /// What was found, in a line.
  var news: String {
    guard state != .withoutConcept else {
      return "the concept appears in no scene that was looked at: there is no effect to find"
    }
    let units = min(request.limit, alpha.count)
    let part = { (share: Double) in "\(fixed(share * 100, 0)) %" }
    let effect = heldOut?.effect.ratio.map { "remove \(part($0.value)) of it" } ?? "are found"
    let rest = heldOut?.rest.ratio.map { ", change \(part($0.value)) of the rest" } ?? ""
    return "\(units) units \(effect)\(rest) on held-out scenes; A switches them off"
  }
}
