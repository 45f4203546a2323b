import Images
import Interventions

/// Many scenes at once, all with the edit or all without.
struct SceneGrid: Hashable, Sendable {
  /// The first scene seen.
  var first: Int
  /// The scene under the cursor.
  var cursor: Int
  /// Whether the scenes are shown as they are before the edit.
  var showsOriginals = false
  /// Scenes that were found good.
  var marks: Set<Int> = []

  init(around scene: Int) {
    first = scene
    cursor = scene
  }

  /// Moves the cursor, and the grid with it; `columns` scenes a line, `page` at once.
  mutating func move(by step: Int, columns: Int, page: Int, last: Int) {
    cursor = min(max(cursor + step, 0), last)
    guard page > 0 else { return }
    while cursor < first { first = max(0, first - columns) }
    while cursor >= first + page { first += columns }
  }
}

/// Scenes that were drawn for a grid, the latest ones.
struct GridShelf: Sendable {
  struct Key: Hashable, Sendable {
    let edit: Edit
    let scene: Int
  }

  private var images: [Key: RGBImage] = [:]
  private var order: [Key] = []
  private var latest: [Int: Key] = [:]
  /// Which scenes were asked for last.
  var submitted: [Key] = []
  /// Single scenes that were asked for besides.
  var asked: Set<Key> = []

  subscript(key: Key) -> RGBImage? { images[key] }

  /// A scene as it was drawn last, under whatever edit.
  func latest(_ scene: Int) -> Key? { latest[scene].flatMap { images[$0] == nil ? nil : $0 } }

  mutating func add(_ image: RGBImage, for key: Key) {
    if images.updateValue(image, forKey: key) == nil { order.append(key) }
    latest[key.scene] = key
    while order.count > 240 { images[order.removeFirst()] = nil }
  }
}
