public import Images

/// An image over cells that show the same in fewer pixels.
public struct GridPicture: Hashable, Sendable {
  /// The cells that it takes the place of.
  public let area: CellRect
  /// The image; as large as the area where the terminal does not scale it.
  public let image: RGBImage
  /// The cells as they were drawn.
  let cells: [Cell]
}

extension CellGrid {
  /// Lays an image over cells that were drawn already.
  ///
  /// Where the terminal shows no images, or something is drawn over one of the cells afterwards, the
  /// cells are shown.
  public mutating func lay(_ image: RGBImage, over area: CellRect) {
    pictures.append(GridPicture(area: area, image: image, cells: subgrid(area).cells))
  }

  /// The images that nothing was drawn over.
  public var uncoveredPictures: [GridPicture] {
    pictures.filter { subgrid($0.area).cells == $0.cells }
  }

  /// The grid with the places of some images left free, and no images.
  package func clearing(_ pictures: [GridPicture]) -> CellGrid {
    var grid = self
    grid.pictures = []
    for picture in pictures {
      let area = picture.area
      let background = self[area.row, area.column].style.background
      grid.fill(area, with: .underPicture(on: beside(area) ?? background))
    }
    return grid
  }

  /// What an image stands on: the background left of it.
  private func beside(_ area: CellRect) -> Ink? {
    area.column > 0 ? self[area.row, area.column - 1].style.background : nil
  }
}

extension Cell {
  /// A cell below an image.
  ///
  /// It looks like a blank but is none to curses, which would clear the rest of a line of blanks with
  /// one command, and the image with it.
  static func underPicture(on ink: Ink) -> Cell { Cell("\u{A0}", Style(on: ink)) }
}
