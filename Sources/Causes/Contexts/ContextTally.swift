public import Concepts
public import Faults
public import Tensors

/// The counts behind gains by context.
///
/// A cell counts for each thing that its centre shows, in any label channel. All sums are of whole
/// pixels, so merging the parts of any split gives the whole, bit for bit.
public struct ContextTally: Hashable, Sendable {
  /// How many scenes were tried.
  public private(set) var scenes = 0
  private let isConcept: [Bool]
  /// By concept: x pixels of the images that such a cell was tried in, y gained pixels.
  private var contexts: [RatioTally]
  /// By concept: cells, and scenes with one.
  private var cellCounts: [Int]
  private var sceneCounts: [Int]
  /// By cell: the same of all scenes.
  private var cells: [RatioTally]

  /// Starts without scenes.
  public init(vocabulary: ConceptVocabulary, cells count: Int) {
    isConcept = vocabulary.concepts.map { vocabulary.isConcept($0.number) }
    contexts = Array(repeating: RatioTally(), count: vocabulary.count)
    cellCounts = Array(repeating: 0, count: vocabulary.count)
    sceneCounts = cellCounts
    cells = Array(repeating: RatioTally(), count: count)
  }

  /// Counts a scene.
  ///
  /// - Parameters:
  ///   - gains: Pixels of the concept with the insertion less those without, cell by cell.
  ///   - before: Segmentations without the insertion.
  ///   - scene: Which of them.
  ///   - layer: The layer whose grid the cells are of.
  public mutating func add(
    _ gains: [Int],
    before: LabelMap,
    scene: Int,
    layer: LayerDescription
  ) {
    scenes += 1
    let pixels = before.shape.planeCount
    var sums = Array(repeating: 0, count: contexts.count)
    var counts = sums
    for (cell, gain) in gains.enumerated() where cells.indices.contains(cell) {
      cells[cell].add(x: pixels, y: gain)
      for concept in Self.labels(
        atCentreOf: (cell / layer.width, cell % layer.width),
        of: layer,
        in: before,
        scene: scene
      ) where isConcept.indices.contains(concept) && isConcept[concept] {
        sums[concept] += gain
        counts[concept] += 1
      }
    }
    for concept in contexts.indices {
      contexts[concept].add(x: counts[concept] * pixels, y: sums[concept])
      cellCounts[concept] += counts[concept]
      if counts[concept] > 0 { sceneCounts[concept] += 1 }
    }
  }

  /// What a cell's centre pixel shows, each label once.
  private static func labels(
    atCentreOf cell: (row: Int, column: Int),
    of layer: LayerDescription,
    in map: LabelMap,
    scene: Int
  ) -> Set<Int> {
    let row = (2 * cell.row + 1) * map.shape.height / (2 * layer.height)
    let column = (2 * cell.column + 1) * map.shape.width / (2 * layer.width)
    return Set((0..<map.shape.channels).map { Int(map[scene, $0, row, column]) })
  }

  /// Adds what was counted in other scenes.
  ///
  /// - Throws: `Fault` of kind defect for another vocabulary or grid.
  public mutating func merge(_ other: ContextTally) throws(Fault) {
    guard isConcept == other.isConcept, cells.count == other.cells.count else {
      throw Fault(
        .defect,
        "merge contexts",
        expected: "\(isConcept.count) concepts and \(cells.count) cells",
        found: "\(other.isConcept.count) and \(other.cells.count)"
      )
    }
    scenes += other.scenes
    for index in contexts.indices {
      contexts[index].merge(other.contexts[index])
      cellCounts[index] += other.cellCounts[index]
      sceneCounts[index] += other.sceneCounts[index]
    }
    for index in cells.indices { cells[index].merge(other.cells[index]) }
  }

  /// The gains so far.
  public func result(
    of request: ContextRequest,
    layer: LayerDescription,
    seed: UInt32,
    sampleSize: Int
  ) -> ContextResult {
    let found = contexts.indices.compactMap { concept in
      contexts[concept].ratio.map {
        ContextResult.Context(
          concept: concept,
          cells: cellCounts[concept],
          scenes: sceneCounts[concept],
          gain: $0
        )
      }
    }
    return ContextResult(
      request: request,
      layer: layer,
      seed: seed,
      scenes: scenes,
      sampleSize: sampleSize,
      contexts: found.sorted { ($1.gain.value, $0.concept) < ($0.gain.value, $1.concept) },
      cells: cells.map { $0.ratio?.value ?? 0 }
    )
  }
}

extension ContextTally {
  /// The sums as numbers to store.
  public var numbers: [Int64] {
    [Int64(scenes)] + (cellCounts + sceneCounts).map(Int64.init)
      + (contexts + cells).flatMap(\.numbers)
  }

  /// Restores sums to go on with; nil for those of another vocabulary or grid.
  public init?(_ numbers: [Int64], vocabulary: ConceptVocabulary, cells count: Int) {
    self.init(vocabulary: vocabulary, cells: count)
    let (concepts, width) = (vocabulary.count, RatioTally.width)
    let start = 1 + 2 * concepts
    guard numbers.count == start + (concepts + count) * width, numbers[0] >= 0 else { return nil }
    let counts = numbers[1..<start].map(Int.init)
    let tallies = stride(from: start, to: numbers.count, by: width).map {
      RatioTally(numbers[$0..<$0 + width])
    }
    guard counts.allSatisfy({ $0 >= 0 }) else { return nil }
    let known = tallies.compactMap { $0 }
    guard known.count == tallies.count, known.allSatisfy({ $0.scenes == Int(numbers[0]) }) else {
      return nil
    }
    scenes = Int(numbers[0])
    cellCounts = Array(counts[..<concepts])
    sceneCounts = Array(counts[concepts...])
    contexts = Array(known[..<concepts])
    cells = Array(known[concepts...])
  }
}
