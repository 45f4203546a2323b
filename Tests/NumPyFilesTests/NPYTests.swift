import Faults
import NumPyFiles
import SampleFiles
import Tensors
import Testing

@Suite struct NPYTests {
  private func file(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [version, 0, UInt8(length & 255), UInt8(length >> 8)]
      + (version == 1 ? [] : [0, 0]) + Array(header.utf8) + data
  }

  @Test func `a tensor comes back as it was written`() throws {
    let tensor = Tensor(Shape(2, 3, 1, 2), (0..<12).map { Float($0) / 3 })
    let bytes = NPY.encode(tensor)
    let array = try NPY.read(bytes: bytes, named: "tensor")
    #expect(array.dimensions == [2, 3, 1, 2])
    #expect(array.values == .float32(tensor.values))
    #expect((bytes.count - 48).isMultiple(of: 64))
  }

  @Test func `the header is NumPy's own`() {
    let bytes = NPY.encode([Int32](1...3), dimensions: [3])
    let text = "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }"
    #expect(bytes.prefix(10) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
    #expect(String(decoding: bytes[10..<10 + text.count], as: UTF8.self) == text)
    #expect(bytes[127] == 0x0A && bytes[128...] == [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0])
  }

  @Test func `label maps and single values come back`() throws {
    let labels = LabelMap(Shape(1, 2, 1, 2), [1, -2, 3, 4])
    #expect(try NPY.read(bytes: NPY.encode(labels), named: "l").integers == [1, -2, 3, 4])
    let single = try NPY.read(bytes: NPY.encode([Float(2)], dimensions: []), named: "s")
    #expect(single.dimensions.isEmpty && single.floats == [2])
    let none = try NPY.read(bytes: NPY.encode([Float](), dimensions: [0, 4]), named: "n")
    #expect(none.dimensions == [0, 4] && none.floats.isEmpty)
  }

  @Test func `headers of every version and spacing are read`() throws {
    for version in UInt8(1)...3 {
      let header = #"{"shape":(2,1),'fortran_order' : False,'descr':'|u1'}  "# + "\n"
      let array = try NPY.read(bytes: file(header, [7, 8], version: version), named: "a")
      #expect(array.values == .uint8([7, 8]) && array.dimensions == [2, 1])
    }
    let bools = file("{'descr': '|b1', 'fortran_order': True, 'shape': (2,), }", [0, 1])
    #expect(try NPY.read(bytes: bools, named: "b").values == .bool([false, true]))
  }

  @Test(arguments: [
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9, 0), }",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': False, }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,",
    "{'descr': '<f4", "{", "",
  ]) func `an array that breaks a rule is refused`(header: String) throws {
    let fault = try #require(throws: Fault.self) {
      try NPY.read(bytes: file(header, [0, 0, 0, 0]), named: "bad.npy")
    }
    #expect(fault.kind == .refused)
  }

  @Test func `every proper prefix is refused`() {
    let bytes = NPY.encode([Float](repeating: 1, count: 3), dimensions: [3])
    for count in bytes.indices {
      #expect(throws: Fault.self) { try NPY.read(bytes: Array(bytes.prefix(count)), named: "n") }
    }
  }

  @Test func `an archive's arrays are found by name`() throws {
    var second = ZipWriter.Entry(
      "b.npy",
      NPY.encode([Float](repeating: 3, count: 90), dimensions: [90])
    )
    second.isDeflated = true
    let writer = ZipWriter([.init("a.npy", NPY.encode([Int32](1...2), dimensions: [2])), second])
    let archive = try NPZ(bytes: writer.bytes(), named: "x.npz")
    #expect(archive.names == ["a", "b"])
    #expect(try archive.array("a").integers == [1, 2])
    #expect(try archive.array("b").floats.count == 90)
    #expect(throws: Fault.self) { try archive.array("c") }
  }
}
