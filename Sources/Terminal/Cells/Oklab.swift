internal import Glibc

/// A colour in Oklab, where distances are about as large as people see them.
struct Oklab {
  /// Differences of hue and chroma weigh more than those of lightness: between two colours of a
  /// small palette, a dark green is nearer to green than to grey.
  private static let chromaWeight: Float = 1.5

  /// Lightness and, stretched by the weight, the two axes of hue.
  var place: SIMD3<Float>

  init(place: SIMD3<Float>) { self.place = place }

  init(_ color: RGBColor) {
    let red = Float(RGBColor.linear(color.red))
    let green = Float(RGBColor.linear(color.green))
    let blue = Float(RGBColor.linear(color.blue))
    let long = cbrtf(0.412_221_5 * red + 0.536_332_5 * green + 0.051_446 * blue)
    let middle = cbrtf(0.211_903_5 * red + 0.680_699_5 * green + 0.107_397 * blue)
    let short = cbrtf(0.088_302_5 * red + 0.281_718_8 * green + 0.629_978_7 * blue)
    let weight = Oklab.chromaWeight
    place = SIMD3(
      0.210_454_3 * long + 0.793_617_8 * middle - 0.004_072 * short,
      weight * (1.977_998_5 * long - 2.428_592_2 * middle + 0.450_593_7 * short),
      weight * (0.025_904 * long + 0.782_771_8 * middle - 0.808_675_8 * short)
    )
  }

  /// The same hue and lightness with more chroma.
  func saturated(_ factor: Float) -> Oklab { Oklab(place: place * SIMD3(1, factor, factor)) }

  /// The price of chroma that is lost, beside the distance: a dark red is nearer to red than to grey.
  ///
  /// Higher prices make skies and meadows glare.
  private static let lossWeight: Float = 1

  /// The square of the distance.
  func distance(to other: Oklab) -> Float {
    let difference = place - other.place
    return (difference * difference).sum()
  }

  /// How badly another colour stands for this one: the square of the distance, and more for what it
  /// lacks of the hue.
  func misfit(of other: Oklab) -> Float {
    let hue = place * SIMD3(0, 1, 1)
    let chroma = (hue * hue).sum().squareRoot()
    let along = chroma > 0 ? (hue * other.place).sum() / chroma : 0
    let loss = max(0, chroma - along) / Oklab.chromaWeight
    return distance(to: other) + Oklab.lossWeight * loss * loss
  }
}
