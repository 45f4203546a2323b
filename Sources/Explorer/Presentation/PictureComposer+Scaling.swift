import Experiments
import Images
import Tensors
import Terminal

extension PictureComposer {
  /// An image in another size.
  static func scaled(_ image: RGBImage, width: Int, height: Int) -> [RGBColor] {
    (0..<height).flatMap { row in
      (0..<width).map { column in
        let place = (row * image.height / height * image.width + column * image.width / width) * 3
        return RGBColor(image.pixels[place], image.pixels[place + 1], image.pixels[place + 2])
      }
    }
  }

  static func blended(_ first: RGBColor, _ second: RGBColor, share: Double) -> RGBColor {
    first.mixed(with: second, share: share)
  }

  /// A thumbnail that is dark where the unit is below its level.
  static func spotlight(
    _ thumbnail: Thumbnail, level: Float?, width: Int, height: Int
  ) -> [RGBColor] {
    var pixels = scaled(thumbnail.image, width: width, height: height)
    guard let level else { return pixels }
    let map = FeatureMap(thumbnail.featureMap, unit: 0).enlarged(width: width, height: height)
    for index in pixels.indices where map[index] <= level {
      pixels[index] = blended(pixels[index], RGBColor(hex: 0), share: 0.6)
    }
    return pixels
  }
}

/// One unit's activations in one scene.
struct FeatureMap {
  private let values: ArraySlice<Float>
  private let height: Int
  private let width: Int

  init(_ activations: Tensor, unit: Int) {
    values = activations.featureMap(sample: 0, unit: unit)
    (height, width) = (activations.shape.height, activations.shape.width)
  }

  /// Bilinear, cell centres on cell centres, borders continued: as levels are compared.
  func enlarged(width columns: Int, height rows: Int) -> [Float] {
    let horizontal = (0..<columns).map { Self.stops($0, of: columns, size: width) }
    return (0..<rows).flatMap { row in
      let vertical = Self.stops(row, of: rows, size: height)
      return horizontal.map { place in
        let upper = mixed(vertical.low, place)
        return upper + (mixed(vertical.high, place) - upper) * vertical.share
      }
    }
  }

  private typealias Stops = (low: Int, high: Int, share: Float)

  private func mixed(_ row: Int, _ place: Stops) -> Float {
    let start = values.startIndex + row * width
    let (left, right) = (values[start + place.low], values[start + place.high])
    return left + (right - left) * place.share
  }

  private static func stops(_ index: Int, of count: Int, size: Int) -> Stops {
    let place = (Float(index) + 0.5) * Float(size) / Float(count) - 0.5
    let clamped = min(max(place, 0), Float(size - 1))
    let low = Int(clamped)
    return (low, min(low + 1, size - 1), clamped - Float(low))
  }
}

/// The colours of activations, dark to bright in even steps.
enum HeatScale {
  private static let stops = [0x000004, 0x420A68, 0x932667, 0xDD513A, 0xFCA50A, 0xFCFFA4].map {
    RGBColor(hex: $0)
  }

  static func color(at share: Double) -> RGBColor {
    guard share.isFinite, share > 0 else { return stops[0] }
    let place = min(share, 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], share: place - Double(index))
  }
}
