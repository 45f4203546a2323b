import Causes
import DequeModule
import Images
import Interventions
import Laboratory
import Tensors
import Terminal

/// Pictures in the size they have on the screen, kept so that moving in a list costs nothing.
final class PictureCache {
  private struct SceneKey: Hashable {
    let kind: PictureKind
    let serial: Int
    let unit: Int?
    let level: Float?
    let labelChannel: Int
    let width: Int
    let height: Int
    let cells: Set<GridCell>
    let cursor: GridCell?
    let brush: Brush?
    let map: ContextMap?
    let other: GridShelf.Key?
  }

  private struct ThumbnailKey: Hashable {
    let scene: Int
    let unit: UnitAddress
    let level: Float?
    let width: Int
    let height: Int
  }

  private struct GridKey: Hashable {
    let key: GridShelf.Key
    let width: Int
    let height: Int
  }

  private var grids = RecentValues<GridKey, [RGBColor]>(limit: 120)
  private let colorMode: ColorMode
  private let colors: PictureColors
  private var scenes = RecentValues<SceneKey, [RGBColor]>(limit: 24)
  private var thumbnails = RecentValues<ThumbnailKey, [RGBColor]>(limit: 400)

  init(colorMode: ColorMode, colors: PictureColors = .automatic) {
    self.colorMode = colorMode
    self.colors = colors
  }

  /// One picture of the scene as colours, row by row.
  func pixels(
    of kind: PictureKind,
    state: ExplorerState,
    width: Int,
    height: Int,
    theme: Theme
  ) -> [RGBColor] {
    let isChoosing = state.editing.cellCursor != nil
    let cells = state.layer.flatMap { state.editing.chosenCells[$0.name] } ?? []
    let key = SceneKey(
      kind: kind,
      serial: state.picture.serial,
      unit: kind == .heatmap ? state.unit : nil,
      level: kind == .heatmap ? state.level : nil,
      labelChannel: state.place.labelChannel,
      width: width,
      height: height,
      cells: isChoosing ? cells : [],
      cursor: kind == .contextMap ? state.place.finding?.cell : state.editing.cellCursor,
      brush: state.editing.brush,
      map: kind == .contextMap ? state.shownMap : nil,
      // Nil until it is drawn, so that the place is filled then.
      other: kind == .other || kind == .otherDifference
        ? state.otherKey.flatMap { state.gridShelf[$0] == nil ? nil : $0 } : nil
    )
    return scenes.value(for: key) {
      var composer = PictureComposer(width: width, height: height, theme: theme)
      composer.draw(kind, of: state)
      if isChoosing, let layer = state.layer {
        composer.drawCells(cells, cursor: state.editing.cellCursor, of: layer)
      }
      if let brush = state.editing.brush, let image = state.imageSize {
        composer.drawBrush(brush, on: image)
      }
      return colorMode.fitted(composer.pixels, width: width, by: colors)
    }
  }

  /// A scene of a grid.
  func pixels(
    of image: RGBImage,
    named key: GridShelf.Key,
    width: Int,
    height: Int
  ) -> [RGBColor] {
    grids.value(for: GridKey(key: key, width: width, height: height)) {
      let small = PictureComposer.scaled(image, width: width, height: height)
      return colorMode.fitted(PictureComposer.colors(of: small), width: width, by: colors)
    }
  }

  /// A top scene, dark where the unit is below its level.
  func pixels(
    of thumbnail: Thumbnail,
    unit: UnitAddress,
    level: Float?,
    width: Int,
    height: Int
  ) -> [RGBColor] {
    let key = ThumbnailKey(
      scene: thumbnail.scene,
      unit: unit,
      level: level,
      width: width,
      height: height
    )
    return thumbnails.value(for: key) {
      let pixels = PictureComposer.spotlight(
        thumbnail,
        level: level,
        width: width,
        height: height
      )
      return colorMode.fitted(pixels, width: width, by: colors)
    }
  }
}

/// Values made lately; the oldest is forgotten first.
struct RecentValues<Key: Hashable, Value> {
  private let limit: Int
  private var values: [Key: Value] = [:]
  private var order: Deque<Key> = []

  init(limit: Int) { self.limit = limit }

  mutating func value(for key: Key, make: () -> Value) -> Value {
    if let known = values[key] { return known }
    let value = make()
    values[key] = value
    order.append(key)
    if order.count > limit { values[order.removeFirst()] = nil }
    return value
  }
}
