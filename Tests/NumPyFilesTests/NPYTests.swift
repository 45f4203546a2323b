import NumPyFiles
import Tensors
import Testing

@Suite struct NPYTests {
  @Test func `a tensor comes back as it was written`() throws {
    let tensor = Tensor(Shape(2, 3, 1, 2), (0..<12).map { Float($0) / 3 })
    let bytes = NPY.encode(tensor)
    let array = try NPY.read(bytes: bytes, named: "tensor")
    #expect(array.dimensions == [2, 3, 1, 2])
    #expect(array.values == .float32(tensor.values))
    #expect((bytes.count - 48).isMultiple(of: 64))
  }
}
