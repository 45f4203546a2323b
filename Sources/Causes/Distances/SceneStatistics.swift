public import Concepts
public import Faults
public import Tensors

/// The class areas of each image of a sample: what Fréchet segmentation distances are computed of.
///
/// Images have numbers of their own, so that parts of a sample merge to the same bits in any order,
/// and a bootstrap draws the same images however the work was split.
public struct SceneStatistics: Hashable, Sendable {
  /// One image: its number and the pixels that hold each concept seen in it, by concept number.
  struct Row: Hashable, Sendable {
    let image: UInt64
    let areas: [Area]
    /// The segmenter's pooled features; empty where none were asked for.
    var features: [Float] = []
  }

  struct Area: Hashable, Sendable {
    let concept: Int
    let pixels: Int
  }

  /// How many concept numbers there are.
  public let concepts: Int
  /// Pixels of a segmentation; 0 before the first.
  public private(set) var pixels = 0
  private(set) var rows: [Row] = []

  /// Starts without images.
  public init(concepts: Int) { self.concepts = concepts }

  /// How many images there are.
  public var count: Int { rows.count }

  /// Adds images.
  ///
  /// - Parameters:
  ///   - segmentation: Their segmentations, (batch, label channels, height, width).
  ///   - images: Their numbers.
  ///   - vocabulary: What the labels mean.
  ///   - features: The segmenter's pooled features of each image; empty for none.
  /// - Throws: `Fault` of kind usage for segmentations of another size than before.
  public mutating func add(
    _ segmentation: LabelMap,
    images: [UInt64],
    vocabulary: ConceptVocabulary,
    features: [[Float]] = []
  ) throws(Fault) {
    let plane = segmentation.shape.planeCount
    guard pixels == 0 || pixels == plane else {
      throw Fault(
        .usage,
        "compare images",
        expected: "segmentations of \(pixels) pixels",
        found: "\(plane)"
      )
    }
    pixels = plane
    for (sample, image) in images.enumerated() where sample < segmentation.shape.batch {
      rows.append(
        Row(
          image: image,
          areas: areas(segmentation, sample: sample, vocabulary: vocabulary),
          features: features.indices.contains(sample) ? features[sample] : []
        )
      )
    }
  }

  private func areas(
    _ map: LabelMap,
    sample: Int,
    vocabulary: ConceptVocabulary
  ) -> [Area] {
    var counts = Array(repeating: 0, count: concepts)
    let (plane, start) = (map.shape.planeCount, sample * map.shape.sampleCount)
    for pixel in start..<start + plane {
      for channel in 0..<map.shape.channels {
        let label = map.labels[pixel + channel * plane]
        // A pixel that holds a concept in two channels counts once.
        let isRepeated = (0..<channel).contains { map.labels[pixel + $0 * plane] == label }
        if !isRepeated, counts.indices.contains(Int(label)) { counts[Int(label)] += 1 }
      }
    }
    return counts.indices.compactMap { concept in
      guard counts[concept] > 0, vocabulary.isConcept(concept) else { return nil }
      return Area(concept: concept, pixels: counts[concept])
    }
  }

  /// Adds the images of another part.
  ///
  /// - Throws: `Fault` of kind defect for other concepts or another size.
  public mutating func merge(_ other: SceneStatistics) throws(Fault) {
    guard concepts == other.concepts, pixels == 0 || other.pixels == 0 || pixels == other.pixels
    else {
      throw Fault(
        .defect,
        "merge statistics",
        expected: "\(concepts) concepts on \(pixels) pixels",
        found: "\(other.concepts) on \(other.pixels)"
      )
    }
    pixels = max(pixels, other.pixels)
    rows = (rows + other.rows).sorted { $0.image < $1.image }
  }

  /// Some of the images, by their place in the sample.
  public func selecting(_ places: [Int]) -> SceneStatistics {
    var part = self
    part.rows = places.map { rows[$0] }
    return part
  }

  /// How many features each image has; 0 where none were asked for, or not of all images.
  public var featureCount: Int {
    let count = rows.first?.features.count ?? 0
    return rows.allSatisfy { $0.features.count == count } ? count : 0
  }

  /// The features as a table: an image a row.
  public var features: [Float] { rows.flatMap(\.features) }

  /// Takes up stored features, an image a row.
  ///
  /// - Returns: Whether they are so many for each image, and finite; else nothing is changed.
  public mutating func restore(features: [Float]) -> Bool {
    guard !rows.isEmpty, !features.isEmpty, features.count.isMultiple(of: rows.count),
      features.allSatisfy(\.isFinite)
    else { return rows.isEmpty && features.isEmpty }
    let width = features.count / rows.count
    for index in rows.indices {
      rows[index].features = Array(features[index * width..<(index + 1) * width])
    }
    return true
  }

  /// The concepts that any image shows.
  var seen: Set<Int> { Set(rows.flatMap { $0.areas.map(\.concept) }) }

  /// The areas as a table for other programs: an image a row, a concept a column, shares 0...1.
  public func table() -> [Float] {
    var table = [Float](repeating: 0, count: rows.count * concepts)
    for (index, row) in rows.enumerated() {
      for area in row.areas {
        table[index * concepts + area.concept] = Float(area.pixels) / Float(max(1, pixels))
      }
    }
    return table
  }
}

extension SceneStatistics {
  /// The areas as numbers to store.
  public var numbers: [Int64] {
    [Int64(pixels)]
      + rows.flatMap { row in
        [Int64(bitPattern: row.image), Int64(row.areas.count)]
          + row.areas.flatMap { [Int64($0.concept), Int64($0.pixels)] }
      }
  }

  /// Restores statistics to go on with; nil for damaged ones.
  public init?(_ numbers: [Int64], concepts: Int) {
    self.init(concepts: concepts)
    guard let first = numbers.first, (0...1 << 30).contains(first) else { return nil }
    pixels = Int(first)
    var place = 1
    while place < numbers.count {
      guard place + 1 < numbers.count, (0...Int64(concepts)).contains(numbers[place + 1]) else {
        return nil
      }
      let image = UInt64(bitPattern: numbers[place])
      let count = Int(numbers[place + 1])
      place += 2
      guard place + 2 * count <= numbers.count else { return nil }
      let areas = (0..<count).map {
        Area(concept: Int(numbers[place + 2 * $0]), pixels: Int(numbers[place + 2 * $0 + 1]))
      }
      guard
        areas.allSatisfy({ (0..<concepts).contains($0.concept) && (0...pixels).contains($0.pixels) }
        )
      else { return nil }
      rows.append(Row(image: image, areas: areas))
      place += 2 * count
    }
  }
}
