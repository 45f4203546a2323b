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

  @Test func `the contour runs inside the region above the level`() {
    let map = FeatureMap(Tensor(Shape(1, 1, 1, 2), [0, 10]), unit: 0)
    let image = RGBImage(width: 4, height: 1, filledWith: [100, 100, 100])
    #expect(map.upsampled(toWidth: 4, height: 1) == [0, 2.5, 7.5, 10])
    let heat = image.heatmap(of: map, level: 5, contour: [1, 2, 3])
    #expect(Array(heat.pixels[6..<9]) == [1, 2, 3])
    #expect(Array(heat.pixels[9..<12]) != [1, 2, 3])
  }

  @Test func `equal pictures do not differ`() {
    let image = RGBImage(width: 2, height: 2, filledWith: [7, 8, 9])
    #expect(image.difference(from: image) == RGBImage(width: 2, height: 2, filledWith: [0, 0, 4]))
  }
}
