import ArgumentParser
import Foundation
import PseudoTerminals
import Terminal

/// Measures what keys cost over slow lines.
struct LineBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lines",
    abstract: "Measure the explorer over slow lines: bytes and times of a key's answer."
  )

  @OptionGroup var options: TerminalOptions

  @Option(help: "The line's latency there and back, in milliseconds.")
  var latency = 200.0

  @Option(help: "How often each key is pressed.")
  var count = 5

  func run() throws {
    print(
      "the explorer at \(options.size.columns)x\(options.size.rows) over lines of \(Int(latency)) ms there and back"
    )
    print("'first' is what stands in lists and numbers, 'picture' all pictures at 38 dB or more")
    let head = ["line", "key", "first", "", "picture", "", "exact", ""]
    print(table(head))
    for megabits in [10, 1, 0.16] {
      try measure(SlowLine(bitsPerSecond: megabits * 1e6, latency: latency), "\(megabits) Mbit/s")
    }
  }

  private func measure(_ line: SlowLine, _ name: String) throws {
    let home = try BenchmarkHome()
    let words = ["--sample-size", "8", "--seed", "2"]
    let terminal = try options.start(in: home, words, isRemote: true)
    terminal.line = line
    var replay = ScreenReplay(width: Int(options.size.columns), height: Int(options.size.rows))
    func settle() -> [PseudoTerminal.Arrival] {
      terminal.arrivals(quiet: Int32(1500 + 2 * latency), longest: 60_000)
    }
    settle().forEach { replay.take($0.bytes) }
    for (title, keys) in [("list step", "jk"), ("edit", "au"), ("next scene", "n")] {
      var answers: [KeyAnswer] = []
      for turn in 0..<count {
        terminal.type(String(keys[keys.index(keys.startIndex, offsetBy: turn % keys.count)]))
        answers.append(KeyAnswer(settle(), &replay))
      }
      print(table([name, title] + KeyAnswer.medians(answers)))
      fflush(nil)
    }
    terminal.type("q")
    _ = terminal.wait()
  }

  private func table(_ columns: [String]) -> String {
    zip(columns, [12, 12, 10, 10, 10, 10, 10, 10])
      .map { $0 + String(repeating: " ", count: max(1, $1 - $0.count)) }.joined()
  }
}

/// What came after a key, and when.
private struct KeyAnswer {
  /// In bytes and milliseconds.
  typealias Point = (bytes: Int, time: Double)

  let first: Point
  let picture: Point
  let exact: Point

  init(_ arrivals: [PseudoTerminal.Arrival], _ replay: inout ScreenReplay) {
    let close = Array("\u{1B}[?2026l".utf8)
    var (bytes, pending): (Int, [UInt8]) = (0, [])
    var frames: [(grid: CellGrid, point: Point)] = []
    for arrival in arrivals {
      pending += arrival.bytes
      while let range = pending.firstRange(of: close) {
        bytes += range.upperBound
        replay.take(Array(pending[..<range.upperBound]))
        pending.removeSubrange(..<range.upperBound)
        frames.append((replay.grid, (bytes, arrival.time)))
      }
    }
    replay.take(pending)
    let nothing = (bytes: 0, time: Double.nan)
    first = frames.first?.point ?? nothing
    exact = frames.last?.point ?? nothing
    let last = frames.last?.grid
    picture =
      frames.first { frame in
        last.map { FrameSteps.ratio(frame.grid, $0) { "▀▄".contains($0.character) } >= 38 } ?? true
      }?.point ?? nothing
  }

  static func medians(_ answers: [KeyAnswer]) -> [String] {
    [answers.map(\.first), answers.map(\.picture), answers.map(\.exact)].flatMap { points in
      let bytes = points.map(\.bytes).sorted()[points.count / 2]
      let time = points.map(\.time).sorted()[points.count / 2]
      return ["\(bytes) B", String(format: "%.0f ms", time)]
    }
  }
}
