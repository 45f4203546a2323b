import CStatistics

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

  /// Eigenvalues, and eigenvectors as rows; nil for a matrix of other than finite numbers.
  func eigen() -> (values: [Double], vectors: [Double])? {
    guard values.allSatisfy(\.isFinite) else { return nil }
    var vectors = values
    var found = Array(repeating: 0.0, count: size)
    var scratch = found
    guard size > 0, CStatistics_eigen(&vectors, size, &found, &scratch) != 0 else {
      return size == 0 ? ([], []) : nil
    }
    return (found, vectors)
  }

  /// tr((A B)^(1/2)) for covariances A and B: the roots of the eigenvalues of A^(1/2) B A^(1/2).
  func squareRootTrace(ofProductWith other: SymmetricMatrix) -> Double? {
    guard let (values, vectors) = eigen() else { return nil }
    let roots = values.map { max(0, $0).squareRoot() }
    // Half = vectors * other, then roots * half * transposed vectors * roots.
    var half = Array(repeating: 0.0, count: size * size)
    for row in 0..<size where roots[row] > 0 {
      for inner in 0..<size {
        let factor = vectors[row * size + inner]
        guard factor != 0 else { continue }
        for column in 0..<size {
          half[row * size + column] += factor * other.values[inner * size + column]
        }
      }
    }
    var product = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in row..<size {
        var sum = 0.0
        for inner in 0..<size {
          sum += half[row * size + inner] * vectors[column * size + inner]
        }
        product[row, column] = roots[row] * sum * roots[column]
      }
    }
    return product.squareRootTrace
  }

  /// The sum of the roots of the eigenvalues, those below zero by rounding left out.
  var squareRootTrace: Double? { eigen()?.values.reduce(0) { $0 + max(0, $1).squareRoot() } }
}
