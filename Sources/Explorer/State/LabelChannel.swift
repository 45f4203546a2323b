import Concepts
import Laboratory
import Tensors

/// What one of a segmentation's label channels holds: objects, or parts, or materials.
struct LabelChannel: Hashable, Sendable {
  /// The numbers of the concepts seen, before or after the edit.
  let concepts: Set<Int>
  /// "objects", "parts"; by their category.
  let name: String

  /// The label channels of a scene.
  static func channels(of result: SceneResult, _ vocabulary: ConceptVocabulary) -> [LabelChannel] {
    let maps = [result.originalSegmentation, result.editedSegmentation].compactMap { $0 }
    guard let shape = maps.first?.shape else { return [] }
    let size = shape.height * shape.width
    return (0..<shape.channels).map { channel in
      var isSeen = [Bool](repeating: false, count: vocabulary.count)
      for map in maps where map.shape == shape {
        for label in map.labels[channel * size..<(channel + 1) * size]
        where isSeen.indices.contains(Int(label)) {
          isSeen[Int(label)] = true
        }
      }
      let concepts = Set(isSeen.indices.filter { isSeen[$0] && vocabulary.isConcept($0) })
      let categories = Set(
        concepts.compactMap { vocabulary[$0].map { $0.category.rawValue + "s" } }
      )
      let name = categories.count == 1 ? categories.first : nil
      return LabelChannel(concepts: concepts, name: name ?? "labels \(channel + 1)")
    }
  }
}
