/// A sparse matrix that turns the values along one axis into others, each from a run of inputs.
///
/// Interpolation and average pooling are both one such matrix for the rows and one for the columns.
public struct ResamplingMatrix: Hashable, Sendable {
  /// How many inputs there are.
  public let inputCount: Int
  /// The first input of each output.
  public private(set) var starts: [Int32] = []
  /// How many inputs each output takes.
  public private(set) var counts: [Int32] = []
  /// Where each output's weights begin.
  public private(set) var offsets: [Int32] = []
  /// The weights, output by output.
  public private(set) var weights: [Float] = []

  /// How many outputs there are.
  public var outputCount: Int { starts.count }

  private init(inputCount: Int) {
    self.inputCount = inputCount
  }

  private mutating func append(from start: Int, _ row: [Double]) {
    starts.append(Int32(start))
    counts.append(Int32(row.count))
    offsets.append(Int32(weights.count))
    weights.append(contentsOf: row.map(Float.init))
  }

  /// Linear interpolation between pixel centres, the border repeated (`align_corners=False`).
  public static func bilinear(from inputs: Int, to outputs: Int) -> ResamplingMatrix {
    var matrix = ResamplingMatrix(inputCount: inputs)
    for output in 0..<outputs {
      let place = max(0, (Double(output) + 0.5) * Double(inputs) / Double(outputs) - 0.5)
      let low = min(Int(place), inputs - 1)
      let fraction = place - Double(low)
      if fraction == 0 || low + 1 >= inputs {
        matrix.append(from: low, [1])
      } else {
        matrix.append(from: low, [1 - fraction, fraction])
      }
    }
    return matrix
  }

  /// Linear interpolation with the first and the last input in place (`align_corners=True`).
  public static func cornerAligned(from inputs: Int, to outputs: Int) -> ResamplingMatrix {
    var matrix = ResamplingMatrix(inputCount: inputs)
    for output in 0..<outputs {
      let place = outputs > 1 ? Double(output * (inputs - 1)) / Double(outputs - 1) : 0
      let low = min(Int(place), inputs - 1)
      let fraction = place - Double(low)
      matrix.append(from: low, fraction == 0 || low + 1 >= inputs ? [1] : [1 - fraction, fraction])
    }
    return matrix
  }

  /// Linear interpolation whose triangle is as wide as the output's pixel where that is larger than
  /// the input's (Pillow's and torchvision's antialiased bilinear).
  public static func antialiased(from inputs: Int, to outputs: Int) -> ResamplingMatrix {
    var matrix = ResamplingMatrix(inputCount: inputs)
    let scale = Double(inputs) / Double(outputs)
    let support = max(scale, 1)
    for output in 0..<outputs {
      let center = (Double(output) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let last = min(inputs, Int(center + support + 0.5))
      let row = (first..<last).map { input in
        max(0, 1 - abs(Double(input) + 0.5 - center) / support)
      }
      let sum = row.reduce(0, +)
      matrix.append(from: first, row.map { $0 / sum })
    }
    return matrix
  }

  /// The input whose span holds the output's (`interpolate(mode='nearest')`).
  public static func nearest(from inputs: Int, to outputs: Int) -> ResamplingMatrix {
    var matrix = ResamplingMatrix(inputCount: inputs)
    for output in 0..<outputs { matrix.append(from: output * inputs / outputs, [1]) }
    return matrix
  }

  /// Means over spans that cover the inputs and may overlap by one (`AdaptiveAvgPool2d`).
  public static func adaptiveAverage(from inputs: Int, to bins: Int) -> ResamplingMatrix {
    var matrix = ResamplingMatrix(inputCount: inputs)
    for bin in 0..<bins {
      let start = bin * inputs / bins
      let end = ((bin + 1) * inputs + bins - 1) / bins
      matrix.append(
        from: start,
        [Double](repeating: 1 / Double(end - start), count: end - start)
      )
    }
    return matrix
  }

  /// Precise region-of-interest pooling over the whole axis.
  ///
  /// The mean over each bin of the linear interpolant between inputs at whole numbers, which is
  /// zero beyond them. Jiang et al. 2018, arXiv:1807.11590.
  public static func preciseRegion(from inputs: Int, to bins: Int) -> ResamplingMatrix {
    var matrix = ResamplingMatrix(inputCount: inputs)
    let extent = Double(inputs) / Double(bins)
    for bin in 0..<bins {
      let (begin, end) = (Double(bin) * extent, Double(bin + 1) * extent)
      let first = max(0, Int(begin.rounded(.down)))
      let last = min(inputs - 1, Int(end.rounded(.up)))
      matrix.append(
        from: first,
        (first...last).map {
          (hatIntegral(end - Double($0)) - hatIntegral(begin - Double($0))) / extent
        }
      )
    }
    return matrix
  }
}

extension ResamplingMatrix {
  /// The matrix that takes gradients back: outputs and inputs exchanged.
  ///
  /// - Parameter offset: How many places further each output is read; places outside are zero.
  /// - Returns: The matrix, of as many inputs as this one has outputs.
  func transposed(readFrom offset: Int = 0) -> ResamplingMatrix {
    var columns = [[(output: Int, weight: Double)]](repeating: [], count: inputCount)
    for output in 0..<outputCount where (0..<outputCount).contains(output + offset) {
      let row = output + offset
      for tap in 0..<Int(counts[row]) {
        let weight = Double(weights[Int(offsets[row]) + tap])
        columns[Int(starts[row]) + tap].append((output, weight))
      }
    }
    var matrix = ResamplingMatrix(inputCount: outputCount)
    for column in columns {
      let first = column.first?.output ?? 0
      var row = [Double](repeating: 0, count: (column.last?.output ?? 0) - first + 1)
      for (output, weight) in column { row[output - first] += weight }
      matrix.append(from: first, row)
    }
    return matrix
  }
}

/// The integral of max(0, 1 - |t|) up to `t`.
private func hatIntegral(_ t: Double) -> Double {
  if t <= -1 { return 0 }
  if t >= 1 { return 1 }
  return t < 0 ? (t + 1) * (t + 1) / 2 : 1 - (1 - t) * (1 - t) / 2
}
