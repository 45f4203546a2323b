public import Interventions

/// Cells of a layer's grid given as "2:3,4:5": row and column from 0.
public struct CellList: Hashable, Sendable, FormedArgument {
  /// What was expected.
  public static let form = "cells such as 2:3,4:5 (row:column from 0)"

  /// No layer has so many rows or columns.
  private static let limit = 1 << 16

  /// The cells.
  public let cells: [GridCell]

  /// The cells with commas between them.
  public var description: String {
    cells.map { "\($0.row):\($0.column)" }.joined(separator: ",")
  }

  /// Parses "2:3,4:5"; nil if it is not of that form.
  public init?(argument: String) {
    var cells: [GridCell] = []
    for piece in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = piece.split(separator: ":", omittingEmptySubsequences: false).map {
        digits(in: $0, upTo: Self.limit)
      }
      guard ends.count == 2, let row = ends[0], let column = ends[1] else { return nil }
      cells.append(GridCell(row: row, column: column))
    }
    self.cells = cells
  }
}
