import ArgumentParser
import PseudoTerminals

/// The program that is measured, and the terminal that it is measured at.
struct TerminalOptions: ParsableArguments {
  @Option(help: "The program.")
  var ganscope = ".build/release/ganscope"

  @Option(help: "The terminal's columns.")
  var columns: UInt16 = 100

  @Option(help: "The terminal's rows.")
  var rows: UInt16 = 50

  /// Starts the program, here or as if over SSH.
  func start(
    in home: BenchmarkHome,
    _ words: [String],
    isRemote: Bool = false
  ) throws -> PseudoTerminal {
    try home.start(ganscope, words, width: columns, height: rows, isRemote: isRemote)
  }
}
