import ArgumentParser
import PseudoTerminals

/// The cells that something is measured in.
struct CellOptions: ParsableArguments {
  @Option(help: "How many columns of cells.")
  var columns: UInt16 = 100

  @Option(help: "How many rows.")
  var rows: UInt16 = 50
}

/// The program that is measured, and the terminal that it is measured at.
struct TerminalOptions: ParsableArguments {
  @Option(help: "The program.")
  var ganscope = ".build/release/ganscope"

  @OptionGroup var size: CellOptions

  /// Starts the program, here or as if over SSH.
  func start(
    in home: BenchmarkHome,
    _ words: [String],
    isRemote: Bool = false
  ) throws -> PseudoTerminal {
    try home.start(ganscope, words, width: size.columns, height: size.rows, isRemote: isRemote)
  }
}
