/// Where the lines of a list are on the screen, for drawing and for the mouse.
struct ListRows: Hashable, Sendable {
  /// The screen's row of the first line seen.
  let top: Int
  /// The first line seen.
  let first: Int
  /// How many lines are seen at once.
  let page: Int
  let count: Int
  /// How many rows a line takes.
  var height = 1

  init(top: Int, first: Int, page: Int, count: Int) {
    (self.top, self.first, self.page, self.count) = (top, first, page, count)
  }

  /// The lines around a cursor, so that no room is wasted.
  init(top: Int, page: Int, count: Int, around cursor: Int) {
    self.init(
      top: top,
      first: max(0, min(cursor - page / 2, count - page)),
      page: page,
      count: count
    )
  }

  /// The lines that are seen.
  var lines: Range<Int> { first..<max(first, min(first + page, count)) }

  /// The screen's row of a line.
  func row(of line: Int) -> Int { top + (line - first) * height }

  /// The line at a row of the screen.
  func index(atRow row: Int) -> Int? {
    let index = first + (row - top) / height
    return row >= top && row < top + page * height && index < count ? index : nil
  }
}
