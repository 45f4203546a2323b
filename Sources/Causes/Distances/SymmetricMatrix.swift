/// A small symmetric matrix of doubles.
struct SymmetricMatrix {
  let size: Int
  private var values: [Double]

  init(size: Int) {
    self.size = size
    values = Array(repeating: 0, count: size * size)
  }

  /// Setting an entry sets its mirror image too.
  subscript(row: Int, column: Int) -> Double {
    get { values[row * size + column] }
    set {
      values[row * size + column] = newValue
      values[column * size + row] = newValue
    }
  }

  var trace: Double { (0..<size).reduce(0) { $0 + values[$1 * size + $1] } }

  /// Eigenvalues, and eigenvectors as columns, by Jacobi's rotations.
  func eigen() -> (values: [Double], vectors: [Double]) {
    var matrix = values
    var vectors = Array(repeating: 0.0, count: size * size)
    for index in 0..<size { vectors[index * size + index] = 1 }
    for _ in 0..<60 {
      var off = 0.0
      var all = 0.0
      for row in 0..<size {
        for column in 0..<size {
          let square = matrix[row * size + column] * matrix[row * size + column]
          all += square
          if row != column { off += square }
        }
      }
      guard off > 1e-26 * all else { break }
      for first in 0..<size {
        for second in (first + 1)..<max(size, first + 1) {
          Self.rotate(&matrix, &vectors, first, second, size)
        }
      }
    }
    return ((0..<size).map { matrix[$0 * size + $0] }, vectors)
  }

  private static func rotate(
    _ matrix: inout [Double],
    _ vectors: inout [Double],
    _ first: Int,
    _ second: Int,
    _ size: Int
  ) {
    let entry = matrix[first * size + second]
    guard entry != 0 else { return }
    let ratio =
      (matrix[second * size + second] - matrix[first * size + first]) / (2 * entry)
    let tangent =
      (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for index in 0..<size {
      let (one, two) = (matrix[index * size + first], matrix[index * size + second])
      matrix[index * size + first] = cosine * one - sine * two
      matrix[index * size + second] = sine * one + cosine * two
    }
    for index in 0..<size {
      let (one, two) = (matrix[first * size + index], matrix[second * size + index])
      matrix[first * size + index] = cosine * one - sine * two
      matrix[second * size + index] = sine * one + cosine * two
      let (left, right) = (vectors[index * size + first], vectors[index * size + second])
      vectors[index * size + first] = cosine * left - sine * right
      vectors[index * size + second] = sine * left + cosine * right
    }
  }

  /// tr((A B)^(1/2)) for covariances A and B: the roots of the eigenvalues of A^(1/2) B A^(1/2).
  func squareRootTrace(ofProductWith other: SymmetricMatrix) -> Double {
    let (values, vectors) = eigen()
    let roots = values.map { max(0, $0).squareRoot() }
    // Half = other * vectors, then roots * transposed vectors * half * roots.
    var half = Array(repeating: 0.0, count: size * size)
    for row in 0..<size {
      for inner in 0..<size {
        let factor = other.values[row * size + inner]
        guard factor != 0 else { continue }
        for column in 0..<size {
          half[row * size + column] += factor * vectors[inner * size + column]
        }
      }
    }
    var product = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in row..<size {
        var sum = 0.0
        for inner in 0..<size {
          sum += vectors[inner * size + row] * half[inner * size + column]
        }
        product[row, column] = roots[row] * sum * roots[column]
      }
    }
    return product.eigen().values.reduce(0) { $0 + max(0, $1).squareRoot() }
  }
}
