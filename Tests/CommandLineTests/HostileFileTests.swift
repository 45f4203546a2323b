import Foundation
import Images
import Testing

/// Files and numbers from strangers, as a person meets them.
@Suite struct HostileFileTests {
  private let program: Program

  init() throws { program = try Program() }

  /// A picture whose recipe has some members replaced.
  private func picture(_ replacements: [String: String]) throws -> String {
    var members = [
      "recipe": "1", "ganscope": "\"1.0\"", "generator": "\"ab\"", "seed": "1", "scene": "3",
      "layer": "\"layer4\"", "edit": "[]",
    ]
    members.merge(replacements) { $1 }
    let recipe = "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ",") + "}"
    try PNG.write(
      RGBImage(width: 2, height: 2, pixels: [UInt8](repeating: 9, count: 12)),
      texts: [PNGText(keyword: "ganscope recipe", text: recipe)],
      to: program.file("picture.png")
    )
    return "picture.png"
  }

  @Test(arguments: [
    "generator", "segmenter", "layer", "precision", "segmentation", "ganscope",
  ])
  func `nothing of a recipe reaches the terminal as it is`(member: String) throws {
    defer { program.remove() }
    let text = #""\u001b]52;c;x\u0007\u202e\u200b\u009b2J""#
    let outcome = try program.run("inspect", try picture([member: text]))
    #expect(outcome.exitCode == 0)
    let printed = outcome.output + outcome.errors
    #expect(printed.unicodeScalars.allSatisfy { $0 == "\n" || isPlain($0) }, "\(printed)")
    if member != "ganscope" { #expect(printed.contains(#"\u{1B}]52"#)) }
  }

  private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    ![.control, .format].contains(scalar.properties.generalCategory)
  }

  @Test(arguments: [
    ["scene": "9223372036854775807"], ["scene": "1000001"], ["unit": "9223372036854775807"],
  ])
  func `a number beyond reason in a recipe is refused`(members: [String: String]) throws {
    defer { program.remove() }
    let outcome = try program.run("inspect", try picture(members))
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("expected a "))
  }

  @Test(arguments: [
    ["generate", "--npy", "/dev/null", "--samples", "0-9223372036854775807"],
    ["generate", "--npy", "/dev/null", "--samples", "1,0-9223372036854775806"],
    ["segment", "--samples", "9223372036854775807"],
    ["edit", "--layer", "layer6", "--units", "0-9223372036854775807"],
    ["edit", "--layer", "layer6", "--units", "3", "--cells", "0:9223372036854775807"],
    ["edit", "--layer", "layer6", "--concept", "tree", "--best", "99999999999999999999"],
    ["dissect", "--sample-size", "9223372036854775807"],
  ])
  func `a number beyond reason in an option is wrong usage`(arguments: [String]) throws {
    defer { program.remove() }
    #expect(try program.run(arguments).exitCode == 64)
  }

  @Test func `names in the legend of labels hold no invisible characters`() throws {
    defer { program.remove() }
    let outcome = try program.run("segment", "--samples", "0", "--output", "out")
    #expect(outcome.exitCode == 0)
    let legend = try String(contentsOfFile: program.file("out/labels.json"), encoding: .utf8)
    #expect(legend.unicodeScalars.allSatisfy { $0 == "\n" || isPlain($0) })
  }
}
