import Foundation
import Images
import Testing

@Suite struct ReportTests {
  @Test func `a report is a folder of its own, and never written over other things`() throws {
    let program = try Program()
    defer { program.remove() }
    let early = try program.run("report", "out")
    #expect(early.exitCode == 66 && early.errors.contains("ganscope dissect"))
    #expect(
      try program.run("dissect", "--layers", "layer4", "--sample-size", "4").exitCode == 0
    )
    let written = try program.run("report", "out", "--examples", "2")
    #expect(written.exitCode == 0, "\(written.errors)")
    let out = program.folder.appendingPathComponent("out")
    let page = try String(contentsOf: out.appendingPathComponent("index.html"), encoding: .utf8)
    #expect(page.ranges(of: "<tr data-concept").count == 128)
    #expect(page.contains("src=\"layer4/image/127-top.png\"") && page.contains("<svg"))
    let strip = try PNG.read(path: out.appendingPathComponent("layer4/image/0-top.png").path).image
    #expect(strip.width == 2 * 64 + 5 && strip.height == 64)
    let json = try Data(contentsOf: out.appendingPathComponent("dissect.json"))
    #expect((try JSONSerialization.jsonObject(with: json) as? [String: Any])?["layers"] != nil)

    let again = try program.run("report", "out")
    #expect(again.exitCode == 64 && again.errors.contains("--replace"))
    #expect(try program.run("report", "out", "--replace", "--examples", "0").exitCode == 0)
    #expect(!FileManager.default.fileExists(atPath: out.appendingPathComponent("layer4").path))
    // The folder of the test is no report: --replace leaves it alone.
    #expect(try program.run("report", ".", "--replace").exitCode == 64)
    let nowhere = try program.run("report", "/proc/x/y")
    #expect(nowhere.exitCode == 74 && nowhere.errors.contains("/proc/x/y"))
    #expect(try program.run("report", "other", "--layers", "layer5").exitCode == 66)
    let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
    #expect(!names.contains { $0.hasSuffix(".part") || $0.hasSuffix(".old") })
  }
}
