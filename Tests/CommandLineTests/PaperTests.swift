import Foundation
import Images
import Testing

@Suite struct PaperTests {
  #if DEBUG
  private static let isOptimised = false
  #else
  private static let isOptimised = true
  #endif

  @Test(.enabled(if: isOptimised, "it takes minutes unoptimised: the release tests run it"))
  func `the paper's figures make a folder that needs nothing else, and goes on when stopped`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let command = [
      "paper", "--output", "figures", "--layer", "layer4", "--concepts", "tree",
      "--sample-size", "8", "--trials", "4",
    ]
    let cost = try program.run(command + ["--estimate"])
    #expect(cost.exitCode == 0 && cost.errors.contains("this takes about"))
    let out = program.folder.appendingPathComponent("figures")
    #expect(!FileManager.default.fileExists(atPath: out.path))
    let made = try program.run(command)
    #expect(made.exitCode == 0, "\(made.errors)")
    #expect(made.errors.contains("this takes about"))
    let page = try String(contentsOf: out.appendingPathComponent("index.html"), encoding: .utf8)
    for chapter in [
      "Layers", "Single units", "Successive ablation", "Contexts", "Artifacts", "Comparison",
      "report/index.html", "All rankings on held-out scenes",
    ] {
      #expect(page.contains(chapter), "\(chapter) is missing")
    }
    let names = Set(page.matches(of: /(?:src|href)="([^"]*)"/).map { String($0.1) })
      .filter { !$0.hasPrefix("#") && $0 != "data:," }
    #expect(names.count > 12)
    for name in names {
      #expect(!name.contains(":") && !name.hasPrefix("/") && !name.contains(".."), "\(name)")
      let path = out.appendingPathComponent(name).path
      #expect(FileManager.default.fileExists(atPath: path), "\(name)")
      if name.hasSuffix(".png") { #expect(try PNG.read(path: path).image.width > 16) }
    }
    // What the store holds is not measured again, and the folder is known.
    let again = try program.run(command)
    #expect(again.exitCode == 0)
    #expect(
      try String(contentsOf: out.appendingPathComponent("index.html"), encoding: .utf8) == page
    )
    let refused = try program.run(["paper", "--output", "."])
    #expect(refused.exitCode == 64)
  }
}
