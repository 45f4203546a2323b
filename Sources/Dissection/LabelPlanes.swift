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
  /// The labels that the scene holds, absences included, rising: a scene with "-" holds something of
  /// its category, as published.
  private(set) var seen: [Int] = []

  /// Reads one scene's segmentation.
  mutating func load(_ segmentation: LabelMap, sample: Int, concepts: [Bool]) {
    planeCount = segmentation.shape.planeCount
    planes.removeAll(keepingCapacity: true)
    counts = Array(repeating: 0, count: concepts.count)
    var isSeen = concepts.map { _ in false }
    for channel in 0..<segmentation.shape.channels {
      let start = segmentation.shape.offset(sample, channel, 0, 0)
      append(segmentation.labels[start..<start + planeCount], concepts: concepts, isSeen: &isSeen)
    }
    present = counts.indices.filter { counts[$0] > 0 }
    seen = isSeen.indices.filter { isSeen[$0] }
  }

  private mutating func append(
    _ channel: ArraySlice<Int32>,
    concepts: [Bool],
    isSeen: inout [Bool]
  ) {
    let (first, absence) = (planes.count, UInt32(concepts.count))
    var isEmpty = true
    for (pixel, label) in channel.enumerated() {
      let isInside = concepts.indices.contains(Int(label))
      if isInside { isSeen[Int(label)] = true }
      let isKnown = isInside && concepts[Int(label)]
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

  /// The labels of each channel that holds any; `counts.count` where a pixel has none.
  var channels: [ArraySlice<UInt32>] {
    stride(from: 0, to: planes.count, by: max(1, planeCount)).map { planes[$0..<$0 + planeCount] }
  }

  /// Which pixels hold the same labels: a number for each pixel, and the labels behind each number.
  func combinations() -> (groups: [UInt32], labels: [[UInt32]]) {
    let channels = planeCount > 0 ? planes.count / planeCount : 0
    var slotCount = 2
    while slotCount < 2 * planeCount { slotCount *= 2 }
    var slots = [UInt32](repeating: 0, count: slotCount)
    var groups = [UInt32](repeating: 0, count: planeCount)
    var firsts = groups
    let count = CStatistics_combine(
      planes,
      channels,
      planeCount,
      &slots,
      slotCount,
      &groups,
      &firsts
    )
    let labels = firsts.prefix(count).map { first in
      (0..<channels).map { planes[$0 * planeCount + Int(first)] }
    }
    return (groups, labels)
  }

  /// Adds 1 for every label of every pixel; the entry after the last gathers pixels without one.
  func tally(_ pixels: UnsafeBufferPointer<UInt32>, into counts: UnsafeMutablePointer<UInt64>?) {
    let channels = planeCount > 0 ? planes.count / planeCount : 0
    CStatistics_tally(pixels.baseAddress, pixels.count, planes, channels, planeCount, counts)
  }
}
