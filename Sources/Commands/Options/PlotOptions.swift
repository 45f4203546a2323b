import ArgumentParser
import Causes
import Dissection
import Faults
import Images
import Plots

/// Where a figure and its numbers are written.
struct PlotOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the figures; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Write the figures as a table; - for standard output.", valueName: "file")
  )
  var csv: String?

  @Option(
    help: ArgumentHelp("Write the plot as a vector picture.", valueName: "file"),
    transform: OutputName.drawing
  )
  var svg: String?

  @Option(
    help: ArgumentHelp("Write the plot as a picture.", valueName: "file"),
    transform: OutputName.picture
  )
  var png: String?

  /// The files that were asked for.
  var files: [String?] { [json, csv, svg, png] }

  /// Whether standard output is taken by figures.
  var takesOutput: Bool { json == "-" || csv == "-" }

  func validate() throws {
    if json == "-" && csv == "-" {
      throw ValidationError("--json - and --csv - would be mixed: give one of them a file.")
    }
  }

  /// Writes what was asked for.
  func write(
    json record: @autoclosure () -> String,
    csv rows: @autoclosure () -> [[String]],
    svg drawing: @autoclosure () -> String,
    png picture: @autoclosure () -> RGBImage
  ) throws(Fault) {
    if let json {
      try Destination.write(Array(record().utf8), to: json, attempt: "write the figures")
    }
    if let csv {
      try Destination.write(Array(CSVText.lines(rows()).utf8), to: csv, attempt: "write the table")
    }
    if let svg {
      try Destination.write(Array(drawing().utf8), to: svg, attempt: "write the plot")
    }
    if let png { try PNG.write(picture(), to: png) }
  }
}

/// Unit orders given as "iou,effect".
struct OrderList: FormedArgument {
  static let form =
    "orders such as iou,effect: " + SetOrder.allCases.map(\.rawValue).joined(separator: ", ")

  let orders: [SetOrder]

  init?(argument: String) {
    var orders: [SetOrder] = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let order = SetOrder(rawValue: String(name)) else { return nil }
      if !orders.contains(order) { orders.append(order) }
    }
    self.orders = orders
  }

  var description: String { orders.map(\.rawValue).joined(separator: ",") }
}

/// Quantiles given as "0.5,0.9,0.99".
struct QuantileList: FormedArgument {
  static let form = "quantiles from \(UnitQuantiles.range), such as 0.5,0.9,0.99"

  let quantiles: [Double]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0)
    }
    let valid = numbers.compactMap { $0 }.filter(UnitQuantiles.offered.contains)
    guard valid.count == numbers.count else { return nil }
    quantiles = Set(valid).sorted()
  }

  var description: String { quantiles.map { "\($0)" }.joined(separator: ",") }
}
