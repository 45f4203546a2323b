import Faults
import JSONText

/// A Hugging Face preprocessor_config.json: how the published code presents images.
struct ImageProcessor: Decodable, Hashable, Sendable {
  /// The name of the file.
  static let fileName = "preprocessor_config.json"

  /// Rows and columns, one number for both, or the shorter side alone.
  private struct Size: Decodable, Hashable {
    let height: Int
    let width: Int
    /// Whether both stand for the shorter side.
    var isShorterSide = false

    private enum CodingKeys: String, CodingKey {
      case height, width
      case shorterSide = "shortest_edge"
      case longerSide = "longest_edge"
    }

    init(from decoder: any Decoder) throws {
      if let side = try? decoder.singleValueContainer().decode(Int.self) {
        (height, width) = (side, side)
        return
      }
      if let sides = try? decoder.singleValueContainer().decode([Int].self) {
        // Releases differ in which of the two comes first.
        guard sides.count == 2, sides[0] == sides[1] else {
          throw DecodingError.dataCorrupted(
            .init(
              codingPath: decoder.codingPath,
              debugDescription: "a list that is not twice the same number"
            )
          )
        }
        (height, width) = (sides[0], sides[1])
        return
      }
      let values = try decoder.container(keyedBy: CodingKeys.self)
      if let side = try values.decodeIfPresent(Int.self, forKey: .shorterSide),
        !values.contains(.longerSide), !values.contains(.height)
      {
        (height, width, isShorterSide) = (side, side, true)
        return
      }
      height = try values.decode(Int.self, forKey: .height)
      width = try values.decode(Int.self, forKey: .width)
    }
  }

  /// Three numbers, or one for all channels.
  private struct Channels: Decodable, Hashable {
    let values: [Float]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Float.self) {
        values = [value, value, value]
      } else {
        values = try container.decode([Float].self)
      }
    }
  }

  private let resizes: Bool?
  private let size: Size?
  private let resampling: Int?
  private let crops: Bool?
  private let rescales: Bool?
  private let factor: Float?
  private let normalises: Bool?
  private let flips: Bool?
  private let mean: Channels?
  private let deviation: Channels?

  private enum CodingKeys: String, CodingKey {
    case resizes = "do_resize"
    case resampling = "resample"
    case crops = "do_center_crop"
    case rescales = "do_rescale"
    case factor = "rescale_factor"
    case normalises = "do_normalize"
    case flips = "do_flip_channel_order"
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
      byteorder: flips ?? false ? .blueFirst : .redFirst,
      mean: (isNormalised ? mean?.values ?? published.mean : [0, 0, 0]).map { $0 / scale },
      stdev: (isNormalised ? deviation?.values ?? published.stdev : [1, 1, 1]).map { $0 / scale }
    )
  }

  /// The extent at which images are seen, where that is not a family's own affair.
  var presentation: ImagePresentation? {
    guard resizes ?? true else { return ImagePresentation() }
    return size.map { size in
      size.height == size.width
        ? ImagePresentation(size: size.height, keepsAspect: size.isShorterSide)
        : ImagePresentation(rectangle: [size.height, size.width])
    }
  }

  /// What the published code does with images and this program does not.
  var remarks: [String] {
    // As Pillow numbers its filters; 2 is bilinear.
    let filters = [0: "nearest", 1: "Lanczos", 3: "bicubic", 4: "box", 5: "Hamming"]
    let filter = resizes ?? true ? resampling.flatMap { filters[$0] } : nil
    let isCut = crops ?? false
    return [
      filter.map {
        "the published code resizes images with the \($0) filter, which is bilinear here: labels "
          + "may differ at edges"
      },
      isCut
        ? "the published code cuts the middle out of images; here whole images are segmented" : nil,
    ].compactMap(\.self)
  }
}
