import Concepts
import Dissection
import Faults
import Generators
import Images
import Interventions
import Laboratory
import Plots
import Tensors

extension Workbench {
  /// The scene's segmentation in the concepts' colours with the share of each concept; with an edit
  /// before and after.
  func segmentation(_ request: ExportRequest) throws(Fault) -> RGBImage {
    let vocabulary = try vocabulary(for: "draw a segmentation")
    let scene = request.scene
    var tiles: [PictureSheet.Tile] = []
    var shares: [[Double]] = []
    var shown: Set<Int> = []
    let edits = scene.edit.isEmpty ? [Edit()] : [Edit(), scene.edit]
    for (index, edit) in edits.enumerated() {
      let images = try draw([scene.scene], seed: scene.seed, edit: edit).images
      let map = try segment(images)
      let picture = RGBImage(clamping: images)
        .colored(by: map, channel: request.labelChannel, isConcept: vocabulary.isConcept)
      let word = edits.count == 1 ? "" : index == 0 ? ", before" : ", after"
      tiles.append(
        PictureSheet.Tile(
          picture.enlarged(by: request.scale),
          caption: "scene \(scene.scene)\(word)"
        )
      )
      var areas = ConceptAreas(vocabulary: vocabulary)
      areas.add(map)
      shares.append(areas.shares)
      shown.formUnion(map.numbers(inChannel: request.labelChannel))
    }
    let sheet = PictureSheet(
      lines: scene.edit.isEmpty ? [] : [scene.edit.summary],
      tiles: tiles,
      columns: tiles.count,
      sections: Self.legend(of: shares, shown: shown, vocabulary)
    )
    return sheet.image()
  }

  /// The concepts by category with their shares in each picture; those that are not coloured in the
  /// pictures have no colour here.
  private static func legend(
    of shares: [[Double]],
    shown: Set<Int>,
    _ vocabulary: ConceptVocabulary
  ) -> [PictureSheet.Section] {
    // What is gone after the edit is listed too.
    let seen = vocabulary.concepts.map(\.number).filter { number in
      shares.contains { $0[number] > 0 }
    }
    let after = shares[shares.count - 1]
    let all = Dictionary(uniqueKeysWithValues: seen.map { ($0, after[$0]) })
    return AreasByCategory(all, vocabulary).groups.map { group in
      PictureSheet.Section(
        group.category.rawValue + "s",
        captions: shares.count == 1 ? ["share"] : ["before", "after"],
        entries: group.areas.map { area in
          let number = area.concept.number
          return PictureSheet.Entry(
            area.concept.name,
            color: shown.contains(number) ? ConceptColor.bytes(of: number) : nil,
            figures: shares.map { "\(fixed($0[number] * 100, 1)) %" }
          )
        }
      )
    }
  }
}

extension LabelMap {
  /// The numbers that occur in a label channel; of the last one if there are fewer.
  fileprivate func numbers(inChannel channel: Int) -> Set<Int> {
    guard shape.channels > 0 else { return [] }
    let start = shape.offset(0, min(channel, shape.channels - 1), 0, 0)
    return Set(labels[start..<start + shape.planeCount].map { Int($0) })
  }
}
