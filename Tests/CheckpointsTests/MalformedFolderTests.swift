import Checkpoints
import Faults
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: References.run(with: "malformed"))) struct MalformedFolderTests {
  private struct Item: Decodable {
    let fmt: String
    let file: String
    let what: String
    let expect: String

    /// Where a choice is left, these readers refuse.
    var mustBeAccepted: Bool {
      if file.hasSuffix("56_two_candidates.pth") { return true }
      return expect.hasPrefix("accept") && !expect.contains(" or ") && !expect.contains("refuse")
    }
  }

  private static func items() throws -> [Item] {
    let data = try Data(
      contentsOf: URL(fileURLWithPath: References.path("malformed/manifest.json"))
    )
    return try JSONDecoder().decode([Item].self, from: data).filter { $0.fmt != "png" }
  }

  @Test func `every malformed file is refused and every odd but valid one is read`() throws {
    let items = try Self.items()
    #expect(items.count > 100)
    for item in items {
      let outcome = Result { () throws(Fault) in
        let inspection = try CheckpointInspection.describe(
          path: References.path("malformed/" + item.file)
        )
        return inspection.facts.map(\.text) + inspection.tensorLines
      }
      let label = Comment(rawValue: "\(item.file): \(item.what)")
      switch outcome {
      case .success(let lines):
        #expect(item.mustBeAccepted, label)
        #expect(lines.allSatisfy(isPrintable), label)
      case .failure(let fault):
        #expect(!item.mustBeAccepted, "\(item.file): \(fault)")
        #expect(fault.kind == .refused, label)
        #expect(fault.subject?.hasSuffix(item.file) == true, label)
        #expect(isPrintable(fault.description), label)
      }
    }
  }

  @Test func `headers are parsed on the small stack of a pool thread`() async throws {
    let paths =
      References.files(under: "malformed/safetensors", suffix: ".safetensors")
      + References.files(under: "malformed/pth_pickle", suffix: ".pth")
    let expected = paths.map { path in (try? CheckpointReader.read(path: path)) != nil }
    let found = await withTaskGroup(of: (Int, Bool).self) { group in
      for (index, path) in paths.enumerated() {
        group.addTask { (index, (try? CheckpointReader.read(path: path)) != nil) }
      }
      return await group.reduce(into: [Bool](repeating: false, count: paths.count)) {
        $0[$1.0] = $1.1
      }
    }
    #expect(found == expected && found.contains(true) && found.contains(false))
  }

  @Test(arguments: [
    ("pth_zip/00_valid.pth", [1, 2, 3, 4, 5, 6]),
    ("pth_zip/00_valid_transposed.pth", [1, 4, 2, 5, 3, 6]),
    ("pth_tensor/25_bf16_valid.pth", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]),
    ("pth_legacy/00_valid_view.pth", [4, 5, 6]),
    ("pth_zip/00_valid_expanded.pth", [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]),
    ("pth_zip/00_valid_shared_storage.pth", [4, 5, 6]),
    ("safetensors/43_unaligned.safetensors", [1, 2, 3, 4, 5, 6]),
  ]) func `valid controls have their values`(file: String, values: [Float]) throws {
    let state = try CheckpointReader.read(path: References.path("malformed/" + file))
    #expect(try state.tensor(state.names.last ?? "") == values)
  }
}

func isPrintable(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { scalar in
    ![.control, .format, .privateUse].contains(scalar.properties.generalCategory)
  }
}
