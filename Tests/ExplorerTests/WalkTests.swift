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
    walk(driver, 2500, seed: seed)
    check(driver)
  }

  /// The keys that lead to a place, and how one knows that it is reached.
  struct Place: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let keys: String
    let isReached: @Sendable (ExplorerState) -> Bool

    init(_ name: String, _ keys: String, _ isReached: @escaping @Sendable (ExplorerState) -> Bool) {
      (testDescription, self.keys, self.isReached) = (name, keys, isReached)
    }

    static func view(_ view: ViewMode, _ keys: String) -> Place {
      Place(view.word, keys) { $0.place.view == view }
    }

    static func dialog(_ name: String, _ keys: String) -> Place {
      Place("dialog \(name)", keys) { state in
        state.talk.dialogs.last.map { "\($0)".hasPrefix(name) } ?? false
      }
    }
  }

  /// Every view, every dialog and every tool, so that none is left to chance; but the question before
  /// a file is written, whose answer would write one.
  static let places: [Place] = [
    .view(.edited, "1"), .view(.original, "2"), .view(.sideBySide, "a3"), .view(.heatmap, "4"),
    .view(.segmentation, "5"), .view(.unit, "6"), .view(.layer, "7"), .view(.layers, "8"),
    .view(.scatter, "M\ry9"), .view(.grid, "V"), .view(.levels, "L"), .view(.versus, "aYjiy"),
    .view(.optimisation, "J\r\r"), .view(.review, "R"), .view(.finding, "  F\r"),
    .view(.comparison, ":compare layer6\r"), .dialog("help", "?"), .dialog("search", "/"),
    .dialog("prompt", "#"), .dialog("concepts", "A"), .dialog("export", "e"),
    .dialog("jobs", "t"), .dialog("effects", "T"),
    .dialog("settings", "O"), .dialog("messages", "!"), .dialog("command", ":"),
    .dialog("edits", "aE"), .dialog("history", "aH"), .dialog("causes", "F"),
    .dialog("comparison", "C"), .dialog("worlds", "W"),
    Place("directions", "Dc") { $0.desk?.set != nil },
    Place("painting", "B\r") { $0.editing.brush != nil },
    Place("cells", "c") { $0.editing.cellCursor != nil },
    Place("the guide", "\u{7}") { $0.talk.guide != nil },
    .dialog("place", "cw"),
  ]

  @Test(arguments: places)
  func `random keys from every view, dialog and tool on`(place: Place) {
    let driver = Driver(width: 100, height: 30) { options in
      options.worlds = ["country", "room"].map {
        WorldOffer(name: $0, summary: "a world", isOpen: $0 == "country")
      }
    }.settle()
    for key in place.keys {
      driver.press(key == "\r" ? .enter : key == "\u{7}" ? .control("g") : .character(key))
    }
    #expect(place.isReached(driver.state), "\(driver.text)")
    walk(driver, 120, seed: place.keys.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    check(driver)
  }

  private func walk(_ driver: Driver, _ steps: Int, seed: UInt64) {
    var dice = Dice(state: seed)
    for step in 0..<steps {
      driver.loop.take(.key(event(&dice, driver.state.size)))
      if step % 5 == 0 { driver.step() }
      if step % 250 == 249 { driver.settle() }
      let state = driver.state
      #expect(state.talk.dialogs.count < 8)
      #expect(state.scene >= 0 && state.models.layers.indices.contains(state.place.layerIndex))
      guard step % 20 == 0 else { continue }
      let frame = driver.loop.frame
      #expect(frame.width == state.size.width && frame.height == state.size.height)
      expectInside(state.layout)
    }
  }

  /// Every part and every picture stands on the screen.
  private func expectInside(_ layout: ScreenLayout) {
    guard layout.isLargeEnough else { return }
    let parts = [layout.layers, layout.units, layout.scene, layout.panel, layout.strip]
    for part in parts + (layout.tiles?.frames ?? []) + layout.thumbnails where part.width > 0 {
      #expect(part.row >= 1 && part.column >= 0, "\(part)")
      #expect(part.row + part.height <= layout.status.row, "\(part)")
      #expect(part.column + part.width <= layout.size.width, "\(part)")
    }
  }

  /// A few keys lead back, undo takes back every step, and redo does them again.
  private func check(_ driver: Driver) {
    driver.press(.resize(GridSize(width: 100, height: 30)))
    for _ in 0..<12 { driver.press(.escape) }
    #expect(driver.state.talk.dialogs.isEmpty && driver.state.desk == nil)
    #expect(!driver.state.place.view.hasOwnKeys)
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
