import Images
import Laboratory
import Terminal

extension PictureComposer {
  /// An image in another size, averaged in linear light where it gets smaller.
  static func scaled(_ image: RGBImage, width: Int, height: Int) -> RGBImage {
    image.resized(toWidth: width, height: height)
  }

  /// A thumbnail that is dark where the unit is below its level.
  static func spotlight(
    _ thumbnail: Thumbnail,
    level: Float?,
    width: Int,
    height: Int
  ) -> [RGBColor] {
    let small = scaled(thumbnail.image, width: width, height: height)
    guard let level else { return colors(of: small) }
    return colors(of: small.spotlight(of: FeatureMap(thumbnail.featureMap, unit: 0), level: level))
  }

  static func colors(of image: RGBImage) -> [RGBColor] {
    (0..<image.width * image.height).map { index in
      RGBColor(image.pixels[index * 3], image.pixels[index * 3 + 1], image.pixels[index * 3 + 2])
    }
  }
}

extension RGBColor {
  /// Red, green and blue.
  var channels: [UInt8] { [red, green, blue] }
}
