import ArgumentParser
import Dissection
import Experiments
import Faults
import Laboratory
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

  @Test func `the file that is printed changes nothing, and names every key`() throws {
    let printed = try Configuration(text: Configuration.defaultFile, path: "c.toml")
    #expect(printed.warnings.isEmpty)
    for name in ["edit-ablate = [\"a\"]", "[keys.many-scenes]", "picture-colors"] {
      #expect(Configuration.defaultFile.contains(name), "\(name)")
    }
  }

  @Test(arguments: [
    ("edit-ablat = \"b\"", "no action called 'edit-ablat'", "edit-ablate"),
    ("edit-ablate = \"w\"", "w for both edit-ablate and open-save-edit", "[]"),
    ("edit-ablate = \"Ctrl\"", "'Ctrl', which is no key", "Ctrl-A"),
    ("program-quit = []", "no key for program-quit", "at least one"),
    ("many-scene.grid-flip = \"x\"", "no keys called 'many-scene'", "many-scenes"),
    ("questions.answer-accept = \"x\"", "'x', which is text there", "Ctrl"),
  ])
  func `keys that cannot be had are refused by name`(
    line: String,
    found: String,
    advice: String
  ) throws {
    let fault = #expect(throws: Fault.self) {
      try Configuration(text: "seed = 1\n[keys]\n" + line, path: "c.toml").keyChoices
    }
    #expect(fault?.kind == .refused && fault?.found.contains(found) == true, "\(fault as Any)")
    #expect(fault?.advice?.contains(advice) == true, "\(fault as Any)")
    let isOfTable = found.contains("for both")
    #expect(fault?.subject?.hasPrefix("c.toml:\(isOfTable ? 2 : 3), key keys") == true)
  }

  @Test func `what is wrong names its line`() {
    let text = "theme = \"dark\"\n\n  threads = 0\n[keys]\nedit-ablate = \"F5\"\n"
    let fault = #expect(throws: Fault.self) { try Configuration(text: text, path: "c.toml") }
    #expect(fault?.subject == "c.toml:3, key threads")
  }

  @Test func `keys that change places, or leave theirs, are taken`() throws {
    let text = """
      [keys]
      edit-ablate = ["i", "F5"]
      edit-insert = "a"
      open-save-edit = []
      [keys.many-scenes]
      grid-flip = "Ctrl-B"
      """
    #expect(try Configuration(text: text, path: "c.toml") != Configuration())
  }

  @Test func `segmentation and precision are settings too`() throws {
    let text = """
      convention = "dissect"
      segmentation-size = [256, 128]
      downsample = 4
      all-parts = true
      quadrants = true
      parity = "published"
      precision = "float32"
      preview-precision = "auto"
      threads = 2
      """
    let configuration = try Configuration(text: text, path: "c.toml")
    let options = try ModelOptions.parse([]).workbenchOptions(configuration)
    #expect(options.settings.rule == .dissect && options.threadCount == 2)
    let segmentation = options.settings.segmentation
    #expect(segmentation.sizes == [256, 128] && segmentation.downsample == 4)
    #expect(segmentation.allParts && segmentation.quadrants && segmentation.hasPublishedErrors)
    let one = try Configuration(text: "segmentation-size = 64", path: "c.toml")
    #expect(one.segmentationSizes == [64])
  }

  @Test func `the command line wins over the file`() throws {
    let text = "quadrants = true\nparity = \"published\"\nsegmentation-size = 64\nseed = 3"
    let configuration = try Configuration(text: text, path: "c.toml")
    let flags = [
      "--no-quadrants", "--parity", "corrected", "--segmentation-size", "96", "128", "--seed", "4",
    ]
    let options = try ModelOptions.parse(flags).workbenchOptions(configuration)
    #expect(options.settings.segmentation.sizes == [96, 128] && options.seed == 4)
    #expect(!options.settings.segmentation.quadrants)
    let whole = try ModelOptions.parse(["--no-quadrants"]).workbenchOptions(configuration)
    #expect(whole.settings.segmentation.hasPublishedErrors)
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
    "sample-size = 0", "sample-size = 1.5", "segmentation-size = 16", "segmentation-size = []",
    "segmentation-size = [64, \"x\"]", "downsample = 0", "parity = \"odd\"", "quadrants = 1",
    "precision = \"half\"", "preview-precision = 16", "threads = 0", "convention = \"best\"",
  ])
  func `a wrong type is refused`(text: String) {
    #expect(throws: Fault.self) { try Configuration(text: text, path: "c.toml") }
  }
}
