public import Images
import Plots
public import Terminal

extension RGBImage {
  /// A screen as a picture: letters are dots, so that no font need be installed.
  ///
  /// - Parameters:
  ///   - grid: The screen.
  ///   - theme: What stands for the terminal's own colours.
  public init(screen grid: CellGrid, theme: Theme) {
    let foreground = theme[.text].color ?? RGBColor(red: 200, green: 200, blue: 200)
    let background = theme[.background].color ?? RGBColor(red: 0, green: 0, blue: 0)
    var picture = CharacterPicture(
      columns: grid.width,
      rows: grid.height,
      background: background.channels
    )
    for row in 0..<grid.height {
      for column in 0..<grid.width {
        let cell = grid[row, column]
        let colors = cell.style.shown(foreground, on: background)
        picture.put(
          cell.character,
          row: row,
          column: column,
          ink: colors.foreground.channels,
          paper: colors.background.channels,
          isBold: cell.style.attributes.contains(.bold)
        )
      }
    }
    self = picture.image
  }
}
