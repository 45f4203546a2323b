import Foundation
import Images
import Tensors
import Testing

@Suite struct RGBImageTests {
  @Test func `raw output is clamped and truncated`() {
    let raw = Tensor(
      Shape(1, 3, 1, 2),
      [-1, 1, -3, 3, .nan, 0]
    )
    #expect(RGBImage(clamping: raw).pixels == [0, 0, 0, 255, 255, 127])
  }

  @Test func `bytes survive as a tensor`() {
    let image = RGBImage(width: 2, height: 1, pixels: [0, 1, 2, 127, 128, 255])
    #expect(image.tensor.shape == Shape(1, 3, 1, 2))
    #expect(image.tensor[0, 2, 0, 1] == 1)
    #expect(image.tensor[0, 0, 0, 0] == -1)
  }

  @Test func `shrinking averages light, not bytes`() {
    let image = RGBImage(width: 2, height: 1, pixels: [0, 0, 0, 255, 255, 255])
    #expect(image.resized(toWidth: 1, height: 1).pixels == [188, 188, 188])
  }

  @Test func `fractional edges count by their share`() {
    let image = RGBImage(width: 3, height: 1, pixels: [255, 255, 255, 0, 0, 0, 0, 0, 0])
    // The first of two pixels covers one white and half a black one: 2/3 of the light.
    #expect(image.resized(toWidth: 2, height: 1).pixels == [213, 213, 213, 0, 0, 0])
  }

  @Test(arguments: [(31, 23), (20, 20), (13, 40)])
  func `shrinking is within rounding of the exact mean of light`(width: Int, height: Int) {
    var state: UInt32 = 1
    let pixels = (0..<53 * 41 * 3).map { index in
      state = state &* 1_664_525 &+ 1_013_904_223
      // Waves with noise, dark places included.
      return UInt8((sin(Double(index) / 211) + 1) * 100 + Double(state >> 28))
    }
    let image = RGBImage(width: 53, height: 41, pixels: pixels)
    let small = image.resized(toWidth: width, height: height)
    var squares = 0.0
    for index in small.pixels.indices {
      let exact = exactMean(of: image, at: index, width: width, height: height)
      squares += pow(Double(small.pixels[index]) - exact.rounded(), 2)
    }
    let mean = squares / Double(small.pixels.count)
    #expect(10 * log10(255 * 255 / max(mean, 1e-12)) >= 55, "mean square \(mean)")
  }

  /// One value of the reduced picture, by sums over every pixel's overlap in double precision.
  private func exactMean(of image: RGBImage, at index: Int, width: Int, height: Int) -> Double {
    let (row, column, channel) = (index / 3 / width, index / 3 % width, index % 3)
    func overlap(_ pixel: Int, _ place: Int, _ size: Int, _ count: Int) -> Double {
      let (start, end) = (
        Double(place * size) / Double(count), Double((place + 1) * size) / Double(count)
      )
      return max(0, min(end, Double(pixel + 1)) - max(start, Double(pixel)))
    }
    var (sum, area) = (0.0, 0.0)
    for y in 0..<image.height {
      let down = overlap(y, row, image.height, height)
      guard down > 0 else { continue }
      for x in 0..<image.width {
        let share = down * overlap(x, column, image.width, width)
        let value = Double(image.pixels[(y * image.width + x) * 3 + channel]) / 255
        sum += share * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
        area += share
      }
    }
    let light = sum / area
    return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
  }

  @Test func `a flat picture stays flat in any size`() {
    let image = RGBImage(width: 7, height: 5, filledWith: [12, 200, 99])
    for (width, height) in [(1, 1), (3, 2), (6, 5), (20, 1), (31, 17)] {
      let resized = image.resized(toWidth: width, height: height)
      #expect(resized == RGBImage(width: width, height: height, filledWith: [12, 200, 99]))
    }
  }

  @Test func `enlarging repeats pixels`() {
    let image = RGBImage(width: 1, height: 1, pixels: [1, 2, 3]).enlarged(by: 2)
    #expect(image.pixels == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
  }

  @Test func `a grid has gaps between its pictures`() {
    let dot = RGBImage(width: 1, height: 1, pixels: [9, 9, 9])
    let sheet = RGBImage.grid([dot, dot, dot], columns: 2, gap: 1, background: [0, 0, 0])
    #expect((sheet.width, sheet.height) == (3, 3))
    #expect(
      sheet.pixels.enumerated().filter { $0.element == 9 }.map { $0.offset / 3 } == [
        0, 0, 0, 2, 2, 2, 6, 6, 6,
      ]
    )
  }

  @Test func `the contour runs around the region above the level and covers nothing of it`() {
    let map = FeatureMap(Tensor(Shape(1, 1, 1, 2), [0, 10]), unit: 0)
    let image = RGBImage(width: 4, height: 1, filledWith: [100, 100, 100])
    #expect(map.upsampled(toWidth: 4, height: 1) == [0, 2.5, 7.5, 10])
    let heat = image.heatmap(of: map, level: 5, contour: [1, 2, 3])
    #expect(Array(heat.pixels[3..<6]) == [1, 2, 3])
    for pixel in [0, 2, 3] { #expect(Array(heat.pixels[3 * pixel..<3 * pixel + 3]) != [1, 2, 3]) }
  }

  @Test func `equal pictures do not differ`() {
    let image = RGBImage(width: 2, height: 2, filledWith: [7, 8, 9])
    #expect(image.difference(from: image) == RGBImage(width: 2, height: 2, filledWith: [0, 0, 4]))
  }
}
