import Faults
import JSONText

/// A Hugging Face preprocessor_config.json: how the published code presents images.
struct ImageProcessor: Decodable, Hashable, Sendable {
  /// The name of the file.
  static let fileName = "preprocessor_config.json"

  /// Rows and columns, or one number for both.
  private struct Size: Decodable, Hashable {
    let height: Int
    let width: Int

    private enum CodingKeys: CodingKey { case height, width }

    init(from decoder: any Decoder) throws {
      if let side = try? decoder.singleValueContainer().decode(Int.self) {
        (height, width) = (side, side)
        return
      }
      let values = try decoder.container(keyedBy: CodingKeys.self)
      height = try values.decode(Int.self, forKey: .height)
      width = try values.decode(Int.self, forKey: .width)
    }
  }

  private let resizes: Bool?
  private let size: Size?
  private let rescales: Bool?
  private let factor: Float?
  private let normalises: Bool?
  private let mean: [Float]?
  private let deviation: [Float]?

  private enum CodingKeys: String, CodingKey {
    case resizes = "do_resize"
    case rescales = "do_rescale"
    case factor = "rescale_factor"
    case normalises = "do_normalize"
    case mean = "image_mean"
    case deviation = "image_std"
    case size
  }

  /// Reads the bytes of a preprocessor_config.json; messages call it by its path.
  static func read(_ bytes: [UInt8], from path: String) throws(Fault) -> ImageProcessor {
    let attempt = "read how the segmenter sees images"
    let processor: ImageProcessor = try JSONText.decode(
      ImageProcessor.self,
      bytes,
      from: path,
      to: attempt
    )
    let allowed = SegmentationOptions.allowedSizes
    if processor.resizes ?? true, let size = processor.size,
      !allowed.contains(size.height) || !allowed.contains(size.width)
    {
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "a size from \(allowed.lowerBound) to \(allowed.upperBound)",
        found: "\(size.height) x \(size.width)"
      )
    }
    do {
      try processor.format.check()
    } catch {
      throw Fault(.refused, attempt, on: path, found: error.reason)
    }
    return processor
  }

  /// The numbers that the network sees; bytes are scaled before they are normalised.
  var format: ImageFormat {
    let published = ImageFormat.ade20k
    let scale = (rescales ?? true ? factor ?? 1 / 255 : 1) * 255
    let isNormalised = normalises ?? true
    return ImageFormat(
      byteorder: .redFirst,
      mean: (isNormalised ? mean ?? published.mean : [0, 0, 0]).map { $0 / scale },
      stdev: (isNormalised ? deviation ?? published.stdev : [1, 1, 1]).map { $0 / scale }
    )
  }

  /// The extent at which images are seen, where that is not a family's own affair.
  var presentation: ImagePresentation? {
    guard resizes ?? true else { return ImagePresentation() }
    return size.map { size in
      size.height == size.width
        ? ImagePresentation(size: size.height)
        : ImagePresentation(rectangle: [size.height, size.width])
    }
  }
}
