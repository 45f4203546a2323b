import Concepts
import Directions
import Faults
import Interventions
import Laboratory
import Tensors

extension ExplorerState {
  /// Opens the question that an action needs answered.
  mutating func ask(_ opening: Opening) -> [Effect] {
    guard let prompt = prompt(for: opening) else { return [] }
    talk.dialogs.append(.prompt(prompt))
    guard let job = job(of: prompt.purpose), let count = Int(prompt.field.text) else { return [] }
    return [.submit(.estimate(job, sampleSize: count))]
  }

  private func job(of purpose: Prompt.Purpose) -> EstimatedJob? {
    guard let layer else { return nil }
    return switch purpose {
    case .dissect: .dissection([layer.name])
    case .measure: place.view == .versus ? nil : .measurement(editing.history.edit)
    case .sweep: .sweep(layer.name)
    case .optimise(let concept): .averageEffect(layer.name, concept: concept)
    default: nil
    }
  }

  private func prompt(for opening: Opening) -> Prompt? {
    let sizes = options.sampleSizes
    switch opening {
    case .goToScene:
      return Prompt(
        purpose: .goToScene,
        title: "go to scene",
        label: "scene",
        explanation: "Any number from 0 to \(grouped(Self.lastScene)). Scene 37 of seed 1 is the "
          + "same for everybody.",
        field: TextField()
      )
    case .saveEdit:
      return Prompt(
        purpose: .saveEdit,
        title: "save the edit",
        label: "file",
        explanation: editing.history.edit.summary + ".",
        field: TextField("EDIT.json")
      )
    case .openEdit:
      return Prompt(
        purpose: .openEdit,
        title: "open an edit",
        label: "file",
        explanation:
          "An EDIT.json, or a PNG that was made here. Undo brings the present edit back.",
        field: TextField("EDIT.json")
      )
    // Asked for once the concept is known.
    case .optimisation: return nil
    case .dissect: return dissectionPrompt(sampleSize: sizes.dissection)
    case .measure:
      let isVersus = place.view == .versus
      return Prompt(
        purpose: .measure,
        title: isVersus ? "measure A against B" : "measure the edit",
        label: "scenes",
        explanation: isVersus
          ? "Segments scenes under both edits and tells how the area of each concept differs, "
            + "with a 95 % interval."
          : "Segments scenes with and without the edit and tells how the area of each "
            + "concept changes, with a 95 % interval.",
        field: TextField(String(sizes.measurement))
      )
    case .sweep:
      guard let layer else { return nil }
      return Prompt(
        purpose: .sweep,
        title: "measure every unit of \(layer.name)",
        label: "scenes each",
        explanation: "Ablates each of the \(layer.units) units alone. Units can then be ranked by "
          + "what they cause, not only by what they resemble.",
        field: TextField(String(sizes.sweep))
      )
    case .compareFile:
      return Prompt(
        purpose: .compareFile,
        title: "compare with another network",
        label: "file",
        explanation: "Another generator's file that was dissected with this segmenter, or a "
          + "dissect.json that ganscope or gandissect wrote; FILE@LAYER names the layer.",
        field: TextField("")
      )
    case .shot:
      return Prompt(
        purpose: .shot,
        title: "write this screen",
        label: "file",
        explanation: "As it is now, with its colours: FILE.svg for a browser, FILE.png, "
          + "FILE.ansi for a terminal (cat shows it), FILE.txt for the letters alone.",
        field: TextField("ganscope.svg")
      )
    case .findDirections, .nameDirection, .openDirections, .saveDirections:
      return directionPrompt(for: opening)
    case .help, .jobs, .messages, .effects, .settings, .export, .search, .worlds, .concepts,
      .command, .edits, .history, .causes, .comparison, .directions:
      return nil
    }
  }

  private func directionPrompt(for opening: Opening) -> Prompt? {
    switch opening {
    case .findDirections:
      return Prompt(
        purpose: .findDirections,
        title: "directions of concepts",
        label: "concepts",
        explanation: "Finds for each concept the direction that changes its area most, over 1,000 "
          + "scenes. Several have commas between them: tree, sky.",
        field: TextField("")
      )
    case .nameDirection:
      guard let set = desk?.set, let cursor = desk?.cursor else { return nil }
      return Prompt(
        purpose: .nameDirection,
        title: "name the direction",
        label: "name",
        explanation: "w writes the directions with their names to a file.",
        field: TextField(set.entries[cursor].direction.name)
      )
    case .openDirections, .saveDirections:
      let isOpening = opening == .openDirections
      return Prompt(
        purpose: isOpening ? .openDirections : .saveDirections,
        title: isOpening ? "open directions" : "save the directions",
        label: "file",
        explanation: isOpening
          ? "An .npz of ganscope or GANSpace."
          : "As an .npz with GANSpace's names; 'ganscope walk' and others read it.",
        field: TextField("directions.npz")
      )
    default: return nil
    }
  }

  func dissectionPrompt(sampleSize: Int) -> Prompt? {
    guard let layer else { return nil }
    let what =
      models.segmenterStatus == .absent
      ? "Finds the level and the top scenes of each of the \(layer.units) units"
      : "Finds which concept each of the \(layer.units) units matches, over many scenes"
    return Prompt(
      purpose: .dissect,
      title: "dissect \(layer.name)",
      label: "scenes",
      explanation: what + ". It runs in the background and the results are kept; "
        + "\(key(.open(.dissect))) asks again.",
      field: TextField(String(sampleSize))
    )
  }

  /// What the job of a prompt will take here, as the engine found by doing a little of it.
  func cost(of prompt: Prompt) -> String? {
    guard let job = job(of: prompt.purpose), let count = Int(prompt.field.text), count > 0 else {
      return nil
    }
    guard let estimate = models.estimates[job] else { return "finding out what it costs here …" }
    let seconds = estimate.seconds(for: count)
    return seconds > 0 ? "about \(duration(seconds)) here" : "it is in the store: here at once"
  }

  /// Answers a prompt; a wrong answer leaves it open with a complaint.
  mutating func answer(_ prompt: Prompt) -> [Effect] {
    let text = prompt.field.text
    switch prompt.purpose {
    case .goToScene:
      guard let number = number(in: text, from: 0, to: Self.lastScene) else { return [] }
      scene = number
      return []
    case .saveEdit, .openEdit, .export, .sheet, .shot, .compareFile, .figure, .openDirections,
      .saveDirections:
      return answer(prompt, path: text)
    case .nameDirection:
      guard !text.isEmpty, text.count <= Direction.nameLimit, Int(text) == nil else {
        complain("a name that is no number")
        return []
      }
      talk.dialogs.removeLast()
      desk?.rename(text)
      return []
    case .findDirections:
      switch findDirections(ofConcepts: text) {
      case .success(let effects):
        talk.dialogs.removeLast()
        return effects
      case .failure(let mistake):
        complain(mistake.text)
        return []
      }
    case .dissect, .measure, .sweep, .optimise:
      guard let count = number(in: text, from: 1, to: Self.lastScene) else { return [] }
      return start(prompt.purpose, sampleSize: count)
    }
  }

  private mutating func answer(_ prompt: Prompt, path: String) -> [Effect] {
    guard !path.isEmpty else {
      complain("type the name of a file")
      return []
    }
    talk.dialogs.removeLast()
    switch prompt.purpose {
    case .openEdit: return [.openEdit(path: path)]
    case .compareFile: return compare(withFile: path)
    case .figure:
      guard let figure else { return [] }
      let endings = figure.figure.endings
      let whole = endings.contains { path.hasSuffix($0) } ? path : path + endings[0]
      return [.write(.figure(figure.figure, path: whole), isConfirmed: false)]
    case .openDirections:
      return [.openDirections(path: path, spaces: models.generator?.latentSpaces ?? [])]
    case .saveDirections:
      guard let set = desk?.set else { return [] }
      let path = path.hasSuffix(".npz") ? path : path + ".npz"
      return [.write(.directions(set, path: path), isConfirmed: false)]
    case .shot: return [.write(.shot(path: path), isConfirmed: false)]
    case .saveEdit: return [.write(.edit(editing.history.edit, path: path), isConfirmed: false)]
    case .sheet(let sheet):
      let whole = path.hasSuffix(".png") ? path : path + ".png"
      return [.write(.sheet(sheet, path: whole), isConfirmed: false)]
    case .export(var request):
      request.path = path.hasSuffix(".png") ? path : path + ".png"
      talk.dialogs.removeAll { if case .export = $0 { true } else { false } }
      return [.write(.image(request), isConfirmed: false)]
    default: return []
    }
  }

  /// The number that was typed, after which the prompt is closed; otherwise a complaint.
  private mutating func number(in text: String, from least: Int, to most: Int) -> Int? {
    let digits = text.filter { $0 != "," && $0 != " " }
    guard let number = Int(digits), number >= least, number <= most else {
      complain("a number from \(grouped(least)) to \(grouped(most)), not '\(text)'")
      return nil
    }
    talk.dialogs.removeLast()
    return number
  }

  private mutating func complain(_ complaint: String) {
    guard case .prompt(var prompt) = talk.dialogs.last else { return }
    prompt.complaint = complaint
    talk.dialogs[talk.dialogs.count - 1] = .prompt(prompt)
  }

  private mutating func start(_ purpose: Prompt.Purpose, sampleSize: Int) -> [Effect] {
    guard let layer else { return [] }
    switch purpose {
    case .measure:
      let other = place.view == .versus ? editing.other?.edit : nil
      return [
        .submit(
          .measure(
            edit: editing.history.edit,
            against: other ?? Edit(),
            sampleSize: sampleSize
          )
        )
      ]
    case .sweep: return [.submit(.sweep(layer: layer.name, sampleSize: sampleSize))]
    case .optimise(let concept): return optimise(concept, steps: sampleSize)
    default: return restartDissection(sampleSize: sampleSize)
    }
  }

  /// Puts the layer shown before everything that was being dissected.
  private func restartDissection(sampleSize: Int) -> [Effect] {
    guard let layer else { return [] }
    var stopped: [Effect] = []
    var resumed: [Effect] = []
    for job in jobs.active {
      guard case .dissect(let layers, let size) = job.request else { continue }
      stopped.append(.cancel(job.number))
      let others = layers.filter { $0 != layer.name }
      if !others.isEmpty { resumed.append(.submit(.dissect(layers: others, sampleSize: size))) }
    }
    return stopped + [.submit(.dissect(layers: [layer.name], sampleSize: sampleSize))] + resumed
  }
}
