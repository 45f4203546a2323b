import Faults
import Terminal
import Testing

struct ThemeTests {
  static let themesFolder =
    "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Themes"

  @Test func `the built-in theme can be read everywhere`() {
    #expect(Theme.dark.pairs(below: 4.5).isEmpty, "\(Theme.dark.pairs(below: 4.5))")
    for role in Theme.Role.allCases { #expect(Theme.dark[role].color != nil, "\(role)") }
  }

  @Test func `a file of btop is read in all its forms`() {
    let reading = Theme.read(
      """
      # a comment\r
      theme[main_bg]=""
      theme[main_fg]="#abcdef"
      theme[title]="#ee"
      theme[hi_fg]="255 128 0"
      theme[cpu_start]="#000000"
      theme[cpu_end]='#0000ff'
      theme[proc_pause_bg]="#123456"
      """,
      from: "x.theme",
      name: "x"
    )
    #expect(reading.problems == [])
    #expect(reading.theme[.background] == .terminalDefault)
    #expect(reading.theme[.text] == .rgb(RGBColor(hex: 0xABCDEF)))
    #expect(reading.theme[.title] == .rgb(RGBColor(hex: 0xEEEEEE)))
    #expect(reading.theme[.highlight] == .rgb(RGBColor(red: 255, green: 128, blue: 0)))
    #expect(
      reading.theme[.accent] == .rgb(RGBColor(red: 255, green: 128, blue: 0)),
      "derived from hi_fg"
    )
    #expect(reading.theme.color(.iou, at: 0.5) == RGBColor(hex: 0x000080))
  }

  @Test(arguments: [
    ("theme[main_fg]=\"#12\u{1B}\"", "x.theme:1"), ("theme[main_fg]=\"#12345\"", "#12345"),
    ("theme[main_fg]=\"256 0 0\"", "256 0 0"), ("main_fg=\"#ffffff\"", "expected theme[key]"),
    ("theme[main_fg]=\"rgb(-1,0,0)\"", "main_fg"), ("theme[main_fgg]=\"#ffffff\"", "'main_fg'"),
    ("theme[main_fg]=\"#ffffff", "expected theme[key]"), ("\u{0}", "x.theme:1"),
  ])
  func `a line that cannot be used is named and the good value kept`(line: String, part: String) {
    let reading = Theme.read(line, from: "x.theme", name: "x")
    #expect(reading.problems.count == 1)
    let message = reading.problems.first?.description ?? ""
    #expect(message.contains(part), "\(message)")
    #expect(message.contains("x.theme:1"), "\(message)")
    #expect(!message.contains("\u{1B}"))
    #expect(reading.theme.inksEqual(Theme.dark))
  }

  @Test func `text in the colour of its background is replaced`() {
    let reading = Theme.read(
      "theme[main_bg]=\"#ffffff\"\ntheme[main_fg]=\"#fffffe\"",
      from: "x.theme",
      name: "x"
    )
    #expect(reading.theme[.text] == .rgb(RGBColor(red: 0, green: 0, blue: 0)))
    #expect(reading.problems.contains { $0.description.contains("x.theme:2") })
    #expect(reading.theme.pairs(below: 1.8).isEmpty)
  }

  @Test func `a hostile file cannot fill the memory with complaints`() {
    let text = String(repeating: "nonsense\n", count: 5000)
    #expect(Theme.read(text, from: "x", name: "x").problems.count == 20)
  }

  @Test(arguments: ["/dev/zero", "/tmp", "/nonexistent/x.theme"])
  func `what is no theme file is refused by name`(path: String) {
    let fault = #expect(throws: Fault.self) { try ThemeLibrary.read(path: path) }
    #expect(fault?.description.contains(path) == true)
  }

  @Test func `every shipped theme is complete, clean and readable`() throws {
    let library = ThemeLibrary(directories: [ThemeTests.themesFolder])
    #expect(library.names.count >= 4)
    for name in library.names {
      let reading = try library.theme(named: name)
      #expect(reading.problems == [], "\(name)")
      #expect(reading.theme.pairs(below: 4.5).isEmpty, "\(name) \(reading.theme.pairs(below: 4.5))")
    }
  }

  @Test func `an unknown theme names those there are`() {
    let library = ThemeLibrary(directories: [ThemeTests.themesFolder])
    let fault = #expect(throws: Fault.self) { try library.theme(named: "drak") }
    #expect(fault?.kind == .usage)
    #expect(fault?.description.contains("light") == true)
  }

  @Test func `themes are looked for in the user's folder, then beside the program`() {
    let library = ThemeLibrary(
      environment: ["HOME": "/home/a", "XDG_CONFIG_HOME": "relative"],
      executable: "/src/.build/x86/release/ganscope"
    )
    #expect(library.directories.first == "/home/a/.config/ganscope/themes")
    #expect(library.directories.contains("/src/.build/x86/share/ganscope/themes"))
    #expect(library.directories.last == "/src/Themes")
  }
}

extension Theme {
  fileprivate func inksEqual(_ other: Theme) -> Bool {
    Role.allCases.allSatisfy { self[$0] == other[$0] }
  }
}
