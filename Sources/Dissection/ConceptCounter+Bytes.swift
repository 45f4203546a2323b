public import Concepts
public import Faults

extension ConceptCounter {
  private static let mark = "ganscope counts 2\n"
  /// Without the pixels of each column; these told no information quality.
  private static let earlierMark = "ganscope counts 1\n"

  /// All counts as bytes; equal for equal counts.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(convention.rawValue)
    writer.write(floats: levels)
    writer.write(conceptCount)
    writer.write(scenes)
    writer.write(pixels)
    writer.write(counts: labelPixels)
    writer.write(counts: columnPixels)
    writer.write(counts: unitPixels)
    writer.write(counts: intersections)
    return writer.bytes
  }

  /// Restores counts to go on with.
  ///
  /// - Parameters:
  ///   - bytes: What `encoded` gave.
  ///   - vocabulary: The vocabulary that was counted with.
  /// - Throws: `Fault` of kind refused for damaged bytes or another vocabulary.
  public init(decoding bytes: [UInt8], vocabulary: ConceptVocabulary) throws(Fault) {
    let isEarlier = bytes.starts(with: Self.earlierMark.utf8)
    var reader = try ByteReader(
      bytes,
      mark: isEarlier ? Self.earlierMark : Self.mark,
      subject: "counts"
    )
    guard let convention = Convention(rawValue: try reader.text()) else {
      throw reader.fault("an unknown convention")
    }
    let levels = try reader.floats(limit: 1 << 20)
    self.init(levels: levels, vocabulary: vocabulary, convention: convention)
    guard try reader.count() == conceptCount else { throw reader.fault("another vocabulary") }
    scenes = try reader.count()
    pixels = try reader.number()
    labelPixels = try reader.counts(expecting: labelPixels.count)
    columnPixels =
      isEarlier
      ? columnPixels.map { _ in pixels } : try reader.counts(expecting: columnPixels.count)
    unitPixels = try reader.counts(expecting: unitPixels.count)
    intersections = try reader.counts(expecting: intersections.count)
    try reader.finish()
    try checkPlausible(reader)
  }

  /// IoU relies on no intersection being larger than its sets.
  private func checkPlausible(_ reader: ByteReader) throws(Fault) {
    let isPlausible = levels.indices.allSatisfy { unit in
      labelPixels.indices.allSatisfy { concept in
        let common = intersection(unit: unit, concept: concept)
        return common <= labelPixels[concept] && common <= unitPixels(unit: unit, concept: concept)
          && labelPixels[concept] <= pixels && unitPixels(unit: unit, concept: concept) <= pixels
      }
    }
    guard isPlausible && pixels < 1 << 45 else { throw reader.fault("impossible counts") }
  }
}
