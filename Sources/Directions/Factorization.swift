public import Faults

/// Closed-form factorisation of what a network multiplies latents with: the directions that the
/// first step changes most. (SeFa, Shen and Zhou 2021, arXiv:2007.06600.)
public struct Factorization {
  /// Eigenvalues, largest first.
  public let values: [Float]
  /// Eigenvectors of length 1, in the values' order.
  public let vectors: [[Float]]

  /// Factorises a matrix.
  ///
  /// - Parameters:
  ///   - columns: The matrix column by column; each is taken at length 1.
  ///   - width: How many numbers a column has, which is a latent's width.
  ///   - count: How many directions are wanted; all if nil.
  /// - Throws: `Fault` of kind refused for a matrix that is not finite.
  public init(columns: [Float], width: Int, count: Int? = nil) throws(Fault) {
    precondition(columns.count.isMultiple(of: width), "\(columns.count) numbers for \(width)")
    var sums = ProductSums(size: width)
    for start in stride(from: 0, to: columns.count, by: width) {
      let column = columns[start..<start + width].map { Double($0) }
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // A column of zeros has no direction.
      if length > 0 { sums.add(column.map { $0 / length }) }
    }
    let matrix = sums.covariance(count: 1, mean: [Double](repeating: 0, count: width))
    guard let eigen = SymmetricEigen(matrix, size: width) else {
      throw Fault(
        .refused,
        "factorise the weights",
        expected: "finite numbers",
        found: "others"
      )
    }
    values = eigen.values.map { Float($0) }
    vectors = (0..<min(count ?? width, width)).map { eigen.vector($0).map { Float($0) } }
  }
}
