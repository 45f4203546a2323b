import CStatistics
import Tensors

/// One scene's labels made ready for counting: in range, and no concept twice in a pixel.
struct LabelPlanes: Sendable {
  /// Labels channel by channel, `counts.count` where there is none; empty channels are left out.
  private var planes: [UInt32] = []
  private var planeCount = 0
  /// How many pixels hold each concept.
  private(set) var counts: [UInt32] = []
  /// The concepts that the scene holds, rising.
  private(set) var present: [Int] = []

  /// Reads one scene's segmentation.
  mutating func load(_ segmentation: LabelMap, sample: Int, concepts: [Bool]) {
    planeCount = segmentation.shape.planeCount
    planes.removeAll(keepingCapacity: true)
    counts = Array(repeating: 0, count: concepts.count)
    for channel in 0..<segmentation.shape.channels {
      let start = segmentation.shape.offset(sample, channel, 0, 0)
      append(segmentation.labels[start..<start + planeCount], concepts)
    }
    present = counts.indices.filter { counts[$0] > 0 }
  }

  private mutating func append(_ channel: ArraySlice<Int32>, _ concepts: [Bool]) {
    let (first, absence) = (planes.count, UInt32(concepts.count))
    var isEmpty = true
    for (pixel, label) in channel.enumerated() {
      let isKnown = concepts.indices.contains(Int(label)) && concepts[Int(label)]
      var label = isKnown ? UInt32(label) : absence
      var earlier = pixel
      while label < absence && earlier < first {
        if planes[earlier] == label { label = absence }
        earlier += planeCount
      }
      if label < absence {
        counts[Int(label)] += 1
        isEmpty = false
      }
      planes.append(label)
    }
    if isEmpty { planes.removeLast(planes.count - first) }
  }

  /// Adds 1 for every label of every pixel; the entry after the last gathers pixels without one.
  func tally(_ pixels: UnsafeBufferPointer<UInt32>, into counts: UnsafeMutablePointer<UInt64>?) {
    let channels = planeCount > 0 ? planes.count / planeCount : 0
    CStatistics_tally(pixels.baseAddress, pixels.count, planes, channels, planeCount, counts)
  }
}
