import Concepts
import Dissection
import Experiments
import Images
import JSONText
import Laboratory

extension Workbench {
  /// Dissections as the published dissect.json.
  func report(on dissections: [LayerDissection], sampleSize: Int) -> DissectionReport {
    DissectionReport(
      name: generatorFacts.name,
      vocabulary: segmenterFacts?.vocabulary,
      layers: dissections,
      settings: [
        ("seed", .integer(Int(options.seed))),
        ("size", .integer(sampleSize)),
        ("generator", .string(generatorFacts.contentHash)),
        ("segmenter", segmenterFacts.map { .string($0.contentHash) } ?? .null),
      ] + settingsRecord,
      colors: (segmenterFacts?.vocabulary.concepts ?? []).map { ConceptColor.bytes(of: $0.number) }
    )
  }
}
