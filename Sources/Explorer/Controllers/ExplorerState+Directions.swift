import Concepts
import Directions
import Faults
import Images
import Interventions
import Laboratory
import Tensors
import Terminal

/// What is done at the desk of directions.
enum DeskAction: Hashable, Sendable {
  case move(Move)
  /// A quarter of a deviation, times so many.
  case slide(Int)
  case center, centerAll
  case firstInput(Int)
  case lastInput(Int)
  case page(Int)
  case flip, walk, keep, leave
  case findComponents, findLayerComponents, factorize
}

extension ExplorerState {
  /// The inputs of the network that directions of the desk's space can be for.
  var deskInputs: Int {
    models.generator?.latentSpaces.first { $0.name == desk?.set?.space }?.inputs ?? 1
  }

  mutating func openDesk() {
    guard desk == nil else { return }
    var opened = DirectionDesk(scene: scene)
    if let set = directions { opened.take(set, from: editing.history.edit) }
    desk = opened
  }

  mutating func work(_ action: DeskAction) -> [Effect] {
    guard var desk else { return [] }
    var effects: [Effect] = []
    if action != .walk { desk.isWalking = false }
    switch action {
    case .move(let move):
      let count = desk.set?.entries.count ?? 0
      desk.cursor = Self.moved(desk.cursor, by: move, page: 10, count: max(1, count))
    case .slide(let quarters): desk.move(by: Float(quarters) / 4)
    case .center: desk.set(strength: 0)
    case .centerAll: desk.reset()
    case .firstInput(let step): desk.shift(first: step, last: 0, count: deskInputs)
    case .lastInput(let step): desk.shift(first: 0, last: step, count: deskInputs)
    case .page(let step):
      let page = tileScenes.count
      desk.firstScene = max(0, min(Self.lastScene, desk.firstScene + step * page))
    case .flip: desk.showsOriginals.toggle()
    case .walk: desk.isWalking.toggle()
    case .keep:
      keep(desk)
      self.desk = nil
      return []
    case .leave:
      directions = desk.set ?? directions
      self.desk = nil
      return desk.search.map { [.cancel($0)] } ?? []
    case .findComponents:
      // z varies alike in every direction: without a w the first layer tells them apart.
      let hasMapping = (models.generator?.latentSpaces.count ?? 1) > 1
      let layer = hasMapping ? nil : models.generator?.layers.first
      effects = find(
        layer.map { components(of: $0) } ?? DirectionRequest(.components(of: nil)),
        desk
      )
    case .findLayerComponents:
      guard let layer else { return [] }
      effects = find(components(of: layer), desk)
    case .factorize: effects = find(DirectionRequest(.factorization), desk)
    }
    self.desk = desk
    return effects
  }

  /// Layers of many numbers take fewer scenes.
  private func components(of layer: LayerDescription) -> DirectionRequest {
    let numbers = layer.units * layer.height * layer.width
    let isLarge = numbers > PrincipalComponents.directLimit
    let most = isLarge ? PrincipalComponents.numberLimit / numbers : 1000
    return DirectionRequest(
      .components(of: layer.name),
      sampleSize: min(isLarge ? 200 : 1000, most)
    )
  }

  private func find(_ request: DirectionRequest, _ desk: DirectionDesk) -> [Effect] {
    (desk.search.map { [.cancel($0)] } ?? []) + [.submit(.directions(request))]
  }

  /// The directions of concepts whose names were typed.
  mutating func findDirections(ofConcepts text: String) -> Result<[Effect], CommandMistake> {
    var concepts: [Int] = []
    for name in text.split(separator: ",").map({ $0.trimmingPrefix(while: \.isWhitespace) }) {
      let wanted = String(name).lowercased()
      guard
        let concept = models.vocabulary?.concepts.first(where: { $0.name.lowercased() == wanted })
      else { return .failure(CommandMistake("there is no concept '\(name)'")) }
      concepts.append(concept.number)
    }
    guard !concepts.isEmpty, let desk else { return .failure(CommandMistake("type a concept")) }
    let request = DirectionRequest(.concepts(concepts), count: concepts.count)
    return .success(find(request, desk))
  }

  /// Takes directions that were found or opened.
  mutating func take(_ set: DirectionSet) {
    directions = set
    desk?.search = nil
    desk?.take(set, from: editing.history.edit)
    notify("\(counted(set.entries.count, "direction")): \(set.origin) in \(set.space)")
  }

  /// The sliders become a part of the edit.
  private mutating func keep(_ desk: DirectionDesk) {
    directions = desk.set ?? directions
    let edit = desk.edit(over: editing.history.edit)
    guard edit != editing.history.edit else { return notify("the edit stays as it was") }
    let moves = edit.movements.map(\.summary).joined(separator: ", ")
    let title = moves.isEmpty ? "not moved along directions" : moves
    editing.history.apply(EditStep(edit: edit, title: title))
    place.showsEdit = true
    notify(
      "kept: \(title); \(key(.open(.measure))) measures it, \(key(.open(.saveEdit))) writes it"
    )
  }

  // MARK: Pictures

  func deskKey(_ scene: Int) -> GridShelf.Key {
    guard let desk, !desk.showsOriginals else {
      return GridShelf.Key(edit: editing.history.edit, scene: scene)
    }
    return GridShelf.Key(edit: desk.edit(over: editing.history.edit), scene: scene)
  }

  /// Whether all pictures that the sliders ask for are there.
  private var isDeskDrawn: Bool { tileScenes.allSatisfy { gridShelf[deskKey($0)] != nil } }

  /// Asks for the pictures that are not at hand; those of older sliders are not waited for.
  mutating func requestDesk() -> [Effect] {
    guard desk != nil, let layer else { return [] }
    let missing = tileScenes.map(deskKey).filter { gridShelf[$0] == nil }
    guard !missing.isEmpty, missing != gridShelf.submitted else { return [] }
    gridShelf.submitted = missing
    let older = desk?.drawing.flatMap { pendingJobs[$0] == nil ? nil : $0 }
    desk?.drawing = nil
    return (older.map { [.cancel($0)] } ?? []) + [.submit(drawing(missing, layer))]
  }

  /// Whether the sliders are to wander on: the last pictures are there.
  var isDeskWandering: Bool { desk?.isWalking == true && isDeskDrawn }

  mutating func wander() {
    guard isDeskWandering, var desk else { return }
    desk.wander { nextRandom() }
    self.desk = desk
  }

  /// A click on a slider sets it; the wheel moves it.
  mutating func pointAtDesk(_ event: MouseEvent) -> [Effect] {
    guard var desk, let sliders = sliderRows, talk.dialogs.isEmpty else { return [] }
    switch event.action {
    case .wheelUp: desk.move(by: 0.25)
    case .wheelDown: desk.move(by: -0.25)
    case .press, .drag:
      guard let index = sliders.lines.index(atRow: event.row) else { return [] }
      desk.cursor = index
      if let strength = sliders.strength(atColumn: event.column) { desk.set(strength: strength) }
    case .release: break
    }
    desk.isWalking = false
    self.desk = desk
    return []
  }
}

extension DirectionRequest {
  /// The search as a line of the list of jobs.
  var title: String {
    switch method {
    case .components(let layer):
      "components of \(layer?.rawValue ?? "latents"), \(counted(sampleSize, "scene"))"
    case .factorization: "factorisation of the weights"
    case .concepts(let concepts):
      "directions of \(counted(concepts.count, "concept")), \(counted(sampleSize, "scene"))"
    }
  }
}
