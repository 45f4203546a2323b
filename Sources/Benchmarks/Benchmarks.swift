import ArgumentParser
import CParallel

/// What the README's figures of speed come from.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Benchmarks",
    abstract: "Measure the networks, or the explorer on the demo world.",
    subcommands: [
      NetworkBenchmarks.self, ExplorerBenchmark.self, LineBenchmark.self,
      PictureBenchmark.self, ShardBenchmark.self,
    ],
    defaultSubcommand: NetworkBenchmarks.self
  )

  /// Its threads wait as the program's do.
  static func main() {
    CParallel_wait_briefly(CommandLine.unsafeArgv)
    main(nil)
  }
}
