extension RGBImage {
  /// A picture of one colour.
  public init(width: Int, height: Int, filledWith color: [UInt8]) {
    self.init(
      width: width,
      height: height,
      pixels: (0..<width * height).flatMap { _ in color }
    )
  }

  /// Pictures of one size in rows from left to right, with gaps between them.
  ///
  /// - Parameters:
  ///   - images: At least one picture; all of the first one's size.
  ///   - columns: How many stand in a row.
  ///   - gap: Pixels between neighbours.
  ///   - background: The gaps' colour, 3 bytes.
  /// - Returns: The sheet.
  public static func grid(
    _ images: [RGBImage],
    columns: Int,
    gap: Int = 2,
    background: [UInt8] = [24, 24, 24]
  ) -> RGBImage {
    precondition(!images.isEmpty && columns > 0, "a grid of nothing")
    let (width, height) = (images[0].width, images[0].height)
    let columns = min(columns, images.count)
    let rows = (images.count + columns - 1) / columns
    var sheet = RGBImage(
      width: columns * (width + gap) - gap,
      height: rows * (height + gap) - gap,
      filledWith: background
    )
    for (index, image) in images.enumerated() {
      sheet.place(
        image,
        row: index / columns * (height + gap),
        column: index % columns * (width + gap)
      )
    }
    return sheet
  }

  /// Copies a picture into this one; it must fit.
  public mutating func place(_ image: RGBImage, row: Int, column: Int) {
    for line in 0..<image.height {
      let start = ((row + line) * width + column) * 3
      let source = line * image.width * 3..<(line + 1) * image.width * 3
      pixels.replaceSubrange(start..<start + image.width * 3, with: image.pixels[source])
    }
  }
}
