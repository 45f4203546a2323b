public import Concepts
public import Faults

extension ConceptVocabulary {
  private static let mark = "ganscope vocabulary 1\n"

  /// The names and categories as bytes, so that counts can be read without the segmenter.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(zeroIsConcept ? 1 : 0)
    writer.write(concepts.count)
    for concept in concepts {
      writer.write(concept.name)
      writer.write(concept.category.rawValue)
    }
    return writer.bytes
  }

  /// Restores a vocabulary.
  ///
  /// - Throws: `Fault` of kind refused for damaged bytes.
  public init(decoding bytes: [UInt8]) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "vocabulary")
    let zeroIsConcept = try reader.count(limit: 1) == 1
    var entries: [(name: String, category: ConceptCategory)] = []
    for _ in 0..<(try reader.count(limit: 1 << 16)) {
      entries.append((try reader.text(), ConceptCategory(rawValue: try reader.text())))
    }
    try reader.finish()
    self.init(entries, zeroIsConcept: zeroIsConcept)
  }
}
