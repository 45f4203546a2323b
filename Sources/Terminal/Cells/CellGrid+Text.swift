/// Where text stands in the cells it is given.
public enum TextAlignment: Hashable, Sendable {
  /// From the first cell on.
  case leading
  /// Up to the last cell.
  case trailing
  /// In the middle.
  case center
}

extension CellGrid {
  /// Puts one line of text, escaped, measured and clipped with an ellipsis.
  ///
  /// - Parameters:
  ///   - text: Any string; what is not printable becomes a visible escape.
  ///   - row: The row.
  ///   - column: The column of the first cell.
  ///   - style: Its style; a background of `.terminalDefault` is set too.
  ///   - maxWidth: How many cells it may take; by default up to the right edge.
  ///   - alignment: Where it stands in `maxWidth`; `.leading` by default.
  /// - Returns: The column after the last character.
  @discardableResult
  public mutating func put(
    _ text: String,
    row: Int,
    column: Int,
    style: Style = .plain,
    maxWidth: Int? = nil,
    alignment: TextAlignment = .leading
  ) -> Int {
    let room = max(0, min(maxWidth ?? width - column, width - column))
    let characters = CellText.clipped(CellText.cells(of: text), to: room)
    let slack = room - characters.count
    let start =
      switch alignment {
      case .leading: column
      case .trailing: column + slack
      case .center: column + slack / 2
      }
    for (offset, character) in characters.enumerated() {
      self[row, start + offset] = Cell(character, style)
    }
    return start + characters.count
  }

  /// Puts several pieces of text one after the other, clipped together.
  ///
  /// - Returns: The column after the last character.
  @discardableResult
  public mutating func put(
    _ pieces: [(text: String, style: Style)],
    row: Int,
    column: Int,
    maxWidth: Int? = nil
  ) -> Int {
    let end = min(width, column + (maxWidth ?? width - column))
    var place = column
    for piece in pieces where place < end {
      place = put(piece.text, row: row, column: place, style: piece.style, maxWidth: end - place)
    }
    return place
  }

  /// Puts text as lines broken at spaces, an ellipsis at the end if there is too little room.
  ///
  /// - Returns: How many rows it took.
  @discardableResult
  public mutating func putWrapped(_ text: String, in area: CellRect, style: Style = .plain) -> Int {
    let all = CellText.wrapped(text, to: area.width)
    var lines = Array(all.prefix(area.height))
    if all.count > lines.count, let last = lines.popLast() {
      lines.append(CellText.clipped("\(last) \(all[lines.count + 1])", to: area.width))
    }
    for (offset, line) in lines.enumerated() {
      put(line, row: area.row + offset, column: area.column, style: style, maxWidth: area.width)
    }
    return lines.count
  }
}
