import Laboratory
import Terminal
import Testing

@testable import Explorer

/// A seeded walk through everything: keys, the mouse, resizes.
@Suite struct WalkTests {
  /// SplitMix64.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let keys: [KeyEvent] =
    " *+-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnoprstuvwxyz#!,"
    .map { .character($0) } + [
      .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .enter, .enter, .escape, .escape,
      .tab, .backTab, .backspace, .delete, .control("d"), .control("u"), .control("g"),
      .control("r"), .control("p"),
    ]

  private func event(_ dice: inout Dice, _ size: GridSize) -> KeyEvent {
    switch Int.random(in: 0..<100, using: &dice) {
    case 0..<84: return Self.keys.randomElement(using: &dice) ?? .escape
    case 84..<99:
      let actions: [MouseEvent.Action] = [.press, .drag, .release, .wheelUp, .wheelDown]
      return .mouse(
        MouseEvent(
          actions.randomElement(using: &dice) ?? .press,
          Bool.random(using: &dice) ? .left : .right,
          row: Int.random(in: 0...size.height, using: &dice),
          column: Int.random(in: 0...size.width, using: &dice)
        )
      )
    default:
      let sizes = [(80, 24), (120, 40), (200, 60), (60, 12), (81, 25), (100, 50), (1, 1)]
      let (width, height) = sizes.randomElement(using: &dice) ?? (80, 24)
      return .resize(GridSize(width: width, height: height))
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `2,500 random keys leave a state that is whole`(seed: UInt64) {
    let driver = Driver(width: 100, height: 30).settle()
    var dice = Dice(state: seed)
    for step in 0..<2500 {
      driver.loop.take(.key(event(&dice, driver.state.size)))
      if step % 5 == 0 { driver.step() }
      if step % 250 == 0 { driver.settle() }
      let state = driver.state
      #expect(state.talk.dialogs.count < 8)
      #expect(state.scene >= 0 && state.models.layers.indices.contains(state.place.layerIndex))
      guard step % 20 == 0 else { continue }
      let frame = driver.loop.frame
      #expect(frame.width == state.size.width && frame.height == state.size.height)
    }
    driver.press(.resize(GridSize(width: 100, height: 30)))
    // Whatever is in front, a few keys lead back to the main screen.
    for _ in 0..<12 { driver.press(.escape) }
    #expect(driver.state.talk.dialogs.isEmpty)
    #expect(!driver.state.place.view.hasOwnKeys)
    // Undo takes back every step that the history holds, and redo does them again.
    let last = driver.state.editing.history.edit
    var steps = 0
    while driver.state.editing.history.canUndo, steps < 5000 {
      driver.loop.take(.key(.character("u")))
      steps += 1
    }
    for _ in 0..<steps { driver.loop.take(.key(.character("U"))) }
    #expect(driver.state.editing.history.edit == last)
  }
}
