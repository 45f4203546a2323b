public import Concepts
public import Faults
public import Tensors

/// Several segmenters side by side: their label channels one after the other, their numbers moved
/// behind each other (dissect's MergedSegmenter; 'netpqc' is unified parsing with colours).
public final class MergedSegmenter: Segmenter {
  /// What was loaded.
  public let summary: SegmenterSummary
  private let members: [any Segmenter]
  private var vocabularies: [SegmentationOptions: ConceptVocabulary] = [:]

  init(_ members: [any Segmenter], _ summary: SegmenterSummary) {
    self.members = members
    self.summary = summary
  }

  /// The members' concepts, each member's "-" included.
  public func vocabulary(for options: SegmentationOptions) -> ConceptVocabulary {
    if let known = vocabularies[options] { return known }
    let concepts = members.flatMap { $0.vocabulary(for: options).concepts }
    let merged = ConceptVocabulary(
      concepts.map { ($0.name, $0.category) },
      zeroIsConcept: members[0].vocabulary(for: options).zeroIsConcept
    )
    vocabularies[options] = merged
    return merged
  }

  /// Names what each pixel shows, in all members' channels.
  public func segment(
    _ images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> LabelMap {
    var maps: [LabelMap] = []
    for (member, offset) in zip(members, offsets(options)) {
      var map = try member.segment(images, options: options)
      for index in map.labels.indices { map.labels[index] += Int32(offset) }
      maps.append(map)
    }
    return Self.joined(maps)
  }

  /// The score by the member that knows the concept.
  public func score(
    of concept: Int,
    keeping labels: LabelMap?,
    in images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> ConceptScore {
    for (index, offset) in offsets(options).enumerated().reversed() where concept >= offset {
      let count = members[index].vocabulary(for: options).count
      return try members[index].score(
        of: concept - offset,
        keeping: labels.flatMap { Self.first(of: $0, from: offset, count: count) },
        in: images,
        options: options
      )
    }
    throw notScored(concept)
  }

  /// The members' features, one after the other.
  public func pooledFeatures(
    of images: Tensor,
    options: SegmentationOptions
  ) throws(Fault) -> [[Float]] {
    var features = [[Float]](repeating: [], count: images.shape.batch)
    for member in members {
      let own = try member.pooledFeatures(of: images, options: options)
      for (image, values) in own.enumerated() { features[image] += values }
    }
    return features
  }

  /// The first channel of a member, with its own numbers: what it names is judged by it alone.
  private static func first(of map: LabelMap, from offset: Int, count: Int) -> LabelMap? {
    let (shape, plane) = (map.shape, map.shape.planeCount)
    let numbers = Int32(offset)..<Int32(offset + count)
    let channel = (0..<shape.channels).first { numbers.contains(map.labels[$0 * plane]) }
    guard let channel else { return nil }
    let labels = (0..<shape.batch).flatMap { sample in
      let start = sample * shape.sampleCount + channel * plane
      return map.labels[start..<start + plane].map { $0 - numbers.lowerBound }
    }
    return LabelMap(Shape(shape.batch, 1, shape.height, shape.width), labels)
  }

  private func offsets(_ options: SegmentationOptions) -> [Int] {
    var next = 0
    return members.map { member in
      defer { next += member.vocabulary(for: options).count }
      return next
    }
  }

  private static func joined(_ maps: [LabelMap]) -> LabelMap {
    let first = maps[0].shape
    let channels = maps.reduce(0) { $0 + $1.shape.channels }
    let labels = (0..<first.batch).flatMap { sample in
      maps.flatMap { map in
        map.labels[sample * map.shape.sampleCount..<(sample + 1) * map.shape.sampleCount]
      }
    }
    return LabelMap(Shape(first.batch, channels, first.height, first.width), labels)
  }
}
