import Foundation
import Images
import Testing

@Suite struct ReportTests {
  @Test func `a report is a folder of its own, and never written over other things`() throws {
    let program = try Program()
    defer { program.remove() }
    let early = try program.run("report", "out", "--layers", "layer5")
    #expect(early.exitCode == 66 && early.errors.contains("ganscope dissect"))
    #expect(
      try program.run("dissect", "--layers", "layer4", "--sample-size", "4").exitCode == 0
    )
    let written = try program.run("report", "out", "--layers", "layer4", "--examples", "2")
    #expect(written.exitCode == 0, "\(written.errors)")
    let out = program.folder.appendingPathComponent("out")
    let page = try String(contentsOf: out.appendingPathComponent("index.html"), encoding: .utf8)
    #expect(page.ranges(of: "<tr data-concept").count == 128)
    #expect(page.contains(" src=\"layer4/image/127-top.png\"") && page.contains("<svg"))
    for kind in ["orig", "seg", "mask"] {
      #expect(page.contains("=\"layer4/image/127-\(kind).png\""), "\(kind)")
    }
    try checkReferences(of: page, in: out)
    let own = try Data(contentsOf: out.appendingPathComponent("layer4/dissect.json"))
    let layer = try #require(
      (try JSONSerialization.jsonObject(with: own) as? [String: Any])?["layers"] as? [[String: Any]]
    )
    #expect(layer.map { $0["dirname"] as? String } == ["."])
    #expect(layer.map { $0["bargraph"] as? String } == ["bargraph.svg"])
    let strip = try PNG.read(path: out.appendingPathComponent("layer4/image/0-top.png").path).image
    #expect(strip.width == 2 * 64 + 5 && strip.height == 64)
    let json = try Data(contentsOf: out.appendingPathComponent("dissect.json"))
    #expect((try JSONSerialization.jsonObject(with: json) as? [String: Any])?["layers"] != nil)

    let again = try program.run("report", "out")
    #expect(again.exitCode == 64 && again.errors.contains("--replace"))
    let plain = ["report", "out", "--layers", "layer4", "--replace", "--examples", "0"]
    #expect(try program.run(plain).exitCode == 0)
    let pictures = out.appendingPathComponent("layer4/image").path
    #expect(!FileManager.default.fileExists(atPath: pictures))
    // The folder of the test is no report: --replace leaves it alone.
    #expect(try program.run("report", ".", "--replace").exitCode == 64)
    let nowhere = try program.run("report", "/proc/x/y")
    #expect(nowhere.exitCode == 74 && nowhere.errors.contains("/proc/x/y"))
    #expect(try program.run("report", "other", "--layers", "layer5").exitCode == 66)
    let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
    #expect(!names.contains { $0.hasSuffix(".part") || $0.hasSuffix(".old") })
  }

  @Test func `what was measured is in the report: curves, contexts, causal units, best sets`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let layer = ["--layer", "layer4", "--concept", "tree"]
    let steps: [[String]] = [
      ["dissect", "--layers", "layer4", "--sample-size", "16"],
      [
        "curve", "--units", "4,8", "--random", "1", "--permutations", "1", "--sample-size", "8",
        "--by", "iou", "--json", "curve.json",
      ] + layer,
      ["context", "--best", "8", "--sample-size", "2", "--json", "context.json"] + layer,
      [
        "ace", "--steps", "1", "--training", "16", "--sample-size", "8", "--json", "ace.json",
      ] + layer,
    ]
    for step in steps {
      let outcome = try program.run(step)
      #expect(outcome.exitCode == 0, "\(step): \(outcome.errors)")
    }
    let written = try program.run("report", "out", "--examples", "1")
    #expect(written.exitCode == 0, "\(written.errors)")
    let out = program.folder.appendingPathComponent("out")
    let page = try String(contentsOf: out.appendingPathComponent("index.html"), encoding: .utf8)
    #expect(page.contains("layer4/curve-0-effect.svg") && page.contains("layer4/context-"))
    #expect(page.contains("Average causal effect"))
    try checkReferences(of: page, in: out)
    let json = try String(contentsOf: out.appendingPathComponent("dissect.json"), encoding: .utf8)
    #expect(json.contains("\"tree-ace\""))
  }

  /// Every file that a page names is there, inside the folder, and nothing else is asked for.
  private func checkReferences(of page: String, in folder: URL) throws {
    let pattern = /(?:src|href|data-top|data-original|data-segmentation|data-mask)="([^"]*)"/
    let names = Set(page.matches(of: pattern).map { String($0.1) })
      .filter { !$0.hasPrefix("#") && $0 != "data:," }
    #expect(names.count >= 5)
    for name in names {
      #expect(!name.contains(":") && !name.hasPrefix("/") && !name.contains(".."), "\(name)")
      let path = folder.appendingPathComponent(name).path
      #expect(FileManager.default.fileExists(atPath: path), "\(name)")
    }
  }
}
