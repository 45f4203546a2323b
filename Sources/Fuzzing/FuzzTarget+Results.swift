import Concepts
import Dissection
import Tensors

extension FuzzTarget {
  static let results = [
    FuzzTarget(name: "level-counts", seeds: countSeeds) { bytes in
      guard let packed = try? PackedLevelCounts(bytes, vocabulary: vocabulary),
        let counter = try? LevelCounter(packed)
      else { return }
      precondition(counter.scores().quality.allSatisfy { (0...1).contains($0) })
      let correlations = counter.correlations()
      precondition(counter.isPublished || correlations.allSatisfy { (-1...1).contains($0) })
      guard let again = try? LevelCounter(decoding: counter.encoded(), vocabulary: vocabulary)
      else { preconditionFailure("counts cannot be written and read again") }
      precondition(again.encoded() == counter.encoded())
      var doubled = counter
      try? doubled.merge([packed])
    }
  ]

  private static let vocabulary = ConceptVocabulary([
    ("-", .object), ("tree", .object), ("sky", .object), ("wood", .material),
  ])

  @Sendable private static func countSeeds() -> [[UInt8]] {
    [false, true].map { isPublished in
      var counter = LevelCounter(
        grid: LevelGrid((0..<2).flatMap { _ in LevelGrid.fractions.map { Float(1 - $0) } }),
        vocabulary: vocabulary,
        isPublished: isPublished
      )
      let values = (0..<3 * 2 * 16).map { Float($0 * 37 % 97) / 97 }
      let map = LabelMap(Shape(3, 1, 8, 8), (0..<3 * 64).map { Int32($0 / 20 % 4) })
      try? counter.add(
        Tensor(Shape(3, 2, 4, 4), values),
        SceneLabels(map, vocabulary: vocabulary)
      )
      return counter.encoded()
    }
  }
}
