import Concepts
import Faults
import Tensors
import Testing

@testable import Causes

@Suite struct DistanceTests {
  private let vocabulary = ConceptVocabulary([
    ("-", .object), ("tree", .object), ("sky", .object), ("grass", .object),
  ])

  /// Images of 10 x 10 pixels, each mostly sky, with so many pixels of tree and grass.
  private func sample(
    _ areas: [(tree: Int, grass: Int)],
    from first: UInt64 = 0,
    features: [[Float]] = []
  ) throws -> SceneStatistics {
    var statistics = SceneStatistics(concepts: 4)
    let labels = areas.flatMap { area in
      (0..<100).map { Int32($0 < area.tree ? 1 : $0 < area.tree + area.grass ? 3 : 2) }
    }
    try statistics.add(
      LabelMap(Shape(areas.count, 1, 10, 10), labels),
      images: areas.indices.map { first + UInt64($0) },
      vocabulary: vocabulary,
      features: features
    )
    return statistics
  }

  /// The same samples with the areas, in per cent, as features.
  private func doubled(_ areas: [(tree: Int, grass: Int)], from first: UInt64 = 0) throws
    -> SceneStatistics
  {
    let features = areas.map { [$0.tree, 100 - $0.tree - $0.grass, $0.grass].map(Float.init) }
    return try sample(areas, from: first, features: features)
  }

  @Test(arguments: [40, 2])
  func `features that are areas lie as far apart as areas`(images: Int) throws {
    let areas = (0..<images).map { (tree: $0 * 7 % 30 + 1, grass: $0 * 11 % 40) }
    let one = try doubled(areas)
    let other = try doubled(areas.map { ($0.grass + 3, $0.tree) }, from: 1000)
    let expected = try #require(SegmentationDistance(one, other, replicates: 30))
    let found = try #require(FeatureDistance(one, other, replicates: 30))
    #expect(found.features == 3)
    #expect(abs(found.distance.value - expected.distance.value) < 1e-6)
    if images > 2 {
      let halves = [found.distance.halfWidth, expected.distance.halfWidth].compactMap { $0 }
      #expect(halves.count == 2 && abs(halves[0] - halves[1]) < 1e-6)
    }
    let same = try #require(FeatureDistance(one, one, replicates: 0))
    #expect(abs(same.distance.value) < 1e-6)
    #expect(FeatureDistance(one, try sample(areas)) == nil)
  }

  @Test func `features merge and are restored with their images`() throws {
    let areas = (0..<9).map { (tree: $0 * 5 % 33, grass: $0 * 3 % 21) }
    let whole = try doubled(areas)
    var merged = try doubled(Array(areas[4...]), from: 4)
    try merged.merge(try doubled(Array(areas[..<4])))
    #expect(merged == whole && whole.featureCount == 3)
    var restored = try #require(SceneStatistics(whole.numbers, concepts: 4))
    let isRestored = restored.restore(features: whole.features)
    #expect(isRestored && restored == whole)
    var wrong = restored
    for features in [[], [1], Array(repeating: Float.nan, count: 27)] {
      let isTaken = wrong.restore(features: features)
      #expect(!isTaken)
    }
    #expect(wrong == restored)
  }

  @Test func `the trace of a product's root is that of the textbook`() throws {
    var (first, second) = (SymmetricMatrix(size: 2), SymmetricMatrix(size: 2))
    (first[0, 0], first[0, 1], first[1, 1]) = (5, 2, 3)
    (second[0, 0], second[0, 1], second[1, 1]) = (4, -1, 2)
    // For two by two: tr(M^(1/2)) = (tr M + 2 det(M)^(1/2))^(1/2), M = A B.
    // (5 * 4 - 2 * 1) + (-2 * 1 + 3 * 2), and (15 - 4) * (8 - 1).
    let (trace, determinant): (Double, Double) = (22, 77)
    let expected = (trace + 2 * determinant.squareRoot()).squareRoot()
    #expect(abs(try #require(first.squareRootTrace(ofProductWith: second)) - expected) < 1e-12)
    #expect(abs(try #require(first.squareRootTrace(ofProductWith: first)) - 8) < 1e-12)
  }

  @Test func `a sample is at no distance from itself, and a shift is told in per cent`() throws {
    let areas = (0..<40).map { (tree: $0 * 7 % 30, grass: $0 * 11 % 40) }
    let one = try sample(areas)
    let same = try #require(SegmentationDistance(one, one, replicates: 0))
    #expect(abs(same.distance.value) < 1e-9)
    // Ten pixels of a hundred more tree and less sky: only the mean moves.
    let moved = try sample(areas.map { ($0.tree + 10, $0.grass) }, from: 1000)
    let distance = try #require(SegmentationDistance(one, moved, replicates: 50))
    #expect(abs(distance.distance.value - 200) < 1e-9)
    #expect((distance.firstCount, distance.secondCount, distance.replicates) == (40, 40, 50))
    let half = try #require(distance.distance.halfWidth)
    #expect(half > 10 && half < 400)
    #expect(SegmentationDistance(one, try sample([(1, 1)])) == nil)
  }

  @Test func `parts merge in any order to the same bits, bootstrap included`() throws {
    let areas = (0..<30).map { (tree: $0 * 5 % 33, grass: $0 * 3 % 21) }
    let whole = try sample(areas)
    let (left, right) = (
      try sample(Array(areas[..<13])), try sample(Array(areas[13...]), from: 13)
    )
    var (first, second) = (left, right)
    try first.merge(right)
    try second.merge(left)
    #expect(first == whole && second == whole)
    #expect(SceneStatistics(whole.numbers, concepts: 4) == whole)
    #expect(SceneStatistics(Array(whole.numbers.dropLast()), concepts: 4) == nil)
    let other = try sample(areas.map { ($0.grass, $0.tree) }, from: 99)
    #expect(SegmentationDistance(whole, other) == SegmentationDistance(second, other))
    #expect(whole.table().count == 120 && whole.table()[1] == 0)
  }

  @Test func `the unit that fires on odd scenes comes first`() throws {
    let areas = (0..<60).map { (tree: $0 % 6 == 0 ? 80 : $0 % 9, grass: 5 + $0 % 4) }
    let statistics = try sample(areas)
    let reference = try sample(
      (0..<40).map { (tree: $0 % 9, grass: 5 + $0 % 4) },
      from: 500
    )
    let peaks = (0..<60).flatMap { scene -> [Float] in
      [Float(scene % 7), scene % 6 == 0 ? 5 : 0, Float(60 - scene)]
    }
    let layer = LayerDescription(name: "a", units: 3, height: 1, width: 1)
    for real in [reference, nil] {
      let artifacts = UnitArtifacts(
        layer: layer,
        statistics: statistics,
        peaks: peaks,
        reference: real,
        topCount: 10
      )
      #expect(artifacts.ranking.first == 1)
      #expect(artifacts.topCount == 10 && artifacts.scenes == 60)
    }
  }
}
