import CStatistics

/// Eigenvalues of a symmetric matrix, largest first, with eigenvectors of length 1.
struct SymmetricEigen {
  /// Largest first.
  let values: [Double]
  /// One after another, each of the matrix's size.
  private let vectors: [Double]

  /// Solves a matrix given row by row.
  ///
  /// - Returns: Nil for a matrix that holds something else than finite numbers.
  init?(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "a matrix of \(matrix.count) numbers for \(size)")
    guard matrix.allSatisfy(\.isFinite) else { return nil }
    var vectors = matrix
    var values = [Double](repeating: 0, count: size)
    var scratch = values
    guard CStatistics_eigen(&vectors, size, &values, &scratch) != 0 else { return nil }
    // The sign of a vector is free: its largest entry is positive, so that it is always the same.
    for index in 0..<size {
      let place = index * size..<(index + 1) * size
      let largest = vectors[place].max { abs($0) < abs($1) } ?? 0
      if largest < 0 { for entry in place { vectors[entry] = -vectors[entry] } }
    }
    self.values = values
    self.vectors = vectors
  }

  func vector(_ index: Int) -> ArraySlice<Double> {
    vectors[index * values.count..<(index + 1) * values.count]
  }
}

/// Sums of products of vectors, of which one triangle is kept.
struct ProductSums {
  let size: Int
  private var sums: [Double]

  init(size: Int) {
    self.size = size
    sums = [Double](repeating: 0, count: size * size)
  }

  /// Adds the products of a vector's entries with each other.
  mutating func add(_ row: [Double]) {
    precondition(row.count == size, "a row of \(row.count) for \(size)")
    CStatistics_add_products(&sums, row, size)
  }

  /// All entries divided by a number, less the products of a mean.
  func covariance(count: Int, mean: [Double]) -> [Double] {
    var matrix = sums
    for row in 0..<size {
      for column in row..<size {
        let value = sums[row * size + column] / Double(count) - mean[row] * mean[column]
        matrix[row * size + column] = value
        matrix[column * size + row] = value
      }
    }
    return matrix
  }
}
