/// The connected components of a label map's channel.
///
/// Pixels of equal label that touch, corners included, belong together; label 0 is background.
/// Components are numbered in raster order of their first pixel.
struct Components {
  /// The rows and columns that a component spans.
  struct Box: Hashable {
    var top: Int
    var left: Int
    var bottom: Int
    var right: Int
  }

  /// The component of each pixel, counted from 0; -1 for background.
  private(set) var numbers: [Int32]
  private(set) var boxes: [Box] = []
  private let width: Int
  private let height: Int

  init(of labels: ArraySlice<Int32>, height: Int, width: Int) {
    self.width = width
    self.height = height
    numbers = [Int32](repeating: -1, count: height * width)
    let labels = Array(labels)
    var stack: [Int] = []
    for pixel in labels.indices where labels[pixel] != 0 && numbers[pixel] < 0 {
      fill(from: pixel, labels, &stack)
    }
  }

  private mutating func fill(from first: Int, _ labels: [Int32], _ stack: inout [Int]) {
    let number = Int32(boxes.count)
    let label = labels[first]
    var box = Box(top: first / width, left: first % width, bottom: 0, right: 0)
    numbers[first] = number
    stack.append(first)
    while let pixel = stack.popLast() {
      let (row, column) = (pixel / width, pixel % width)
      box.left = min(box.left, column)
      box.bottom = max(box.bottom, row)
      box.right = max(box.right, column)
      for y in max(row - 1, 0)...min(row + 1, height - 1) {
        for x in max(column - 1, 0)...min(column + 1, width - 1) {
          let near = y * width + x
          guard numbers[near] < 0, labels[near] == label else { continue }
          numbers[near] = number
          stack.append(near)
        }
      }
    }
    boxes.append(box)
  }
}
