import Tensors

func largestDifference(_ first: Tensor, _ second: Tensor) -> Float {
  guard first.shape == second.shape else { return .infinity }
  return zip(first.values, second.values).reduce(0) {
    // NaN compares with nothing, so it has to be seen by itself.
    ($1.0 - $1.1).isNaN ? .infinity : max($0, abs($1.0 - $1.1))
  }
}

/// The share of equal labels.
func agreement(_ first: LabelMap, _ second: LabelMap) -> Double {
  guard first.shape == second.shape else { return 0 }
  let equal = zip(first.labels, second.labels).count { $0 == $1 }
  return Double(equal) / Double(first.labels.count)
}

/// For each pixel, whether its two best scores differ by a margin or less.
func isContested(_ scores: Tensor, within margin: Float = 1e-3) -> [Bool] {
  let shape = scores.shape
  return (0..<shape.batch * shape.planeCount).map { pixel in
    let (sample, place) = pixel.quotientAndRemainder(dividingBy: shape.planeCount)
    var best = -Float.infinity
    var second = -Float.infinity
    for channel in 0..<shape.channels {
      let score = scores.values[(sample * shape.channels + channel) * shape.planeCount + place]
      if score > best {
        (best, second) = (score, best)
      } else if score > second {
        second = score
      }
    }
    return best - second <= margin
  }
}
