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
    let extent: GridSize
    let cells: ScenePictures.CellChoice?
    let brush: Brush?
    let map: ScenePictures.ShownMap?
    /// Nil until it is drawn, so that the place is filled then.
    let other: GridShelf.Key?
    let wipe: ScenePictures.Wipe?

    init(_ kind: PictureKind, of scene: ScenePictures, _ extent: GridSize) {
      (self.kind, serial, self.extent) = (kind, scene.serial, extent)
      labelChannel = scene.labelChannel
      unit = kind == .heatmap ? scene.unit : nil
      level = kind == .heatmap ? scene.level : nil
      (cells, brush) = (scene.cells, scene.brush)
      map = kind == .contextMap ? scene.map : nil
      other = [.other, .otherDifference, .wipe].contains(kind) ? scene.other?.key : nil
      wipe = kind == .wipe ? scene.wipe : nil
    }
  }

  private struct ThumbnailKey: Hashable {
    let scene: Int
    let unit: UnitAddress
    let level: Float?
    let extent: GridSize
  }

  private struct GridKey: Hashable {
    let key: GridShelf.Key
    let extent: GridSize
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
    _ scene: ScenePictures,
    _ extent: GridSize,
    theme: Theme
  ) -> [RGBColor] {
    scenes.value(for: SceneKey(kind, of: scene, extent)) {
      var composer = PictureComposer(width: extent.width, height: extent.height, theme: theme)
      composer.draw(kind, of: scene)
      if let cells = scene.cells {
        composer.drawCells(cells.chosen, cursor: cells.cursor, of: cells.layer)
      }
      if let brush = scene.brush { composer.drawBrush(brush, on: scene.extent) }
      return colorMode.fitted(composer.pixels, width: extent.width, by: colors)
    }
  }

  /// A scene of a grid.
  func pixels(of image: RGBImage, named key: GridShelf.Key, _ extent: GridSize) -> [RGBColor] {
    grids.value(for: GridKey(key: key, extent: extent)) {
      let small = PictureComposer.scaled(image, width: extent.width, height: extent.height)
      return colorMode.fitted(PictureComposer.colors(of: small), width: extent.width, by: colors)
    }
  }

  /// A top scene, dark where the unit is below its level.
  func pixels(
    of thumbnail: Thumbnail,
    unit: UnitAddress,
    level: Float?,
    _ extent: GridSize
  ) -> [RGBColor] {
    let key = ThumbnailKey(scene: thumbnail.scene, unit: unit, level: level, extent: extent)
    return thumbnails.value(for: key) {
      let pixels = PictureComposer.spotlight(
        thumbnail,
        level: level,
        width: extent.width,
        height: extent.height
      )
      return colorMode.fitted(pixels, width: extent.width, by: colors)
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
