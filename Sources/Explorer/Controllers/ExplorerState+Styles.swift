import Faults
import Interventions
import Laboratory
import Tensors

// How a StyleGAN2 is used, and the channels of its styles.
extension ExplorerState {
  /// The layers whose styles can be set.
  var styleNames: [String] {
    (models.generator?.styles ?? []).map { Self.layerName(ofStyle: $0.name.rawValue) }
  }

  private static func layerName(ofStyle name: String) -> String {
    name.hasSuffix(".style") ? String(name.dropLast(".style".count)) : name
  }

  /// Truncates, or takes other noise, from now on.
  mutating func restyle(_ command: Command) -> Result<[Effect], CommandMistake> {
    if let reason = reasonAgainstStyles { return .failure(reason) }
    let words = command.arguments
    let change: StyleChange
    if command.word == "psi" {
      guard words.count == 1, let psi = Float(words[0]), StyleChange.psiRange.contains(psi) else {
        return .failure(CommandMistake("psi takes a number from -10 to 10; 1 truncates nothing"))
      }
      change = .psi(psi)
    } else {
      switch (words.first, words.count) {
      case ("constant", 1): change = .noise(.constant)
      case ("none", 1): change = .noise(.none)
      case ("seed", 2):
        guard let seed = UInt32(words[1]) else { fallthrough }
        change = .noise(.seeded(seed))
      default: return .failure(CommandMistake("noise constant, none or seed N"))
      }
    }
    // What runs was asked for the old way; what it measured is kept.
    return .success(jobs.active.map { Effect.cancel($0.number) } + [.submit(.restyle(change))])
  }

  /// Goes on with the generator as it is used from now on: another model to the store.
  mutating func adopt(_ facts: GeneratorFacts) -> [Effect] {
    models.restyle(facts)
    forgetProfiles()
    editing.alone = AloneEffects()
    picture.forgetSegmentation()
    (shelf, gridShelf) = (ThumbnailShelf(), GridShelf())
    let manner = facts.manner.isEmpty ? "as its file says" : facts.manner.joined(separator: ", ")
    notify("scenes are drawn \(manner); looking up what is stored")
    return models.segmenterStatus == .loading ? [] : recallAll()
  }

  /// Sets a channel of a layer's style, in every scene; what the edit did to it before is undone.
  mutating func setStyle(_ command: Command) -> Result<[Effect], CommandMistake> {
    if let reason = reasonAgainstStyles { return .failure(reason) }
    let words = command.arguments
    let style = models.generator?.styles.first { style in
      style.name.rawValue == words.first
        || Self.layerName(ofStyle: style.name.rawValue) == words.first
    }
    guard let style else {
      return .failure(
        CommandMistake("the layers with styles are \(styleNames.joined(separator: " "))")
      )
    }
    guard words.count == 3, let unit = Int(words[1]), (0..<style.units).contains(unit),
      let value = Float(words[2]), value.isFinite
    else {
      return .failure(
        CommandMistake("style \(words[0]) takes a channel from 0 to \(style.units - 1) and a value")
      )
    }
    var edit = editing.history.edit
    edit.release([unit], of: style.name, mask: nil)
    edit.interventions.append(
      Intervention([UnitEdit(layer: style.name, unit: unit, value: value)])
    )
    show(EditStep(edit: edit, title: "channel \(unit) of \(style.name) is \(value)"))
    return .success([])
  }

  private var reasonAgainstStyles: CommandMistake? {
    guard let generator = models.generator else {
      return CommandMistake("the generator is still loading")
    }
    return generator.styles.isEmpty ? CommandMistake("only a StyleGAN2 has styles and noise") : nil
  }
}

extension Models {
  /// Forgets what was found of the generator as it was used before.
  mutating func restyle(_ facts: GeneratorFacts) {
    generator = facts
    (dissections, sweeps, measurements) = ([:], [:], [:])
    (findings, averageEffects, keptSets) = ([:], [:], [])
    (otherDissections, judgements, profile) = ([:], [:], nil)
    (recalled, estimates, hasDissectionStarted) = ([], [:], false)
  }
}
