import Directions
import Faults
import Interventions
import NumPyFiles
import Tensors
import Testing

/// Directions in GANSpace's archives.
@Suite struct DirectionFileTests {
  private let spaces = [
    LatentSpace(name: "z", width: 3), LatentSpace(name: "w", width: 3, inputs: 4),
    LatentSpace(name: "w+", width: 12),
  ]

  private func set() -> DirectionSet {
    var first = DirectionSet.Entry(
      Direction(name: "träume \"x\"", space: "w", vector: [0.6, 0, 0.8], deviation: 2.5),
      inputs: 1...2,
      weight: 0.25
    )
    first.slope = 0.031
    first.quality = .init(value: 0.5, low: 0.4, high: 0.6, scenes: 200)
    var set = DirectionSet(
      origin: "a test",
      space: "w",
      generator: "abc",
      mean: [1, 2, 3],
      entries: [first, .init(Direction(name: "b", space: "w", vector: [0, 1, 0]))]
    )
    set.sample = (7, 1000)
    return set
  }

  private func read(
    _ arrays: [(String, [UInt8])],
    space: String? = nil
  ) throws -> DirectionSet {
    try DirectionFile.decode(
      NPZ.encode(arrays),
      named: "test.npz",
      spaces: spaces,
      space: space
    )
  }

  @Test func `what is written is read again`() throws {
    var set = set()
    let bytes = try DirectionFile.encode(set)
    #expect(try DirectionFile.decode(bytes, named: "a.npz", spaces: spaces) == set)
    set.activations = .init(
      components: [[1, 2, 3, 4], [5, 6, 7, 8]],
      mean: [0, 1, 0, 1],
      deviations: [3, 2],
      dimensions: [1, 2, 2]
    )
    let more = try DirectionFile.encode(set)
    #expect(try DirectionFile.decode(more, named: "a.npz", spaces: spaces) == set)
    #expect(try NPZ(bytes: more, named: "a").array("act_comp").dimensions == [2, 1, 1, 2, 2])
  }

  @Test func `a file of GANSpace is of w where that fits, unless another space is named`() throws {
    let arrays = [
      ("lat_comp", NPY.encode([1, 0, 0, 0, 1, 0] as [Float], dimensions: [2, 1, 3])),
      ("lat_stdev", NPY.encode([2, 1] as [Float], dimensions: [2])),
      ("lat_mean", NPY.encode([0, 0, 0] as [Float], dimensions: [1, 3])),
      ("var_ratio", NPY.encode([0.7, 0.2] as [Float], dimensions: [2])),
    ]
    let found = try read(arrays)
    #expect(found.space == "w" && found.entries.map(\.weight) == [0.7, 0.2])
    #expect(found.entries[0].direction.deviation == 2)
    #expect(found.entry("component 1")?.direction.vector == [0, 1, 0])
    #expect(found.entry("1") == found.entries[1] && found.entry("2") == nil)
    #expect(try read(arrays, space: "z").space == "z")
  }

  @Test func `what cannot be directions is refused`() throws {
    func floats(_ values: [Float], _ dimensions: [Int]) -> [UInt8] {
      NPY.encode(values, dimensions: dimensions)
    }
    #expect(throws: Fault.self) { try read([("else", floats([1], [1]))]) }
    #expect(throws: Fault.self) { try read([("lat_comp", floats([], [0, 3]))]) }
    #expect(throws: Fault.self) { try read([("lat_comp", floats([1, 2, 3], [3]))]) }
    #expect(throws: Fault.self) { try read([("lat_comp", floats([1, .nan, 3], [1, 3]))]) }
    #expect(throws: Fault.self) { try read([("lat_comp", floats([1, 2, 3, 4], [1, 4]))]) }
    let good = ("lat_comp", floats([1, 2, 3], [1, 3]))
    #expect(throws: Fault.self) { try read([good, ("lat_stdev", floats([1, 2], [2]))]) }
    #expect(throws: Fault.self) { try read([good, ("lat_stdev", floats([.infinity], [1]))]) }
    #expect(throws: Fault.self) { try read([good, ("ganscope", floats([1], [1]))]) }
    #expect(throws: Fault.self) { try read([good, ("ganscope", NPY.encode(bytes: [0x7B]))]) }
    let words = #"{"version": 1, "origin": "x", "space": "z", "directions": []}"#
    #expect(throws: Fault.self) {
      try read([good, ("ganscope", NPY.encode(bytes: Array(words.utf8)))])
    }
    let own = try DirectionFile.encode(set())
    #expect(throws: Fault.self) {
      try DirectionFile.decode(own, named: "a", spaces: spaces, space: "z")
    }
    for cut in stride(from: 0, to: own.count, by: 97) {
      #expect(throws: Fault.self) {
        try DirectionFile.decode(Array(own.prefix(cut)), named: "a", spaces: spaces)
      }
    }
  }
}
