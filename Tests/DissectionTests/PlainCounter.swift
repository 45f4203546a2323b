import Concepts
import Tensors

@testable import Dissection

/// The counts as their definition reads, pixel by pixel: the oracle of `ConceptCounter`.
struct PlainCounter {
  var labelPixels: [Int]
  var unitPixels: [[Int]]
  var common: [[Int]]

  init(
    _ activations: Tensor,
    _ segmentation: LabelMap,
    levels: [Float],
    vocabulary: ConceptVocabulary,
    convention: Convention
  ) {
    labelPixels = Array(repeating: 0, count: vocabulary.count)
    unitPixels = levels.map { _ in Array(repeating: 0, count: vocabulary.count) }
    common = unitPixels
    for sample in 0..<activations.shape.batch {
      let concepts = pixelConcepts(segmentation, sample, vocabulary)
      let held = concepts.reduce(into: Set()) { $0.formUnion($1) }
      let seen = pixelLabels(segmentation, sample)
      let categories = Set(seen.compactMap { vocabulary[$0]?.category })
      for concept in held { labelPixels[concept] += concepts.count { $0.contains(concept) } }
      for (unit, level) in levels.enumerated() {
        let active = upsampled(
          activations,
          sample,
          unit,
          to: segmentation.shape,
          convention: convention
        ).map { $0 > level }
        for concept in 1..<vocabulary.count {
          let category = vocabulary.concepts[concept].category
          let isCounted = convention == .dissect || categories.contains(category)
          unitPixels[unit][concept] += isCounted ? active.count { $0 } : 0
          common[unit][concept] += zip(active, concepts).count { $0 && $1.contains(concept) }
        }
      }
    }
  }

  func iou(_ unit: Int, _ concept: Int) -> Double {
    let union = unitPixels[unit][concept] + labelPixels[concept] - common[unit][concept]
    return union > 0 ? Double(common[unit][concept]) / Double(union) : 0
  }

  private func pixelLabels(_ map: LabelMap, _ sample: Int) -> Set<Int> {
    let first = map.shape.offset(sample, 0, 0, 0)
    return Set(map.labels[first..<first + map.shape.sampleCount].map(Int.init))
  }

  private func pixelConcepts(
    _ map: LabelMap,
    _ sample: Int,
    _ vocabulary: ConceptVocabulary
  ) -> [Set<Int>] {
    (0..<map.shape.planeCount).map { pixel in
      let labels = (0..<map.shape.channels).map {
        Int(map[sample, $0, pixel / map.shape.width, pixel % map.shape.width])
      }
      return Set(labels.filter { (1..<vocabulary.count).contains($0) })
    }
  }
}

/// A unit's feature map at another size, by method 2.2 and no more than its largest neighbour.
func upsampled(
  _ activations: Tensor,
  _ sample: Int,
  _ unit: Int,
  to size: Shape,
  convention: Convention
) -> [Float] {
  let shape = activations.shape
  func at(_ row: Int, _ column: Int) -> Float {
    let isInside = (0..<shape.height).contains(row) && (0..<shape.width).contains(column)
    if !isInside && convention == .dissect { return 0 }
    return activations[
      sample,
      unit,
      min(max(row, 0), shape.height - 1),
      min(max(column, 0), shape.width - 1)
    ]
  }
  func source(_ target: Int, _ from: Int, _ to: Int) -> (Int, Float) {
    let place = (Double(target) + 0.5) * Double(from) / Double(to) - 0.5
    return (Int(place.rounded(.down)), Float(place - place.rounded(.down)))
  }
  return (0..<size.planeCount).map { pixel in
    let (y, v) = source(pixel / size.width, shape.height, size.height)
    let (x, u) = source(pixel % size.width, shape.width, size.width)
    let top = (1 - u) * at(y, x) + u * at(y, x + 1)
    let bottom = (1 - u) * at(y + 1, x) + u * at(y + 1, x + 1)
    let corners = [at(y, x), at(y, x + 1), at(y + 1, x), at(y + 1, x + 1)]
    let value = (1 - v) * top + v * bottom
    // A number beats NaN; a NaN value stays one.
    let bound = corners.filter { !$0.isNaN }.max() ?? .nan
    return value > bound ? bound : value
  }
}
