/// The colours of activations, from dark to bright in even steps of lightness.
public enum HeatScale {
  // Chosen to be told apart without colour vision: lightness rises all the way.
  private static let stops: [[UInt8]] = [
    [0, 0, 4], [66, 10, 104], [147, 38, 103], [221, 81, 58], [252, 165, 10], [252, 255, 164],
  ]

  /// The colour at a share of the scale, 0...1, as red, green and blue bytes.
  public static func color(at share: Float) -> [UInt8] {
    share > 0 ? colors[Int(min(share, 1) * Float(colors.count - 1))] : colors[0]
  }

  /// Every colour made once: a heatmap asks for one a pixel.
  private static let colors = (0..<1024).map { mixed(at: Float($0) / 1023) }

  private static func mixed(at share: Float) -> [UInt8] {
    let place = share * Float(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    let fraction = place - Float(index)
    let (low, high) = (stops[index], stops[index + 1])
    return low.indices.map { channel in
      let (from, to) = (Float(low[channel]), Float(high[channel]))
      return UInt8(from + (to - from) * fraction)
    }
  }
}
