import Foundation
import TestSupport
import Testing

/// Finished dissections of others beside one's own.
@Suite struct TheirDissectionTests {
  @Test func `a finished dissection is shown beside ours`() throws {
    let program = try Program()
    defer { program.remove() }
    let dissect = try program.run(
      ["dissect", "--layers", "layer6", "--sample-size", "16", "--json", "dissect.json"]
    )
    #expect(dissect.exitCode == 0)
    let folder = program.file("theirs")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: program.file("dissect.json"),
      toPath: folder + "/dissect.json"
    )
    let units = try program.run("units", "--dissection", "theirs", "--limit", "5")
    #expect(units.exitCode == 0, "\(units.errors)")
    #expect(units.output.contains("theirs (theirs/dissect.json"))
    let csv = try program.run("units", "--dissection", "theirs", "--csv")
    #expect(csv.output.contains("their_label"))
    let wrong = try program.run("units", "--dissection", "theirs", "--their-ranking", "nonsense")
    #expect(wrong.exitCode == 66 && wrong.errors.contains("nonsense"))
    let ranked = try program.run("units", "--dissection", "theirs", "--their-ranking", "unit")
    #expect(ranked.exitCode == 0)
    for (text, code) in [("{\"layers\": [{\"layer\":", Int32(65)), ("[]", 65), ("", 65)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/dissect.json"))
      let outcome = try program.run("units", "--dissection", "theirs")
      #expect(outcome.exitCode == code, "\(text): \(outcome.errors)")
    }
    let other = "{\"layers\": [{\"layer\": \"conv9\", \"units\": [{\"unit\": 0}]}]}"
    try Data(other.utf8).write(to: URL(fileURLWithPath: folder + "/dissect.json"))
    let misfit = try program.run("units", "--dissection", "theirs")
    #expect(misfit.exitCode == 65 && misfit.errors.contains("conv9"))
    #expect(try program.run("units", "--dissection", "absent").exitCode == 66)
  }

  /// What gandissect's program found, read from the folder it left, and what is found here.
  @Test(.enabled(if: References.run(with: "golden/gandissect_run/dissect.json")))
  func `the published program's own folder agrees with ours`() throws {
    let program = try Program()
    defer { program.remove() }
    let networks = [
      "--generator", References.path("golden/proggan_64") + "/zip.pth",
      "--segmenter", References.path("golden/upp_slim"), "--segmentation-size", "64",
    ]
    let dissect = try program.run(
      ["dissect", "--layers", "layer4", "--sample-size", "40"] + networks
    )
    #expect(dissect.exitCode == 0, "\(dissect.errors)")
    let theirs = References.path("golden/gandissect_run")
    let units = try program.run(
      ["units", "--layer", "layer4", "--dissection", theirs, "--csv"] + networks
    )
    #expect(units.exitCode == 0, "\(units.errors)")
    let lines = units.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let names = try #require(lines.first)
    let column = { (name: String) in try #require(names.firstIndex(of: name), "\(names)") }
    let (label, iou) = (try column("label"), try column("iou"))
    let (theirLabel, theirIoU) = (try column("their_label"), try column("their_iou"))
    let known = lines.dropFirst().filter { !$0[label].isEmpty && !$0[theirLabel].isEmpty }
    let same = known.filter { $0[label] == $0[theirLabel] }
    // Their levels come from a random sketch, so that near ties between concepts fall otherwise.
    #expect(known.count == 32 && same.count >= 26, "\(same.count) of \(known.count)")
    let apart = try same.map {
      abs(try #require(Double($0[iou])) - (try #require(Double($0[theirIoU]))))
    }.sorted()
    #expect(apart[apart.count / 2] < 1e-3, "\(apart)")
  }
}
