import ArgumentParser
import Faults
import Foundation
import PseudoTerminals

/// Measures the explorer on the demo world, as a person at a terminal has it.
struct ExplorerBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explorer",
    abstract: "Measure the explorer on the demo world: times, bytes on the line, memory."
  )

  @OptionGroup var options: TerminalOptions

  func run() throws {
    let home = try BenchmarkHome()
    print(
      "the explorer on the demo world at \(options.size.columns)x\(options.size.rows), truecolor"
    )
    try measureDissection(in: home)
    try measureFirstRun(in: home)
    try measureBrowsing(in: home)
    try measurePainting(in: home)
    try measureGrid(in: home)
    try measureBeside("an ACE job", ["J", "\r", "\u{15}", "100000", "\r"], in: home)
    try measureBeside("a contexts job", [":contexts\r"], in: home)
  }

  private func measureDissection(in home: BenchmarkHome) throws {
    let clock = ContinuousClock()
    let began = clock.now
    // Of the usual seed the results are in the program.
    let words = ["dissect", "--seed", "9", "--layers", "layer6", "--sample-size", "1000"]
    let store = "\(home.folder)/dissection.sqlite"
    let terminal = try options.start(in: home, words + ["--store", store])
    guard terminal.wait() == 0 else { throw ValidationError("The dissection failed.") }
    let seconds = Double((clock.now - began) / .milliseconds(1)) / 1000
    report("dissection of layer6 over 1,000 scenes", seconds, in: "s")
  }

  private func measureFirstRun(in home: BenchmarkHome) throws {
    let terminal = try options.start(in: home, ["--sample-size", "1000"])
    let first = Frame.list(terminal.arrivals(longest: 2000)).first
    report("first paint", first?.end ?? .nan, in: "ms")
    let times = edits(terminal, 20, longest: 300)
    report("key to edited scene while dissecting, median", times.scene, in: "ms")
    leave(terminal)
  }

  private func measureBrowsing(in home: BenchmarkHome) throws {
    let terminal = try options.start(in: home, ["--sample-size", "8", "--seed", "2"])
    _ = terminal.arrivals(quiet: 2000, longest: 60_000)
    let times = edits(terminal, 20, longest: 2000)
    report("key to edited scene, median", times.scene, in: "ms")
    report("key to the table of its areas, median", times.table, in: "ms")
    report("a full frame", Double(bytes(after: "\u{C}", terminal)), in: "bytes")
    report("a step in the list with heatmap and thumbnails", steps(terminal), in: "bytes")
    terminal.type("2")
    _ = terminal.arrivals()
    report("a step in the list, the scene unchanged", steps(terminal, frames: 1), in: "bytes")
    let idle = terminal.arrivals(patience: 5000).reduce(0) { $0 + $1.bytes.count }
    report("5 s without a key", Double(idle), in: "bytes")
    report("peak memory", ProcessMemory.peak(of: terminal.process), in: "MB")
    leave(terminal)
  }

  /// How often the scene is drawn anew while a hand paints: strokes across it, a report every 8 ms.
  private func measurePainting(in home: BenchmarkHome) throws {
    let terminal = try startQuietly(in: home, size: options.size)
    terminal.type(":brush tree\r")
    _ = terminal.arrivals(longest: 3000)
    let clock = ContinuousClock()
    let (height, width) = (Int(options.size.rows), Int(options.size.columns))
    var (redraws, seconds, bytes) = (0, 0.0, 0)
    for stroke in 0..<30 {
      let row = height / 4 + stroke % (height / 2)
      func point(_ code: Int, at column: Int, end: Character = "M") {
        terminal.type("\u{1B}[<\(code);\(column);\(row)\(end)")
      }
      var arrivals: [PseudoTerminal.Arrival] = []
      let began = clock.now
      point(0, at: width / 4)
      for column in width / 4 + 1...3 * width / 4 {
        point(32, at: column)
        arrivals += terminal.arrivals(patience: 8, quiet: 8, longest: 8)
      }
      seconds += (clock.now - began) / .seconds(1)
      point(0, at: 3 * width / 4, end: "m")
      let frames = Frame.list(arrivals).filter { $0.bytes > Frame.leastPicture }
      (redraws, bytes) = (redraws + frames.count, bytes + frames.reduce(0) { $0 + $1.bytes })
      _ = terminal.arrivals(quiet: 100, longest: 1000)
    }
    report("redraws of the scene a second, over 30 strokes", Double(redraws) / seconds, in: "")
    report("bytes of such a redraw", Double(bytes) / Double(max(1, redraws)), in: "bytes")
    leave(terminal)
  }

  /// How long the next scenes of a grid take with an edit on; all of them are drawn for it.
  private func measureGrid(in home: BenchmarkHome) throws {
    // As many columns and rows as make a grid of 4x3.
    var size = CellOptions()
    (size.columns, size.rows) = (80, 36)
    let terminal = try startQuietly(in: home, size: size)
    for key in ["*", "a", "V"] {
      terminal.type(key)
      _ = terminal.arrivals(longest: 3000)
    }
    let times = (0..<20).map { _ in
      terminal.type("n")
      return Frame.list(terminal.arrivals()).last?.end ?? .nan
    }
    report("key to a 4x3 grid of edited scenes, median", median(times), in: "ms")
    leave(terminal)
  }

  /// Starts without a session and waits until nothing more comes.
  private func startQuietly(in home: BenchmarkHome, size: CellOptions) throws -> PseudoTerminal {
    let words = ["--fresh", "--sample-size", "8", "--seed", "2"]
    var options = options
    options.size = size
    let terminal = try options.start(in: home, words)
    _ = terminal.arrivals(quiet: 2000, longest: 60_000)
    return terminal
  }

  /// How long a key waits while a job goes on that keys begin.
  private func measureBeside(_ job: String, _ keys: [String], in home: BenchmarkHome) throws {
    let terminal = try startQuietly(in: home, size: options.size)
    for key in keys {
      terminal.type(key)
      _ = terminal.arrivals(longest: 5000)
    }
    // Back from what the job shows to the edited scene, which nothing else changes then.
    for key in ["\u{1B}", "1"] {
      terminal.type(key)
      _ = terminal.arrivals(longest: 1000)
    }
    report(
      "key to edited scene beside \(job), median",
      edits(terminal, 20, longest: 300).scene,
      in: "ms"
    )
    // Else the figure would be one of a program at rest.
    terminal.type("t")
    let board = terminal.arrivals(longest: 1000).reduce(into: [UInt8]()) { $0 += $1.bytes }
    guard String(decoding: board, as: UTF8.self).contains("left") else {
      throw ValidationError("\(job) did not go on while keys were measured.")
    }
    leave(terminal)
  }

  /// The median times from a key that switches all units of a layer off to what follows: the whole
  /// picture changes, and is the largest thing that such a key brings.
  private func edits(
    _ terminal: PseudoTerminal,
    _ count: Int,
    longest: Double
  ) -> (scene: Double, table: Double) {
    for key in ["*", "a"] {
      terminal.type(key)
      _ = terminal.arrivals(longest: 1000)
    }
    let times = (0..<count).map { _ in
      terminal.type("u")
      _ = terminal.arrivals(longest: longest)
      return redo(terminal, longest)
    }
    return (median(times.map(\.scene)), median(times.map(\.table)))
  }

  private func redo(
    _ terminal: PseudoTerminal,
    _ longest: Double
  ) -> (scene: Double, table: Double) {
    terminal.type("U")
    let frames = Frame.list(terminal.arrivals(longest: longest))
    let scene = frames.max { $0.bytes < $1.bytes }
    return (scene?.end ?? .nan, frames.last?.end ?? .nan)
  }

  private func steps(_ terminal: PseudoTerminal, frames: Int = .max) -> Double {
    median("jkjkjkjk".map { Double(bytes(after: String($0), terminal, frames: frames)) })
  }

  private func bytes(after key: String, _ terminal: PseudoTerminal, frames: Int = .max) -> Int {
    terminal.type(key)
    return Frame.list(terminal.arrivals()).prefix(frames).reduce(0) { $0 + $1.bytes }
  }

  private func leave(_ terminal: PseudoTerminal) {
    // In brushes and dialogs `q` would end these alone.
    terminal.type("\u{3}")
    _ = terminal.wait()
  }
}

/// A synchronized update (DEC mode 2026) as it came over the line.
private struct Frame {
  var bytes: Int
  /// More bytes than a cursor's outline in a picture that stays.
  static let leastPicture = 600

  /// When its last byte came, in milliseconds after the key.
  var end: Double

  static func list(_ arrivals: [PseudoTerminal.Arrival]) -> [Frame] {
    let close = Array("\u{1B}[?2026l".utf8)
    var (frames, pending): ([Frame], [UInt8]) = ([], [])
    for arrival in arrivals {
      pending += arrival.bytes
      while let range = pending.firstRange(of: close) {
        frames.append(Frame(bytes: range.upperBound, end: arrival.time))
        pending.removeSubrange(..<range.upperBound)
      }
    }
    return frames
  }
}

private func median(_ values: [Double]) -> Double {
  let known = values.filter { !$0.isNaN }.sorted()
  return known.isEmpty ? .nan : known[known.count / 2]
}

private func report(_ name: String, _ value: Double, in unit: String) {
  let figure = String(format: unit == "bytes" ? "%.0f" : "%.1f", value)
  let gap = String(repeating: " ", count: max(1, 60 - name.count - figure.count))
  print(name + gap + figure + " " + unit)
  fflush(nil)
}
