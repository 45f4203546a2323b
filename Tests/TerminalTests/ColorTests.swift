import Faults
import Terminal
import Testing

struct ColorTests {
  @Test func `a thousand frames of new colours never run out of pairs`() {
    var table = PairTable(limit: 300)
    var defined: [Int32: PairTable.Colors] = [:]
    for frame in 0..<1000 {
      table.beginFrame()
      for cell in 0..<140 {
        let wanted = PairTable.Colors(foreground: Int32(frame), background: Int32(cell))
        guard let assignment = table.pair(for: wanted) else {
          Issue.record("no pair in frame \(frame)")
          return
        }
        if assignment.isNew { defined[assignment.pair] = wanted }
        #expect(defined[assignment.pair] == wanted)
      }
    }
    #expect(table.count == 301)
  }

  @Test func `a pair that is kept on the screen is not redefined`() {
    var table = PairTable(limit: 4)
    table.beginFrame()
    let kept = table.pair(for: .init(foreground: 1, background: 1))?.pair ?? -1
    #expect(kept == 1)
    for frame in 2..<50 {
      table.beginFrame()
      table.keep(kept)
      let other = table.pair(for: .init(foreground: Int32(frame), background: 0))?.pair
      #expect(other != nil && other != kept)
    }
  }

  @Test func `black on black is never redefined, and default on default needs no pair`() {
    var table = PairTable(limit: 2)
    table.beginFrame()
    let black = table.pair(for: .init(foreground: 0, background: 0))?.pair
    for frame in 1..<20 {
      table.beginFrame()
      let other = table.pair(for: .init(foreground: Int32(frame), background: 9))?.pair
      #expect(other != nil && other != black)
    }
    let standard = table.pair(for: .init(foreground: -1, background: -1))?.pair
    #expect(standard == 0)
  }

  @Test func `a frame with more colours than pairs is refused, not spoilt`() {
    var table = PairTable(limit: 3)
    table.beginFrame()
    let pairs = (0..<4).map { table.pair(for: .init(foreground: $0, background: 7))?.pair }
    #expect(pairs == [1, 2, 3, nil])
  }

  @Test func `where redefining takes too long the table is begun anew`() {
    var table = PairTable(limit: 1000)
    func define(_ count: Int32, from first: Int32, cells: Int) -> Int {
      table.beginFrame(cells: cells)
      return (first..<first + count).count {
        table.pair(for: .init(foreground: $0, background: 7)) != nil
      }
    }
    #expect(define(1000, from: 0, cells: 400_000) == 1000 && !table.isWornOut)
    _ = define(0, from: 0, cells: 400_000)
    #expect(define(1000, from: 1000, cells: 400_000) < 100 && table.isWornOut)
    table = table.emptied
    #expect(define(1000, from: 1000, cells: 400_000) == 1000 && !table.isWornOut)
    _ = define(0, from: 0, cells: 5000)
    #expect(define(1000, from: 2000, cells: 5000) == 1000 && !table.isWornOut)
  }

  @Test func `256 colours use the fixed entries only`() {
    var palette = CursesColors(.palette256)
    let colors: [UInt32] = [0x000000, 0xFFFFFF, 0x090807, 0x5A8CAA]
    let numbers = colors.map { palette.number(of: .rgb(RGBColor(hex: $0))) }
    #expect(numbers == [16, 231, 232, 67])
    let standard = palette.number(of: .terminalDefault)
    #expect(standard == -1)
  }

  @Test(arguments: [(8, Int32(7)), (16, 15)])
  func `8 and 16 colours are taken from what the terminal has`(count: Int, white: Int32) {
    var palette = CursesColors(.palette16, colorCount: count)
    let number = palette.number(of: .rgb(RGBColor(red: 255, green: 255, blue: 255)))
    #expect(number == white)
  }

  @Test func `fewer bits keep black and white`() {
    for bits in 2...8 {
      #expect(
        CursesColors.rounded(RGBColor(red: 0, green: 0, blue: 0), bits: bits)
          == RGBColor(red: 0, green: 0, blue: 0)
      )
      #expect(
        CursesColors.rounded(RGBColor(red: 255, green: 255, blue: 255), bits: bits)
          == RGBColor(red: 255, green: 255, blue: 255)
      )
    }
    #expect(
      CursesColors.rounded(RGBColor(red: 8, green: 16, blue: 100), bits: 5)
        == RGBColor(red: 8, green: 16, blue: 99)
    )
  }

  @Test(arguments: [
    (["TERM": "xterm-256color", "COLORTERM": "truecolor"], ColorMode.truecolor, "COLORTERM"),
    (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], .none, "NO_COLOR"),
    (["TERM": "xterm-256color", "NO_COLOR": ""], .palette256, "database"),
    (
      ["TERM": "xterm-256color", "NO_COLOR": "1", "GANSCOPE_COLOR": "256"], .palette256, "GANSCOPE"
    ),
    (["TERM": "screen-256color", "TMUX": "/tmp/x,1,0"], .truecolor, "tmux"),
    (["TERM": "screen-256color", "STY": "1.x", "COLORTERM": "truecolor"], .palette256, "screen"),
    (["TERM": "xterm-kitty"], .truecolor, "kitty"),
    (["TERM": "foot-extra"], .truecolor, "foot"),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"], .palette256, "Apple"),
    (["TERM": "xterm-256color"], .palette256, "256"),
  ])
  func `each rule gives its mode and its reason`(
    variables: [String: String],
    mode: ColorMode,
    reason: String
  ) throws {
    let surroundings = TerminalSurroundings(variables: variables, databaseColors: 256)
    let choice = try ColorRules(surroundings: surroundings) { nil }.choose(option: nil)
    #expect(choice.mode == mode)
    #expect(choice.reason.contains(reason), "\(choice.reason)")
    let asked = try ColorRules(surroundings: surroundings) { nil }.choose(option: .palette16)
    #expect(asked.mode == .palette16)
  }

  @Test func `the database decides when nobody else does`() throws {
    for (colors, mode) in [(8, ColorMode.palette16), (0, .none), (256, .palette256)] {
      let surroundings = TerminalSurroundings(variables: ["TERM": "x"], databaseColors: colors)
      let choice = try ColorRules(surroundings: surroundings) { nil }.choose(option: nil)
      #expect(choice.mode == mode)
    }
    let unknown = TerminalSurroundings(variables: ["TERM": "xterm-new"])
    let asked = try ColorRules(surroundings: unknown) { "it says so" }.choose(option: nil)
    #expect(asked == ColorChoice(mode: .truecolor, reason: "it says so"))
  }

  @Test func `the terminal's answers are understood`() {
    func verdict(_ text: String) -> String? { TerminalProbe.verdict(on: Array(text.utf8)) }
    #expect(verdict("\u{1B}P1$r0;48:2:1:2:3m\u{1B}\\\u{1B}[?62;4c") != nil)
    #expect(verdict("\u{1B}P1$r0;48:2::1:2:3m\u{1B}\\") != nil)
    #expect(verdict("\u{1B}P1$r0;48;5;16m\u{1B}\\\u{1B}[?62;4c") == nil)
    #expect(verdict("\u{1B}P>|WezTerm 2024\u{1B}\\\u{1B}[?65c") != nil)
    #expect(verdict("\u{1B}P>|XTerm(370)\u{1B}\\\u{1B}[?64c") == nil)
    #expect(TerminalProbe.isComplete(Array("\u{1B}P>|x\u{1B}\\\u{1B}[?62;4c".utf8)))
    #expect(!TerminalProbe.isComplete(Array("\u{1B}P>|c\u{1B}\\\u{1B}[?62;4".utf8)))
  }

  @Test func `an unknown colour option lists the values`() throws {
    let fault = #expect(throws: Fault.self) { try ColorMode.parse("many", option: "--color") }
    #expect(fault?.description.contains("truecolor, 256, 16 or none") == true)
    #expect(try ColorMode.parse("auto", option: "--color") == nil)
  }
}
