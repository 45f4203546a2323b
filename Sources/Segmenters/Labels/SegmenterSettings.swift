import Faults
import JSONText

/// A ganscope.json beside a segmenter: what its tensors and labels do not tell.
struct SegmenterSettings: Decodable, Hashable, Sendable {
  /// The name of the file.
  static let fileName = "ganscope.json"

  /// The name to show.
  var name: String?
  /// The size to which images are resampled before the network sees them.
  var segmentationSize: Int?
  /// The owners whose parts are labelled unless all are asked for.
  var partOwners: [String]?
  /// How images are presented to the network.
  var normalisation: ImageFormat?

  private enum CodingKeys: String, CodingKey {
    case name, normalisation
    case segmentationSize = "segmentation_size"
    case partOwners = "part_owners"
  }

  /// Reads a ganscope.json.
  static func read(_ bytes: [UInt8], from path: String) throws(Fault) -> SegmenterSettings {
    let attempt = "read the segmenter's settings"
    let settings: SegmenterSettings = try JSONText.decode(
      SegmenterSettings.self,
      bytes,
      from: path,
      to: attempt
    )
    if let size = settings.segmentationSize, !SegmentationOptions.allowedSizes.contains(size) {
      let allowed = SegmentationOptions.allowedSizes
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "a segmentation_size from \(allowed.lowerBound) to \(allowed.upperBound)",
        found: "\(size)"
      )
    }
    do {
      try settings.normalisation?.check()
    } catch {
      throw Fault(.refused, attempt, on: path, found: error.reason)
    }
    return settings
  }
}
