import Faults
import Testing

@Suite struct FaultTests {
  @Test func `what is printed holds the program's words and escapes the rest`() {
    let name = "a\u{1B}[2J\nb\u{202E}"
    #expect("\u{1B}[K\(name), \(3)\n" as SafeText == "\u{1B}[Ka\\u{1B}[2J\\nb\\u{202E}, 3\n")
    #expect(SafeText(lines: ["x", name]).description == "x\na\\u{1B}[2J\\nb\\u{202E}")
    #expect(SafeText(paragraphs: name).description == "a\\u{1B}[2J\nb\\u{202E}")
    let long = String(repeating: "x", count: 5000)
    #expect("\("\(long)" as SafeText)" as SafeText == SafeText(lines: [long]))
  }

  @Test func `a fault says what, on what, expected, found and what next`() {
    let fault = Fault(
      .refused,
      "read the generator",
      on: "a\u{1B}[2J.pth",
      expected: "a zip archive",
      found: "an HTML page",
      advice: "Download it again"
    )
    #expect(
      fault.description
        == "cannot read the generator 'a\\u{1B}[2J.pth': expected a zip archive, found an HTML "
        + "page. Download it again"
    )
    #expect(fault.exitCode == 65)
  }

  @Test(arguments: [
    ("\u{1B}]52;c;x\u{07}", "\\u{1B}]52;c;x\\u{7}"), ("a\nb\tc\r", "a\\nb\\tc\\r"),
    ("\u{9B}31m", "\\u{9B}31m"), ("\u{202E}abc", "\\u{202E}abc"), ("e\u{200D}f", "e\\u{200D}f"),
    ("tree", "tree"), ("Straße 木", "Straße 木"),
  ])
  func `only printable scalars survive`(text: String, shown: String) {
    #expect(displayable(text) == shown)
  }

  @Test func `long text keeps both ends`() {
    #expect(displayable("abcdefghij", limit: 5) == "ab…ij")
    #expect(displayable(String(repeating: "x", count: 1 << 20)).count == 400)
  }

  @Test func `mistyped words find their neighbours`() {
    #expect(nearest(to: "dissct", among: ["dissect", "doctor", "store"]) == ["dissect"])
    #expect(nearest(to: "gen", among: ["generate", "units"]) == ["generate"])
    #expect(nearest(to: "xyzzy", among: ["generate", "units"]).isEmpty)
  }
}
