import Faults

/// How an image is presented to a network: (value - mean) / deviation for values in [0, 1].
struct ImageFormat: Decodable, Hashable, Sendable {
  /// The order of the channels.
  enum ByteOrder: String, Decodable, Sendable {
    case redFirst = "RGB"
    case blueFirst = "BGR"
  }

  let byteorder: ByteOrder
  let mean: [Float]
  let stdev: [Float]

  /// The largest factor or offset that makes sense: bytes are presented with 128.
  private static let largestScale: Float = 65_536

  /// What unified parsing expects: bytes, blue first, centred.
  static let unifiedParsing = ImageFormat(
    byteorder: .blueFirst,
    mean: [102.9801, 115.9465, 122.7717].map { $0 / 255 },
    stdev: [Float](repeating: 1 / 255, count: 3)
  )

  /// What the ADE20K models expect.
  static let ade20k = ImageFormat(
    byteorder: .redFirst,
    mean: [0.485, 0.456, 0.406],
    stdev: [0.229, 0.224, 0.225]
  )

  func check() throws(LabelsDocument.Mistake) {
    guard mean.count == 3, stdev.count == 3 else {
      throw LabelsDocument.Mistake("a mean or stdev that is not of three numbers")
    }
    // A tiny deviation would turn every pixel into infinity, and the labels into nonsense.
    let isUsable = channels.allSatisfy {
      abs($0.factor) <= Self.largestScale && abs($0.offset) <= Self.largestScale
    }
    guard stdev.allSatisfy({ $0.isFinite && $0 > 0 }), isUsable else {
      throw LabelsDocument.Mistake("a mean or stdev out of range")
    }
  }

  /// The factor and the offset of each network channel for raw values in [-1, 1], and the image's
  /// channel that it takes.
  var channels: [(source: Int, factor: Float, offset: Float)] {
    (0..<3).map { channel in
      let source = byteorder == .redFirst ? channel : 2 - channel
      return (source, 0.5 / stdev[channel], (0.5 - mean[channel]) / stdev[channel])
    }
  }
}
