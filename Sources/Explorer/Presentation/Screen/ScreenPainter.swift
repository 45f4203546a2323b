import Terminal

/// Draws the whole screen; pictures that did not change come from its cache.
final class ScreenPainter {
  private(set) var pictures: PictureCache
  /// What the pictures in the cache were coloured by.
  private var coloring: Coloring?

  private struct Coloring: Equatable {
    let theme: Theme
    let pictures: PictureColors
    let abilities: ScreenAbilities
  }

  init() { pictures = PictureCache(ScreenAbilities(.truecolor)) }

  func paint(_ state: ExplorerState) -> CellGrid {
    let abilities = state.abilities
    let wanted = Coloring(
      theme: state.theme,
      pictures: state.pictureColors,
      abilities: abilities
    )
    if coloring != wanted {
      pictures = PictureCache(abilities, colors: state.pictureColors)
    }
    coloring = wanted
    let palette = Palette(theme: state.theme, colorMode: abilities.colorMode)
    var grid = CellGrid(
      width: state.size.width,
      height: state.size.height,
      filledWith: Cell(" ", palette.text)
    )
    let canvas = Canvas(palette: palette, pictures: pictures)
    for part in ScreenComposition(state: state, canvas: canvas).parts {
      part.view.draw(in: part.area, &grid)
    }
    return grid
  }
}
