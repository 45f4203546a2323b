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

  /// What the screen shows.
  let abilities: ScreenAbilities
  private var grids = RecentValues<GridKey, [RGBColor]>(limit: 120)
  private let colors: PictureColors
  private var scenes = RecentValues<SceneKey, [RGBColor]>(limit: 24)
  private var sceneImages = RecentValues<SceneKey, RGBImage>(limit: 12)
  private var gridImages = RecentValues<GridKey, RGBImage>(limit: 60)
  private var thumbnails = RecentValues<ThumbnailKey, [RGBColor]>(limit: 400)

  init(_ abilities: ScreenAbilities, colors: PictureColors = .automatic) {
    self.abilities = abilities
    self.colors = colors
  }

  /// Colours that the screen has; characters of many parts choose theirs later.
  private func fitted(_ pixels: [RGBColor], _ extent: GridSize) -> [RGBColor] {
    switch abilities.glyphs {
    case .quadrants, .sextants: pixels
    case .upperHalf, .lowerHalf, .shades:
      abilities.colorMode.fitted(pixels, width: extent.width, by: colors)
    }
  }

  /// One picture of the scene as colours, row by row.
  func pixels(
    of kind: PictureKind,
    _ scene: ScenePictures,
    _ extent: GridSize,
    theme: Theme
  ) -> [RGBColor] {
    scenes.value(for: SceneKey(kind, of: scene, extent)) {
      // Half blocks get a finer contour than their pixels would be.
      let picture = composed(
        kind,
        of: scene,
        extent: extent,
        theme: theme,
        hasContour: !abilities.glyphs.isHalfBlock
      )
      return fitted(picture.pixels, extent)
    }
  }

  /// The same as an image, with all that is marked on it.
  func image(
    of kind: PictureKind,
    _ scene: ScenePictures,
    _ extent: GridSize,
    theme: Theme
  ) -> RGBImage {
    sceneImages.value(for: SceneKey(kind, of: scene, extent)) {
      composed(kind, of: scene, extent: extent, theme: theme).image
    }
  }

  private func composed(
    _ kind: PictureKind,
    of scene: ScenePictures,
    extent: GridSize,
    theme: Theme,
    hasContour: Bool = true
  ) -> PictureComposer {
    var composer = PictureComposer(width: extent.width, height: extent.height, theme: theme)
    composer.draw(kind, of: scene, hasContour: hasContour)
    if let cells = scene.cells {
      composer.drawCells(cells.chosen, cursor: cells.cursor, of: cells.layer)
    }
    if let brush = scene.brush { composer.drawBrush(brush, on: scene.extent) }
    return composer
  }

  /// A scene of a grid.
  func pixels(of image: RGBImage, named key: GridShelf.Key, _ extent: GridSize) -> [RGBColor] {
    grids.value(for: GridKey(key: key, extent: extent)) {
      let small = PictureComposer.scaled(image, width: extent.width, height: extent.height)
      return fitted(PictureComposer.colors(of: small), extent)
    }
  }

  /// The same as an image.
  func image(_ image: RGBImage, named key: GridShelf.Key, _ extent: GridSize) -> RGBImage {
    gridImages.value(for: GridKey(key: key, extent: extent)) {
      PictureComposer.scaled(image, width: extent.width, height: extent.height)
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
      return fitted(pixels, extent)
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
