import Checkpoints
import Directions
import Generators
import NumPyFiles
import TestSupport
import Testing

/// The closed-form factorisation against what SeFa's own code finds.
@Suite struct FactorizationTests {
  @Test(arguments: [
    ("genforce_stylegan2_32", "stylegan2_all.pth"), ("genforce_pggan_64", "pggan_all.pth"),
  ])
  func `values and directions are the published ones`(folder: String, file: String) throws {
    let state = try CheckpointReader.read(path: References.path("golden/\(folder)/\(file)"))
    let matrix = try GeneratorLoader.latentColumns(of: state, inputs: nil)
    let found = try Factorization(columns: matrix.columns, width: matrix.width)
    let expected = try NPZ(path: References.path("golden/\(folder)/expected.npz"))
    let values = try expected.array("sefa_values").floats
    let vectors = try expected.array("sefa_vectors")
    #expect(found.values.count == values.count)
    for (one, other) in zip(found.values, values) {
      #expect(abs(one - other) <= 1e-3 * max(1, abs(other)))
    }
    let (count, width) = (vectors.dimensions[0], vectors.dimensions[1])
    #expect(count == 5)
    for index in 0..<count {
      let wanted = vectors.floats[index * width..<(index + 1) * width]
      let cosine = zip(found.vectors[index], wanted).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(cosine) > 0.999, "vector \(index)")
    }
  }

  @Test func `some inputs of w have columns of their own, and others are refused`() throws {
    let path = References.path("golden/genforce_stylegan2_32/stylegan2_all.pth")
    let state = try CheckpointReader.read(path: path)
    let all = try GeneratorLoader.latentColumns(of: state, inputs: nil)
    let first = try GeneratorLoader.latentColumns(of: state, inputs: 0...1)
    #expect(first.columns.count < all.columns.count)
    #expect(Array(all.columns.prefix(first.columns.count)) == first.columns)
    #expect(throws: (any Error).self) {
      try GeneratorLoader.latentColumns(of: state, inputs: 0...99)
    }
    let progressive = References.path("golden/genforce_pggan_64/pggan_all.pth")
    #expect(throws: (any Error).self) {
      try GeneratorLoader.latentColumns(
        of: try CheckpointReader.read(path: progressive),
        inputs: 1...2
      )
    }
  }
}
