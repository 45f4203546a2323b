import Faults
import Testing

@testable import Commands

@Suite struct ConfigurationTests {
  @Test func `values are typed`() throws {
    let text = """
      generator = "/models/church.pth"
      seed = 7
      sample-size = 500
      theme = "dusk"
      mouse = false
      """
    let configuration = try Configuration(text: text, path: "config.toml")
    #expect(configuration.generator == "/models/church.pth")
    #expect(configuration.seed == 7)
    #expect(configuration.sampleSize == 500)
    #expect(configuration.mouse == false)
    #expect(configuration.warnings.isEmpty)
  }

  @Test func `a misspelt key is a warning with a suggestion`() throws {
    let configuration = try Configuration(text: "them = \"x\"", path: "c.toml")
    #expect(configuration.warnings == ["c.toml: unknown key 'them', did you mean 'theme'?"])
  }

  @Test func `a syntax error names the line`() {
    let fault = #expect(throws: Fault.self) {
      try Configuration(text: "theme = \"a\"\nseed = = 3\n", path: "c.toml")
    }
    #expect(fault?.kind == .refused)
    #expect(fault?.subject?.hasPrefix("c.toml:2:") == true)
  }

  @Test(arguments: [
    "seed = -1", "seed = 4294967296", "seed = \"1\"", "mouse = 1", "theme = 3",
    "sample-size = 0", "sample-size = 1.5",
  ])
  func `a wrong type is refused`(text: String) {
    #expect(throws: Fault.self) { try Configuration(text: text, path: "c.toml") }
  }
}
