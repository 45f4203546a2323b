import Dissection
import Tensors

extension ExplorerState {
  /// Moves the level of the unit under the cursor.
  mutating func study(_ action: LevelAction) {
    switch action {
    case .step(let step):
      moveLevel { index, profile in
        min(max(index + step, 0), profile.levels.count - 1)
      }
    case .rule:
      guard let address else { return }
      place.levels.moved = nil
      place.ownLevels[address] = nil
      notify("the rule's level again")
    case .quantile(let quantile):
      moveLevel { index, profile in
        profile.marks.first { $0.quantile == quantile }.map { profile.index(nearest: $0.level) }
          ?? index
      }
    case .nextFigure: place.levels.figure = place.levels.figure.next
    case .keep: keepLevel()
    case .leave:
      let wasMoved = place.levels.moved != nil
      place.levels = LevelStudy(figure: place.levels.figure)
      place.view = .automatic
      if wasMoved { notify("the level is as it was") }
    }
  }

  private mutating func moveLevel(_ target: (Int, UnitProfile) -> Int) {
    guard let profile, let address else {
      return notify("the levels of this unit are still being looked up")
    }
    let index = target(levelIndex(in: profile), profile)
    place.levels.address = address
    place.levels.moved = OwnLevel(
      profile,
      at: index,
      scenes: dissection?.countedScenes ?? 0
    )
  }

  private mutating func keepLevel() {
    guard let address else { return }
    if place.levels.address == address, let moved = place.levels.moved {
      place.ownLevels[address] = moved
      notify(
        "unit \(address.unit) has a level of your own; \(key(.look(.show(.levels)))) and then r give "
          + "the rule's back"
      )
    }
    place.levels = LevelStudy(figure: place.levels.figure)
    place.view = .automatic
    place.showsEdit = false
  }
}
