import Concepts
import Causes
import Dissection
import Experiments
import Images
import JSONText
import Laboratory
import Tensors

extension Workbench {
  /// Dissections as the published dissect.json.
  func report(on dissections: [LayerDissection], sampleSize: Int) -> DissectionReport {
    var report = DissectionReport(
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
    for dissection in dissections {
      let layer = dissection.layer
      // The best of each concept comes first.
      report.shares[layer.name] = Dictionary(
        storedAverageEffects(of: layer).map { ($0.request.concept, $0.chosenAlpha) },
        uniquingKeysWith: { best, _ in best }
      )
    }
    return report
  }
}
