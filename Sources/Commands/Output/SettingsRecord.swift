import Dissection
import Experiments
import JSONText
import Laboratory
import OneDNN
import Segmenters

extension Workbench {
  /// How scenes were computed and segmented, as members of a JSON object; gandissect's names where
  /// it has them.
  var settingsRecord: [(name: String, value: JSONValue)] {
    let settings = options.settings
    var members: [(name: String, value: JSONValue)] = [
      ("convention", .string(settings.rule.convention.rawValue)),
      ("threshold", .string(settings.rule.threshold.name)),
      ("precision", .string(settings.precision.resolved.rawValue)),
    ]
    guard let segmenterFacts else { return members }
    let segmentation = settings.countingSegmentation
    let chosen = segmentation.sizes.isEmpty ? segmenterFacts.defaultSizes : segmentation.sizes
    let sizes = chosen.isEmpty ? [generatorFacts.imageHeight] : chosen
    members += [
      ("segsizes", .array(sizes.map { .integer($0) })),
      ("downsample", .integer(segmentation.downsample)),
    ]
    guard segmenterFacts.hasParts else { return members }
    return members + [
      ("segdiv", segmentation.quadrants ? .string("quad") : .null),
      ("all_parts", .bool(segmentation.allParts)),
      ("parity", .string(segmentation.publishedQuadrants ? "published" : "corrected")),
    ]
  }
}
