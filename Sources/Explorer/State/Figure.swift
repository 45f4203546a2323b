import Plots

/// What a view shows, as a file: a plot, bars, or a table.
enum Figure: Hashable, Sendable {
  case plot(Plot)
  case bars(BarChart)
  case table(DataTable)

  /// The endings of files that it can be written to, the usual one first.
  var endings: [String] {
    switch self {
    case .plot, .bars: [".svg", ".png", ".csv"]
    case .table: [".csv"]
    }
  }

  /// What these are.
  var explanation: String {
    switch self {
    case .plot, .bars:
      "As it is shown: FILE.svg for print and browsers, FILE.png as a picture; its numbers: FILE.csv."
    case .table: "The numbers of the table in full, as FILE.csv."
    }
  }

  /// Its numbers as comma-separated values.
  var csv: String {
    switch self {
    case .plot(let plot): CSVText.lines(plot.rows)
    case .bars(let bars): CSVText.lines(bars.rows)
    case .table(let table): CSVText.lines([table.columns] + table.rows)
    }
  }

  /// The figure as an SVG document; nil for a table.
  var svg: String? {
    switch self {
    case .plot(let plot): plot.svg()
    case .bars(let bars): bars.svg()
    case .table: nil
    }
  }
}

/// Named columns and rows of figures.
struct DataTable: Hashable, Sendable {
  var columns: [String]
  var rows: [[String]]

  init(_ columns: [String], _ rows: [[String?]]) {
    self.columns = columns
    self.rows = rows.map { $0.map { $0 ?? "" } }
  }
}
