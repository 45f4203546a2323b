import Concepts
import Faults
import Tensors
import Testing

@testable import Dissection

@Suite("Counting units against concepts")
struct ConceptCounterTests {
  @Test(
    "counts equal their definition, pixel by pixel",
    arguments: Convention.allCases,
    [(4, 4, 16, 16), (3, 5, 7, 11), (8, 8, 8, 8), (6, 4, 3, 2), (1, 1, 5, 4)]
  )
  func definition(convention: Convention, size: (Int, Int, Int, Int)) throws {
    var noise = Noise(UInt64(size.0 * 31 + size.2))
    let activations = noise.activations(Shape(3, 5, size.0, size.1))
    let labels = noise.labels(Shape(3, 3, size.2, size.3), concepts: 7)
    let levels: [Float] = [0.2, -0.5, 5, 1e9, -2]
    var counter = ConceptCounter(
      levels: levels,
      vocabulary: smallVocabulary,
      convention: convention
    )
    try counter.add(activations, labels)
    let plain = PlainCounter(
      activations,
      labels,
      levels: levels,
      vocabulary: smallVocabulary,
      convention: convention
    )
    #expect(counter.labelPixels.map(Int.init) == plain.labelPixels)
    for unit in levels.indices {
      for concept in 1..<7 {
        #expect(
          Int(counter.intersection(unit: unit, concept: concept)) == plain.common[unit][concept]
        )
        #expect(
          Int(counter.unitPixels(unit: unit, concept: concept)) == plain.unitPixels[unit][concept]
        )
        #expect(counter.iou(unit: unit, concept: concept) == plain.iou(unit, concept))
      }
      #expect(counter.intersection(unit: unit, concept: 0) == 0)
    }
  }

  @Test("a planted unit has the IoU that can be worked out by hand")
  func planted() throws {
    // The unit is active in the left half of a 4x4 grid; trees fill the left three quarters.
    let activations = Tensor(Shape(1, 1, 4, 4), (0..<16).map { $0 % 4 < 2 ? 10 : -10 })
    let labels = LabelMap(Shape(1, 1, 16, 16), (0..<256).map { $0 % 16 < 12 ? 1 : 2 })
    var counter = ConceptCounter(levels: [0], vocabulary: smallVocabulary, convention: .gandissect)
    try counter.add(activations, labels)
    // Between the columns at 5.5 and 9.5 the value falls from 10 to -10: above 0 up to column 7.
    #expect(counter.intersection(unit: 0, concept: 1) == 8 * 16)
    #expect(counter.iou(unit: 0, concept: 1) == 8.0 / 12)
    #expect(counter.iou(unit: 0, concept: 2) == 0)
    let label = try #require(counter.unitLabels(by: .heldOut).first)
    #expect(label.concept == 1 && label.iou == Float(8.0 / 12) && label.isInterpretable)
    #expect(label.overlap == PixelOverlap(label: 192, unit: 128, common: 128))
  }

  @Test("zero padding lets the edges fade")
  func padding() throws {
    let activations = Tensor(Shape(1, 1, 2, 2), filledWith: 1)
    let labels = LabelMap(Shape(1, 1, 8, 8), Array(repeating: 1, count: 64))
    for (convention, expected) in [(Convention.gandissect, 64), (.dissect, 36)] {
      var counter = ConceptCounter(
        levels: [0.75],
        vocabulary: smallVocabulary,
        convention: convention
      )
      try counter.add(activations, labels)
      #expect(Int(counter.intersection(unit: 0, concept: 1)) == expected)
    }
  }

  @Test("unit pixels count by category in scenes that hold it, by gandissect's convention")
  func categories() throws {
    let activations = Tensor(Shape(2, 1, 1, 1), filledWith: 1)
    let labels = LabelMap(Shape(2, 1, 1, 2), [1, 0, 5, 5])
    var counter = ConceptCounter(levels: [0], vocabulary: smallVocabulary, convention: .gandissect)
    try counter.add(activations, labels)
    #expect(counter.unitPixels(unit: 0, concept: 1) == 2)
    #expect(counter.unitPixels(unit: 0, concept: 3) == 0)
    #expect(counter.unitPixels(unit: 0, concept: 6) == 2)
    #expect(counter.iou(unit: 0, concept: 1) == 0.5)
    #expect(counter.iou(unit: 0, concept: 5) == 1)
  }

  @Test("merging any split gives the same bytes", arguments: Convention.allCases)
  func merging(convention: Convention) throws {
    var noise = Noise(9)
    let activations = noise.activations(Shape(6, 4, 4, 4))
    let labels = noise.labels(Shape(6, 2, 8, 8), concepts: 7)
    let empty = ConceptCounter(
      levels: [0, 0.5, 1, 2],
      vocabulary: smallVocabulary,
      convention: convention
    )
    var whole = empty
    try whole.add(activations, labels)
    var merged = empty
    for scene in [4, 0, 5, 1, 3, 2] {
      var part = empty
      let first = labels.shape.offset(scene, 0, 0, 0)
      let one = LabelMap(Shape(1, 2, 8, 8), Array(labels.labels[first..<first + 128]))
      try part.add(activations.sample(scene), one)
      try merged.merge(ConceptCounter(decoding: part.encoded(), vocabulary: smallVocabulary))
    }
    #expect(merged.encoded() == whole.encoded())
    #expect(merged.scenes == 6 && merged.pixels == 6 * 64)
    #expect(merged.iouTable() == whole.iouTable())
  }

  @Test("dead units, absent concepts, no scenes and broken numbers have defined results")
  func degenerate() throws {
    let values: [Float] = [
      0, 0, 0, 0, .nan, .nan, .nan, .nan, .infinity, 0, -.infinity, .nan, 0.37, 0.37, 0.37, 0.37,
    ]
    let activations = Tensor(Shape(1, 4, 2, 2), values)
    let labels = LabelMap(Shape(1, 1, 16, 16), (0..<256).map { [-3, 1, 400, 0][$0 % 4] })
    for convention in Convention.allCases {
      var counter = ConceptCounter(
        levels: [0, 0, 1, 0.37],
        vocabulary: smallVocabulary,
        convention: convention
      )
      #expect(counter.iouTable().allSatisfy { $0 == 0 })
      #expect(
        counter.unitLabels(by: .heldOut).allSatisfy { $0.concept == 0 && !$0.isInterpretable }
      )
      try counter.add(activations, labels)
      #expect(counter.iouTable().allSatisfy { (0...1).contains($0) })
      #expect(counter.unitLabels(by: .heldOut).map(\.concept) == [0, 0, 1, 0])
      #expect(counter.labelPixels == [0, 64, 0, 0, 0, 0, 0])
    }
  }

  @Test("a concept in two channels of a pixel counts once")
  func twice() throws {
    let labels = LabelMap(Shape(1, 3, 1, 2), [1, 2, 1, 1, 2, 1])
    var counter = ConceptCounter(levels: [0], vocabulary: smallVocabulary, convention: .dissect)
    try counter.add(Tensor(Shape(1, 1, 1, 1), [4]), labels)
    #expect(counter.labelPixels[1] == 2 && counter.labelPixels[2] == 2)
    #expect(counter.intersection(unit: 0, concept: 1) == 2)
  }

  @Test("number 0 counts where the vocabulary says that it is a concept")
  func zeroConcept() throws {
    let vocabulary = ConceptVocabulary([("wall", .object), ("sky", .object)], zeroIsConcept: true)
    var counter = ConceptCounter(levels: [0], vocabulary: vocabulary, convention: .gandissect)
    try counter.add(Tensor(Shape(1, 1, 1, 1), [4]), LabelMap(Shape(1, 1, 1, 4), [0, 0, 0, 1]))
    #expect(counter.labelPixels == [3, 1])
    #expect(counter.iou(unit: 0, concept: 0) == 0.75)
    #expect(counter.unitLabels(by: .heldOut).first?.overlap != nil)
  }

  @Test("what does not fit is refused")
  func refusals() throws {
    var counter = ConceptCounter(
      levels: [0, 1],
      vocabulary: smallVocabulary,
      convention: .gandissect
    )
    let labels = LabelMap(Shape(1, 1, 2, 2), [1, 1, 1, 1])
    #expect(throws: Fault.self) {
      try counter.add(Tensor(Shape(1, 3, 1, 1), filledWith: 0), labels)
    }
    #expect(throws: Fault.self) {
      try counter.merge(
        ConceptCounter(levels: [0, 2], vocabulary: smallVocabulary, convention: .gandissect)
      )
    }
    let bytes = counter.encoded()
    for length in [0, 5, bytes.count - 1] {
      #expect(throws: Fault.self) {
        try ConceptCounter(decoding: Array(bytes[..<length]), vocabulary: smallVocabulary)
      }
    }
    #expect(throws: Fault.self) {
      try ConceptCounter(
        decoding: bytes,
        vocabulary: ConceptVocabulary([("-", .object), ("tree", .object)])
      )
    }
  }
}
