import CStatistics
import Tensors

/// One scene's labels made ready for counting: in range, and no concept twice in a pixel.
struct LabelPlanes: Sendable {
  /// Labels channel by channel, 0 where there is none; channels without labels are left out.
  private var planes: [UInt32] = []
  private var planeCount = 0
  /// How many pixels hold each concept; entry 0 is 0.
  private(set) var counts: [UInt32] = []
  /// The concepts that the scene holds, rising.
  private(set) var present: [Int] = []

  /// Reads one scene's segmentation.
  mutating func load(_ segmentation: LabelMap, sample: Int, conceptCount: Int) {
    planeCount = segmentation.shape.planeCount
    planes.removeAll(keepingCapacity: true)
    counts = Array(repeating: 0, count: max(1, conceptCount))
    for channel in 0..<segmentation.shape.channels {
      let start = segmentation.shape.offset(sample, channel, 0, 0)
      append(segmentation.labels[start..<start + planeCount])
    }
    counts[0] = 0
    present = counts.indices.filter { counts[$0] > 0 }
  }

  private mutating func append(_ channel: ArraySlice<Int32>) {
    let first = planes.count
    var isEmpty = true
    for (pixel, label) in channel.enumerated() {
      var label = counts.indices.contains(Int(label)) ? UInt32(label) : 0
      var earlier = pixel
      while label > 0 && earlier < first {
        if planes[earlier] == label { label = 0 }
        earlier += planeCount
      }
      counts[Int(label)] += 1
      isEmpty = isEmpty && label == 0
      planes.append(label)
    }
    if isEmpty { planes.removeLast(planes.count - first) }
  }

  /// Adds 1 for every label of every pixel; entry 0 gathers pixels without one.
  func tally(_ pixels: UnsafeBufferPointer<UInt32>, into counts: UnsafeMutablePointer<UInt64>?) {
    let channels = planeCount > 0 ? planes.count / planeCount : 0
    CStatistics_tally(pixels.baseAddress, pixels.count, planes, channels, planeCount, counts)
  }
}
