import Concepts
import Dissection
import Faults
import Interventions
import Tensors
import Terminal

extension ExplorerState {
  /// What may stand at the end of what was typed.
  func completions(of text: String) -> [String] {
    guard let space = text.firstIndex(of: " ") else {
      let names = Command.words.map(\.name) + Command.actions.keys.sorted()
      return names.filter { $0.hasPrefix(text.lowercased()) }
    }
    let start = text[..<text.index(after: space)]
    let rest = text[text.index(after: space)...].lowercased()
    let choices: [String] =
      switch text[..<space] {
      case "layer": models.layers.map(\.name.rawValue)
      case "sort": Ranking.allCases.map { $0.name.lowercased() }
      case "view": ViewMode.allCases.map(\.word)
      case "theme": options.themes.map(\.name)
      case "color": ["auto"] + ColorMode.allCases.map(\.rawValue)
      case "pictures": PictureMode.allCases.map(\.rawValue)
      case "picture-colors": PictureColors.allCases.map(\.rawValue)
      case "noise": ["constant", "none", "seed"]
      case "style": styleNames
      case "filter": conceptItems(matching: "").map(\.concept.name)
      case "compare":
        comparedSides.map { side in
          if case .rule(_, let rule) = side { rule.title } else { title(of: side) }
        }
      case "curve", "map", "contexts", "propagation", "best": causeConcepts.map(\.name)
      case "ace": conceptItems(matching: "").map(\.concept.name)
      case "ablate", "insert", "mark", "brush":
        editing.sets.map(\.name) + conceptItems(matching: "").map(\.concept.name)
      default: []
      }
    return choices.filter { $0.lowercased().hasPrefix(rest) }.map { start + $0 }
  }

  /// Performs a command; a complaint leaves the line open.
  mutating func perform(_ text: String) -> Result<[Effect], CommandMistake> {
    let command = Command(text)
    if let number = Int(command.word), command.arguments.isEmpty { return go(toScene: number) }
    let word = Command.words.first { $0.name == command.word }
    if command.word == "ace", !command.arguments.isEmpty { return optimise(command) }
    if let action = word.map(\.action) ?? Command.actions[command.word] {
      guard command.arguments.isEmpty else {
        return .failure(CommandMistake("':\(command.word)' takes nothing after it"))
      }
      if let reason = disabledReason(of: action) { return .failure(CommandMistake(reason)) }
      return .success(perform(action))
    }
    switch command.word {
    case "": return .success([])
    case "scene": return go(toScene: command.arguments.first.flatMap { Int($0) } ?? -1)
    case "layer": return go(toLayer: command.arguments.first ?? "")
    case "unit": return go(toUnit: command.arguments.first.flatMap { Int($0) })
    case "sort": return sort(by: command.arguments.first ?? "")
    case "filter": return filter(by: command.arguments.joined(separator: " "))
    case "view": return show(viewNamed: command.arguments.joined(separator: " "))
    case "theme": return use(themeNamed: command.arguments.first ?? "")
    case "color": return use(colorsNamed: command.arguments.first ?? "")
    case "pictures": return use(picturesNamed: command.arguments.first ?? "")
    case "picture-colors": return use(pictureColorsNamed: command.arguments.first ?? "")
    case "psi", "noise": return restyle(command)
    case "style": return setStyle(command)
    case "compare": return compareSides(command)
    case "curve": return ask(.removal, command)
    case "map": return ask(.map, command)
    case "contexts": return ask(.contexts, command)
    case "propagation": return ask(.propagation, command)
    case "lineage": return ask(.lineage, command)
    case "best": return ask(.search, command)
    case "cluster": return followCluster(command)
    case "note": return note(command.arguments.joined(separator: " "))
    case "set": return name(set: command.arguments.first ?? "")
    case "ablate", "insert", "mark", "brush": return useUnits(command)
    default:
      let near = Command.words.map(\.name).filter { $0.hasPrefix(command.word.prefix(2)) }
      let hint = near.isEmpty ? "Tab lists the words" : "did you mean \(near[0])?"
      return .failure(CommandMistake("there is no '\(command.word)'; \(hint)"))
    }
  }

  private mutating func compareSides(_ command: Command) -> Result<[Effect], CommandMistake> {
    if let reason = disabledReason(of: .open(.comparison)) {
      return .failure(CommandMistake(reason))
    }
    return compare(named: command.arguments.joined(separator: " "))
  }

  /// Asks what units cause, about the concept named or the likeliest one.
  private mutating func ask(
    _ question: CauseQuestion,
    _ command: Command
  ) -> Result<[Effect], CommandMistake> {
    if let reason = disabledReason(of: .open(.causes)) { return .failure(CommandMistake(reason)) }
    let name = command.arguments.joined(separator: " ").lowercased()
    let concepts = causeConcepts
    let found = name.isEmpty ? concepts.first : concepts.first { $0.name.lowercased() == name }
    guard let concept = found else {
      return .failure(
        CommandMistake(
          name.isEmpty ? "no concept is known yet" : "there is no concept '\(name)' here"
        )
      )
    }
    if case .failure(let reason) = causeRequest(question, concept: concept.number) {
      return .failure(reason)
    }
    return .success(ask(question, concept: concept.number))
  }

  /// Shows or asks for the units that cause the concept named.
  private mutating func optimise(_ command: Command) -> Result<[Effect], CommandMistake> {
    if let reason = disabledReason(of: .open(.optimisation)) {
      return .failure(CommandMistake(reason))
    }
    let name = command.arguments.joined(separator: " ")
    guard let item = conceptItem(named: name) else {
      return .failure(CommandMistake("there is no concept '\(name)' here"))
    }
    return .success(showOptimisation(of: item.concept.number))
  }

  private mutating func followCluster(_ command: Command) -> Result<[Effect], CommandMistake> {
    let folder = command.arguments.joined(separator: " ")
    if !folder.isEmpty { return .success(follow(cluster: folder)) }
    guard let last = jobs.clusters.last else {
      return .failure(CommandMistake("cluster FOLDER, the one of 'ganscope cluster start FOLDER'"))
    }
    talk.dialogs.append(.cluster(last.folder, first: 0))
    return .success([])
  }

  private mutating func go(toScene number: Int) -> Result<[Effect], CommandMistake> {
    guard (0...Self.lastScene).contains(number) else {
      return .failure(CommandMistake("a scene from 0 to \(grouped(Self.lastScene))"))
    }
    scene = number
    return .success([])
  }

  private mutating func go(toLayer name: String) -> Result<[Effect], CommandMistake> {
    let index = models.layers.firstIndex {
      $0.name.rawValue == name || $0.name.rawValue == "layer\(name)"
    }
    guard let index else {
      let names = models.layers.map(\.name.rawValue).joined(separator: " ")
      return .failure(CommandMistake("the layers are \(names)"))
    }
    select(layerAt: index)
    return .success([])
  }

  private mutating func go(toUnit unit: Int?) -> Result<[Effect], CommandMistake> {
    guard let layer, let unit, (0..<layer.units).contains(unit) else {
      return .failure(CommandMistake("a unit from 0 to \((layer?.units ?? 1) - 1)"))
    }
    guard let row = table.index(of: unit) else {
      return .failure(CommandMistake("unit \(unit) does not fit the search; Esc shows all"))
    }
    select(rowAt: row)
    return .success([])
  }

  private mutating func sort(by name: String) -> Result<[Effect], CommandMistake> {
    guard let ranking = Ranking.allCases.first(where: { $0.name.lowercased() == name.lowercased() })
    else {
      let names = Ranking.allCases.map { $0.name.lowercased() }.joined(separator: ", ")
      return .failure(CommandMistake("sort by \(names)"))
    }
    if let reason = reasonAgainst(ranking) { return .failure(CommandMistake(reason)) }
    (place.ranking, place.isReversed) = (ranking, false)
    return .success([])
  }

  private mutating func filter(by name: String) -> Result<[Effect], CommandMistake> {
    guard !name.isEmpty else {
      place.concept = nil
      return .success([])
    }
    guard let item = conceptItem(named: name) else {
      return .failure(CommandMistake("no unit has to do with '\(name)' here"))
    }
    place.concept = item.concept.number
    return .success([])
  }

  func conceptItem(named name: String) -> ConceptItem? {
    conceptItems(matching: "").first { $0.concept.name.lowercased() == name.lowercased() }
  }

  private mutating func show(viewNamed name: String) -> Result<[Effect], CommandMistake> {
    guard let view = ViewMode.allCases.first(where: { $0.word == name.lowercased() }) else {
      let names = ViewMode.allCases.map(\.word).joined(separator: ", ")
      return .failure(CommandMistake("the views are \(names)"))
    }
    if let reason = disabledReason(of: .look(.show(view))) {
      return .failure(CommandMistake(reason))
    }
    return .success(perform(.look(.show(view))))
  }

  private mutating func use(themeNamed name: String) -> Result<[Effect], CommandMistake> {
    guard let theme = options.themes.first(where: { $0.name == name }) else {
      let names = options.themes.map(\.name).joined(separator: ", ")
      return .failure(CommandMistake("the themes are \(names)"))
    }
    self.theme = theme
    return .success([])
  }

  private mutating func use(colorsNamed name: String) -> Result<[Effect], CommandMistake> {
    do throws(Fault) {
      // Nil stands for what the terminal has.
      let mode = try ColorMode.parse(name.isEmpty ? "?" : name, option: ":color")
      return .success(use(ScreenWishes(color: mode, pictures: wishes.pictures)))
    } catch {
      let names = (["auto"] + ColorMode.allCases.map(\.rawValue)).joined(separator: ", ")
      return .failure(CommandMistake("the colours are \(names)"))
    }
  }

  private mutating func use(picturesNamed name: String) -> Result<[Effect], CommandMistake> {
    guard let mode = PictureMode(rawValue: name.lowercased()) else {
      let names = PictureMode.allCases.map(\.rawValue).joined(separator: ", ")
      return .failure(CommandMistake("pictures as \(names)"))
    }
    return .success(use(ScreenWishes(color: wishes.color, pictures: mode)))
  }

  private mutating func use(
    pictureColorsNamed name: String
  ) -> Result<[Effect], CommandMistake> {
    guard let way = PictureColors(rawValue: name.lowercased()) else {
      let names = PictureColors.allCases.map(\.rawValue).joined(separator: ", ")
      return .failure(CommandMistake("pictures by \(names)"))
    }
    pictureColors = way
    return .success([])
  }
}
