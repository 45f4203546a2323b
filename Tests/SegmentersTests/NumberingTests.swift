import Concepts
import Foundation
import TestSupport
import Testing

@testable import Segmenters

@Suite("Numbering of concepts")
struct NumberingTests {
  private func labels(owners: [String]? = nil) throws -> ParsingLabels {
    let text = """
      {"object": ["-", "tree", "house", "door"], "material": ["-", "wood", "stone"],
       "object_part": {"house": ["-", "door", "roof"], "tree": ["-", "crown", "roof"]}}
      """
    return try LabelsDocument.read(Array(text.utf8), from: "labels.json")
      .parsing(owners: owners, from: "labels.json")
  }

  @Test("Owners stand in the order of their numbers, which is the order of the part logits")
  func owners() throws {
    let owners = try labels().owners
    #expect(owners.map(\.object) == [1, 2])
    #expect(owners.map(\.logits) == [0..<3, 3..<6])
  }

  @Test("A part that is an object takes its number; a part known before keeps its number")
  func parts() throws {
    let numbering = UnifiedNumbering(try labels(), quadrants: false, allParts: true)
    #expect(
      numbering.vocabulary.concepts.map(\.name)
        == ["-", "tree", "house", "door", "wood", "stone", "crown", "roof"]
    )
    #expect(numbering.owners.map(\.partNumbers) == [[0, 6, 7], [0, 3, 7]])
  }

  @Test("Quadrants come between objects and materials: t, l, b, r")
  func quadrants() throws {
    let numbering = UnifiedNumbering(try labels(), quadrants: true, allParts: true)
    let names = numbering.vocabulary.concepts.map(\.name)
    #expect(names[4..<10] == ["tree-t", "house-t", "door-t", "tree-l", "house-l", "door-l"])
    #expect(numbering.number(ofMaterial: 1) == 16 && names[16] == "wood")
    #expect(numbering.number(ofMaterial: 0) == 0)
    #expect(numbering.material(of: 17) == 2 && numbering.material(of: 15) == nil)
  }

  @Test("Without the published owners all parts are told, or those that the settings name")
  func chosenOwners() throws {
    #expect(try labels().owners(all: false).count == 2)
    let chosen = try labels(owners: ["house"])
    let numbering = UnifiedNumbering(chosen, quadrants: false, allParts: false)
    #expect(numbering.owners.map(\.object) == [2])
    #expect(numbering.owners.map(\.logits) == [0..<3])
    #expect(chosen.owners(all: true).count == 2)
  }

  @Test(
    "ADE20K's names are the first synonyms of the benchmark's list",
    .enabled(if: References.run(with: "reference/segmenter-data"))
  )
  func ade20k() throws {
    let path = References.path("reference/segmenter-data/ade20k_object150_info.csv")
    #expect(ADE20K.names.count == 150 && Set(ADE20K.names).count == 150)
    #expect(ADE20K.vocabulary.isConcept(0))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (name, line) in zip(ADE20K.names, text.split(separator: "\n").dropFirst()) {
      // The list has lost the difference between spaces and the ends of synonyms.
      let words = line.split(separator: ",")[5].split(separator: ";")
      #expect(words.starts(with: name.split(separator: " ")), "\(name) in \(line)")
    }
  }
}
