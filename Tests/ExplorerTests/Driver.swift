import Dissection
import Faults
import Interventions
import Laboratory
import Synchronization
import Tensors
import Terminal

@testable import Explorer

/// An explorer on the made-up world that is driven by keys, without a terminal.
struct Driver {
  let laboratory: FakeLaboratory
  let screen: FakeScreen
  let loop: EventLoop
  let files = FakeFiles()

  /// Starts and waits until the engine has told everything; the defaults are the demo's.
  init(
    width: Int = 80,
    height: Int = 24,
    hasSegmenter: Bool = true,
    dissectsUnasked: Bool = true,
    stored: [LayerDissection] = [],
    change: (inout ExplorerOptions) -> Void = { _ in }
  ) {
    let files = files
    var options = ExplorerOptions(
      offer: FakeLaboratory.offer,
      readEdit: { files.read($0) },
      writeEdit: { files.write($0, path: $1) }
    )
    options.hasSegmenter = hasSegmenter
    options.dissectsUnasked = dissectsUnasked
    options.layer = "layer4"
    change(&options)
    laboratory = FakeLaboratory(hasSegmenter: hasSegmenter, stored: stored)
    screen = FakeScreen(width: width, height: height)
    loop = EventLoop(screen: screen, laboratory: laboratory, options: options)
    loop.begin()
  }

  var state: ExplorerState { loop.state }
  var text: String { loop.frame.plainText }

  /// Lets the engine tell everything.
  @discardableResult func settle() -> Driver {
    loop.settle { laboratory.goOn() }
    return self
  }

  /// Lets the engine tell one piece of news.
  func step() {
    laboratory.goOn()
    loop.takeEvents()
  }

  /// Presses keys one after the other and waits for what follows.
  @discardableResult func press(_ keys: KeyEvent...) -> Driver {
    for key in keys {
      loop.take(.key(key))
      settle()
    }
    return self
  }

  /// Types characters.
  @discardableResult func type(_ text: String) -> Driver {
    for character in text { press(.character(character)) }
    return self
  }

  /// Empties the field of a prompt and types something else.
  @discardableResult func answer(_ text: String) -> Driver {
    press(.control("u"))
    return type(text).press(.enter)
  }
}

extension ScreenPainter {
  /// The frame for a screen of a colour mode.
  func paint(_ state: ExplorerState, in mode: ColorMode) -> CellGrid {
    var state = state
    state.abilities = ScreenAbilities(mode)
    return paint(state)
  }
}

/// Files that exist only in the test.
final class FakeFiles: Sendable {
  private let edits = Mutex<[String: Edit]>([:])

  subscript(path: String) -> Edit? {
    get { edits.withLock { $0[path] } }
    set { edits.withLock { $0[path] = newValue } }
  }

  func read(_ path: String) -> Result<OpenedEdit, Fault> {
    guard let edit = self[path] else {
      return .failure(Fault(.missing, "open the edit", on: path, found: "no such file"))
    }
    return .success(OpenedEdit(edit: edit, scene: 12))
  }

  func write(_ edit: Edit, path: String) -> Result<Void, Fault> {
    self[path] = edit
    return .success(())
  }
}
