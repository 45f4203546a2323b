import OneDNN
import Tensors

/// Pseudo-random values in -1..<1, the same on every machine.
func noise(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  return Tensor(
    shape,
    (0..<shape.count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
    }
  )
}

func largestDifference(_ one: Tensor, _ other: Tensor) -> Float {
  guard one.shape == other.shape else { return .infinity }
  return zip(one.values, other.values).reduce(0) {
    // NaN compares with nothing, so it has to be seen by itself.
    ($1.0 - $1.1).isNaN ? .infinity : max($0, abs($1.0 - $1.1))
  }
}

/// A convolution by its definition, the oracle for every fast path.
func plainConvolution(
  _ x: Tensor,
  _ geometry: ConvolutionGeometry,
  weights: [Float],
  bias: [Float]
) -> Tensor {
  let g = geometry
  let (height, width) = (g.outputHeight(x.shape.height), g.outputWidth(x.shape.width))
  var y = Tensor(Shape(x.shape.batch, g.outputChannels, height, width), filledWith: 0)
  let (ins, outs) = (g.inputChannels / g.groups, g.outputChannels / g.groups)
  for n in 0..<x.shape.batch {
    for o in 0..<g.outputChannels {
      for row in 0..<height {
        for column in 0..<width {
          var sum = Double(bias[o])
          for i in 0..<ins {
            for ky in 0..<g.kernelHeight {
              for kx in 0..<g.kernelWidth {
                let sy = row * g.stride + ky * g.dilation - g.padding.top
                let sx = column * g.stride + kx * g.dilation - g.padding.left
                guard sy >= 0, sx >= 0, sy < x.shape.height, sx < x.shape.width else { continue }
                let weight = weights[((o * ins + i) * g.kernelHeight + ky) * g.kernelWidth + kx]
                sum += Double(weight * x[n, o / outs * ins + i, sy, sx])
              }
            }
          }
          y[n, o, row, column] = Float(sum)
        }
      }
    }
  }
  return y
}

/// A separable resampling by full matrices.
func plainResampling(_ x: Tensor, rows: [[Float]], columns: [[Float]]) -> Tensor {
  var y = Tensor(Shape(x.shape.batch, x.shape.channels, rows.count, columns.count), filledWith: 0)
  for n in 0..<x.shape.batch {
    for c in 0..<x.shape.channels {
      for (i, row) in rows.enumerated() {
        for (j, column) in columns.enumerated() {
          var sum = 0.0
          for (sy, a) in row.enumerated() {
            for (sx, b) in column.enumerated() { sum += Double(a * b * x[n, c, sy, sx]) }
          }
          y[n, c, i, j] = Float(sum)
        }
      }
    }
  }
  return y
}
