public import Tensors

/// A colour for every concept number, neighbours far apart.
public enum ConceptColor {
  /// Red, green and blue bytes; 0 is black.
  public static func bytes(of number: Int) -> [UInt8] {
    guard number > 0 else { return [0, 0, 0] }
    // The golden angle keeps any run of hues apart; three tiers of light tell later ones apart.
    let hue = (Float(number) * 0.618_034).truncatingRemainder(dividingBy: 1) * 6
    let (high, low): (Float, Float) = [(225, 70), (170, 30), (245, 140)][number % 3]
    return [Float(5), 3, 1].map { offset in
      let place = (offset + hue).truncatingRemainder(dividingBy: 6)
      return UInt8(high - (high - low) * max(0, min(min(place, 4 - place), 1)))
    }
  }
}

extension RGBImage {
  /// The first label channel of a segmentation in the concepts' colours.
  public init(coloring segmentation: LabelMap, sample: Int = 0) {
    let shape = segmentation.shape
    let start = shape.offset(sample, 0, 0, 0)
    self.init(
      width: shape.width,
      height: shape.height,
      pixels: segmentation.labels[start..<start + shape.planeCount].flatMap {
        ConceptColor.bytes(of: Int($0))
      }
    )
  }
}
