// A small full-screen program for the tests that drive a real terminal. It shows what its first
// argument names, answers to keys, and misbehaves on request.

import Faults
import Glibc
import Terminal

let stage = Stage(arguments: Array(CommandLine.arguments.dropFirst()))
exit(stage.run())

/// What the program shows, and the loop around it.
struct Stage {
  let arguments: [String]

  func run() -> Int32 {
    do throws(Fault) {
      if arguments.first == "report" { return try report() }
      var options = NCursesScreen.Options()
      options.wishes.color = try ColorMode.parse(argument(1, or: "auto"), option: "color")
      options.pacesFrames = arguments.first != "random"
      options.pacingPatience = .seconds(60)
      let screen = try NCursesScreen(options)
      defer { screen.close() }
      if arguments.first == "random" { return random(screen) }
      if arguments.first == "noise" { return noise(screen) }
      return loop(screen)
    } catch {
      print(error)
      return error.exitCode
    }
  }

  private func argument(_ index: Int, or standard: String) -> String {
    index < arguments.count ? arguments[index] : standard
  }

  private func report() throws(Fault) -> Int32 {
    let report = try TerminalReport.current()
    print("\(report.color.mode.rawValue)|\(report.color.reason)|\(report.locale)|\(report.isUTF8)")
    return 0
  }

  private func loop(_ screen: NCursesScreen) -> Int32 {
    var log: [String] = []
    while true {
      screen.present(arguments.first == "colors" ? colors(screen.size) : keys(log, screen))
      let readiness = screen.waitForInput(wakeDescriptor: nil, timeout: .seconds(30))
      if let ending = screen.ending { return ending.exitCode }
      if readiness.isEmpty { return 3 }
      while let key = screen.nextKey() {
        log.append("\(key)")
        switch key {
        case .character("q"): return 0
        case .control("c"): return 130
        case .character("m"): screen.isMouseEnabled.toggle()
        case .character("!"): trap(at: log.count)
        case .character("@"): raise(SIGSEGV)
        case .character("#"): raise(SIGABRT)
        default: break
        }
      }
    }
  }

  private func trap(at index: Int) { print([1][index]) }

  private func keys(_ log: [String], _ screen: NCursesScreen) -> CellGrid {
    var grid = CellGrid(width: screen.size.width, height: screen.size.height)
    grid.box(
      grid.bounds,
      title: "stage \(screen.size.width)x\(screen.size.height) process \(getpid())",
      style: .plain
    )
    for (row, line) in log.suffix(grid.height - 2).enumerated() {
      grid.put(line, row: row + 1, column: 1, style: .plain, maxWidth: grid.width - 2)
    }
    return grid
  }

  /// Cell n has foreground n and the background 0xFFFFFF - 37 n.
  private func colors(_ size: GridSize) -> CellGrid {
    var grid = CellGrid(width: size.width, height: size.height)
    for index in 0..<size.width * size.height {
      let style = Style(
        .rgb(RGBColor(hex: UInt32(index))),
        on: .rgb(RGBColor(hex: 0xFFFFFF - 37 * UInt32(index)))
      )
      grid[index / size.width, index % size.width] = Cell("▀", style)
    }
    return grid
  }

  /// Another frame of noise at every key.
  private func noise(_ screen: NCursesScreen) -> Int32 {
    var noise = Noise(state: 1)
    while screen.ending == nil {
      var grid = CellGrid(width: screen.size.width, height: screen.size.height)
      for index in 0..<grid.width * grid.height {
        let style = Style(.rgb(RGBColor(hex: noise.next())))
        grid[index / grid.width, index % grid.width] = Cell("▀", style)
      }
      screen.present(grid)
      var isIdle = true
      while isIdle, screen.ending == nil {
        _ = screen.waitForInput(wakeDescriptor: nil, timeout: nil)
        let key = screen.nextKey()
        if key == .character("q") { return 0 }
        isIdle = key == nil
      }
    }
    return 1
  }

  /// Frames of noise, then the last one's colours from a known seed; prints memory use at the end.
  private func random(_ screen: NCursesScreen) -> Int32 {
    var noise = Noise(state: 1)
    var early = 0
    let count = Int(argument(2, or: "1000")) ?? 1000
    for frame in 0..<count {
      var grid = CellGrid(width: screen.size.width, height: screen.size.height)
      for index in 0..<grid.width * grid.height {
        let style = Style(
          .rgb(RGBColor(hex: noise.next())),
          on: .rgb(RGBColor(hex: noise.next()))
        )
        grid[index / grid.width, index % grid.width] = Cell("▀", style)
      }
      screen.present(grid)
      if frame == count / 2 { early = Noise.residentKilobytes() }
    }
    let late = Noise.residentKilobytes()
    while screen.ending == nil {
      _ = screen.waitForInput(wakeDescriptor: nil, timeout: .seconds(30))
      guard screen.nextKey() == nil else { break }
    }
    screen.close()
    print("early \(early) late \(late)")
    return 0
  }
}

/// A small generator of noise, the same in the tests.
struct Noise {
  var state: UInt32

  mutating func next() -> UInt32 {
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    return state & 0xFFFFFF
  }

  static func residentKilobytes() -> Int {
    let file = open("/proc/self/statm", O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = read(file, &bytes, bytes.count)
    let fields = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4 : 0
  }
}
