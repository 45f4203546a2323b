import Tensors
import Testing

@testable import Segmenters

/// A one-channel label map from rows of digits.
private func map(_ rows: [String]) -> LabelMap {
  let labels = rows.joined().compactMap { $0.wholeNumberValue.map(Int32.init) }
  return LabelMap(Shape(1, 1, rows.count, rows[0].count), labels)
}

@Suite("Quadrants of connected components")
struct QuadrantTests {
  @Test("Pixels that touch at a corner belong together, in raster order of the first pixel")
  func corners() {
    let labels = map([
      "0201",
      "2010",
      "0200",
      "3003",
    ])
    let components = Components(of: labels.labels[...], height: 4, width: 4)
    #expect(
      components.numbers == [
        -1, 0, -1, 1,
        0, -1, 1, -1,
        -1, 0, -1, -1,
        2, -1, -1, 3,
      ]
    )
    #expect(components.boxes[0] == Components.Box(top: 0, left: 0, bottom: 2, right: 1))
    #expect(components.boxes[1] == Components.Box(top: 0, left: 2, bottom: 1, right: 3))
  }

  @Test("A component's box is halved; the middle row and column go to bottom and right")
  func halves() {
    let labels = map(["111", "111", "111"])
    let divided = Quadrants.appended(to: labels, objectCount: 10, dropsLast: false)
    #expect(divided.shape == Shape(1, 3, 3, 3))
    #expect(Array(divided.labels[9..<18]) == [11, 11, 11, 31, 31, 31, 31, 31, 31])
    #expect(Array(divided.labels[18..<27]) == [21, 41, 41, 21, 41, 41, 21, 41, 41])
  }

  @Test("Two components of one label are halved apart")
  func apart() {
    let labels = map(["1100", "1100", "0000", "0011", "0011"])
    let divided = Quadrants.appended(to: labels, objectCount: 5, dropsLast: false)
    #expect(
      Array(divided.labels[20..<40]) == [
        6, 6, 0, 0, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0, 6, 6, 0, 0, 16, 16,
      ]
    )
  }

  @Test("The published code leaves each image's last component whole")
  func published() {
    let once = map(["1020", "1020"])
    let labels = LabelMap(Shape(2, 1, 2, 4), once.labels + once.labels)
    let right = Quadrants.appended(to: labels, objectCount: 3, dropsLast: false)
    let published = Quadrants.appended(to: labels, objectCount: 3, dropsLast: true)
    #expect(Array(right.labels[8..<16]) == [4, 0, 5, 0, 10, 0, 11, 0])
    for sample in 0..<2 {
      let start = sample * 24 + 8
      #expect(Array(published.labels[start..<start + 8]) == [4, 0, 0, 0, 10, 0, 0, 0])
    }
  }

  @Test("A map without objects has no quadrants")
  func empty() {
    let divided = Quadrants.appended(to: map(["00", "00"]), objectCount: 3, dropsLast: true)
    #expect(divided.labels == [Int32](repeating: 0, count: 12))
  }
}
