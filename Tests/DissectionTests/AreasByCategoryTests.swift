import Concepts
import Dissection
import Tensors
import Testing

@Suite struct AreasByCategoryTests {
  private let vocabulary = ConceptVocabulary([
    ("-", .object), ("tree", .object), ("foliage", .material), ("sky", .object), ("-", .part),
    ("roof", .part),
  ])

  @Test func `areas are told by category, the largest first, without absences`() {
    let map = LabelMap(Shape(1, 3, 2, 2), [1, 3, 3, 3, 2, 0, 0, 0, 4, 4, 4, 5])
    var counted = ConceptAreas(vocabulary: vocabulary)
    counted.add(map)
    let shares = counted.shares.enumerated().filter { $0.element > 0 }
    let areas = AreasByCategory(
      Dictionary(uniqueKeysWithValues: shares.map { ($0.offset, $0.element) }),
      vocabulary
    )
    #expect(areas.groups.map(\.category) == [.object, .part, .material])
    #expect(areas.groups[0].areas.map(\.concept.name) == ["sky", "tree"])
    #expect(areas.groups.map { $0.areas.map(\.share) } == [[0.75, 0.25], [0.25], [0.25]])
  }

  @Test func `number zero counts where it is a concept`() {
    let walls = ConceptVocabulary([("wall", .object), ("sky", .object)], zeroIsConcept: true)
    #expect(AreasByCategory([0: 0.5, 1: 0.5], walls).groups[0].areas.count == 2)
  }
}
