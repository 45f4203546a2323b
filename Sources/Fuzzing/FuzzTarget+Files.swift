import Checkpoints
import Directions
import Files
import Interventions
import NumPyFiles
import SampleFiles
import Tensors

extension FuzzTarget {
  static let archives = [
    FuzzTarget(name: "zip", seeds: zipSeeds) { bytes in
      guard let archive = try? ZipArchive(bytes, limits: .init(inflatedBytes: 1 << 20)) else {
        return
      }
      for entry in archive.entries {
        guard let contents = try? archive.contents(of: entry) else { continue }
        precondition(contents.count == entry.size)
      }
    }
  ]

  static let checkpoints = [
    // The pickle alone is changed, so that no checksum stands before it.
    FuzzTarget(name: "pickle", seeds: { samples.map { $0.pickle() } + [wrappedPickle()] }) {
      useCheckpoint(samples[0].pytorchZip(pickle: $0))
    },
    FuzzTarget(name: "pth-zip", seeds: { samples.map { $0.pytorchZip() } }, read: useCheckpoint),
    FuzzTarget(
      name: "pth-legacy",
      seeds: { samples.map { $0.pytorchLegacy() } },
      read: useCheckpoint
    ),
    FuzzTarget(name: "pickle-alone", seeds: aloneSeeds, read: useCheckpoint),
    FuzzTarget(name: "pickle-5", seeds: { [modernPickle()] }) {
      useCheckpoint(samples[0].pytorchZip(pickle: $0))
    },
    FuzzTarget(name: "safetensors", seeds: safetensorsSeeds, read: useCheckpoint),
  ]

  static let arrays = [
    FuzzTarget(name: "npy", seeds: npySeeds) { bytes in
      guard let array = try? NPY.read(bytes: bytes, named: "input") else { return }
      precondition(array.floats.count == array.dimensions.reduce(1, *))
      precondition(array.values.count <= bytes.count)
    },
    FuzzTarget(name: "directions", seeds: { directionSeeds() }, read: useDirections),
    // The notes alone are changed, so that no checksum stands before them.
    FuzzTarget(name: "direction-notes", seeds: { [directionNotes] }) { bytes in
      let arrays = [
        ("lat_comp", NPY.encode([0.5, 1, 0, 2] as [Float], dimensions: [2, 1, 2])),
        ("ganscope", NPY.encode(bytes: bytes)),
      ]
      useDirections(NPZ.encode(arrays))
    },
  ]

  private static let spaces = [
    LatentSpace(name: "z", width: 2), LatentSpace(name: "w", width: 2, inputs: 6),
  ]

  private static let directionNotes = Array(
    (#"{"version":1,"origin":"components","space":"w","generator":"ab","seed":1,"scenes":9,"#
      + #""directions":[{"name":"a","weight":0.5,"inputs":[0,3]},{"name":"b","slope":1,"#
      + #""quality":{"value":0.5,"low":0.1,"high":0.7,"scenes":20}}]}"#).utf8
  )

  private static func directionSeeds() -> [[UInt8]] {
    let ways = [[Float(1), 0], [0, 1]].enumerated().map { index, vector in
      DirectionSet.Entry(Direction(name: "way \(index)", space: "w", vector: vector), weight: 0.5)
    }
    var set = DirectionSet(origin: "a seed", space: "w", mean: [1, 2], entries: ways)
    var seeds = [(try? DirectionFile.encode(set)) ?? []]
    set.activations = .init(
      components: [[1, 2], [3, 4]],
      mean: [0, 0],
      deviations: [1, 1],
      dimensions: [2, 1, 1]
    )
    seeds.append((try? DirectionFile.encode(set)) ?? [])
    return seeds
  }

  private static func useDirections(_ bytes: [UInt8]) {
    guard let set = try? DirectionFile.decode(bytes, named: "input", spaces: spaces) else {
      return
    }
    // What was read can be written and read again.
    guard let again = try? DirectionFile.encode(set),
      let second = try? DirectionFile.decode(again, named: "input", spaces: spaces)
    else { preconditionFailure("directions cannot be read again") }
    precondition(second.entries.map(\.direction) == set.entries.map(\.direction))
  }

  private static func useCheckpoint(_ bytes: [UInt8]) {
    guard let state = try? CheckpointReader.read(bytes: bytes, named: "input") else { return }
    let inspection = CheckpointInspection(of: state)
    precondition(inspection.tensorLines.count == state.names.count)
    precondition(inspection.facts.count >= 4)
    // Views may repeat values, but only so many times.
    precondition(inspection.valueCount <= 8 * bytes.count + (64 << 10))
    for entry in state.entries {
      guard let values = try? state.tensor(entry.name, expecting: entry.dimensions) else {
        preconditionFailure("a tensor that is listed cannot be read")
      }
      precondition(values.count == entry.count)
    }
  }

  // MARK: Seeds

  private static let samples: [SampleCheckpoint] = {
    var views = SampleCheckpoint()
    views.tensors[0].view = ("9", 2, 4)
    views.tensors[0].dimensions = [2, 2]
    views.tensors[0].strides = [1, 2]
    views.tensors.append(SampleTensor("module.v", rows: 1, columns: 4, key: "1"))
    views.tensors[1].storageClass = "HalfStorage"
    views.storages.append(("1", [0, 0x3C, 0, 0x40, 0, 0x42, 0, 0x44]))
    return [SampleCheckpoint(), views]
  }()

  private static func wrappedPickle() -> [UInt8] {
    var pickle = PickleWriter()
    pickle.raw("}q\0(")
    pickle.string("epoch")
    pickle.integer(3)
    pickle.string("loss")
    pickle.raw([0x47, 0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A])
    pickle.string("state_dict")
    pickle.orderedDictionary()
    pickle.raw("q\u{1}(")
    pickle.string("module.w")
    pickle.tensor(SampleTensor("w", rows: 2, columns: 3), isLegacy: false)
    pickle.raw("u}")
    pickle.string("_metadata")
    pickle.orderedDictionary()
    pickle.raw("sbu.")
    return pickle.bytes
  }

  /// What protocols 4 and 5 write: frames, memos without numbers, names from the stack, bytes, and
  /// objects of unknown classes beside the tensors.
  private static func modernPickle() -> [UInt8] {
    var pickle = PickleWriter()
    pickle.bytes = [0x80, 5, 0x95, 16, 0, 0, 0, 0, 0, 0, 0]
    pickle.raw("}")
    pickle.raw([0x94])
    pickle.raw("(")
    pickle.short("args")
    pickle.stackGlobal("argparse", "Namespace")
    pickle.raw(")")
    pickle.raw([0x81])
    pickle.raw("}(")
    pickle.short("lr")
    pickle.integer(1)
    pickle.raw("ub")
    pickle.short("best")
    pickle.stackGlobal("numpy.core.multiarray", "scalar")
    pickle.stackGlobal("numpy", "dtype")
    pickle.short("f4")
    pickle.raw([0x85, 0x52])
    pickle.raw("(K\u{3}")
    pickle.short("<")
    pickle.raw("NNNtb")
    pickle.raw([0x43, 4, 0, 0, 0x80, 0x3F, 0x86, 0x52])
    pickle.short("seen")
    pickle.raw([0x8F, 0x28, 0x4B, 1, 0x90])
    pickle.short("model")
    pickle.raw("}(")
    pickle.string("module.w")
    pickle.tensor(SampleTensor("w", rows: 2, columns: 3), isLegacy: false)
    pickle.raw("uu.")
    return pickle.bytes
  }

  /// NVIDIA's forms: (G, D, Gs) of TensorFlow, and a persistent object with a nested file.
  @Sendable private static func aloneSeeds() -> [[UInt8]] {
    var graph = PickleWriter()
    graph.bytes = [0x80, 4]
    for _ in 0..<3 {
      graph.stackGlobal("tfutil", "Network")
      graph.raw(")")
      graph.raw([0x81])
      graph.raw("}(")
      graph.short("variables")
      graph.raw("](")
      graph.short("4x4/Dense/weight")
      graph.stackGlobal("numpy.core.multiarray", "_reconstruct")
      graph.stackGlobal("numpy", "ndarray")
      graph.raw("K\0")
      graph.raw([0x85, 0x43, 1, 0x62, 0x87, 0x52])
      graph.raw("(K\u{1}K\u{1}K\u{2}")
      graph.raw([0x86])
      graph.stackGlobal("numpy", "dtype")
      graph.short("f4")
      graph.raw([0x85, 0x52, 0x89, 0x43, 8, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
      graph.raw("tb")
      graph.raw([0x86])
      graph.raw("eub")
    }
    graph.raw([0x87, 0x2E])
    var storage = SampleCheckpoint()
    storage.tensors[0].name = "unused"
    let nested = storage.legacyStorage()
    var modules = PickleWriter()
    modules.bytes = [0x80, 4]
    modules.raw("}(")
    modules.short("G_ema")
    modules.stackGlobal("torch_utils.persistence", "_reconstruct_persistent_obj")
    modules.raw("}(")
    modules.short("class_name")
    modules.short("Generator")
    modules.short("state")
    modules.raw("}(")
    modules.short("_parameters")
    modules.raw("}(")
    modules.short("w")
    modules.stackGlobal("torch._utils", "_rebuild_tensor_v2")
    modules.raw("(")
    modules.stackGlobal("torch.storage", "_load_from_bytes")
    modules.raw([0x42] + [UInt8(nested.count & 255), UInt8(nested.count >> 8), 0, 0] + nested)
    modules.raw([0x85, 0x52])
    modules.integer(0)
    modules.tuple([2, 3])
    modules.tuple([3, 1])
    modules.raw([0x89])
    modules.orderedDictionary()
    modules.raw("tRuuu")
    modules.raw([0x85, 0x52])
    modules.raw("u.")
    return [graph.bytes, modules.bytes]
  }

  @Sendable private static func zipSeeds() -> [[UInt8]] {
    var deflated = ZipWriter.Entry("a/b", [UInt8](repeating: 9, count: 300))
    deflated.isDeflated = true
    var described = ZipWriter.Entry("c", [1, 2])
    described.hasDescriptor = true
    var wide = ZipWriter([.init("d", [3]), deflated, described])
    wide.hasZip64End = true
    return [ZipWriter([deflated, described]).bytes(), wide.bytes(), ZipWriter([]).bytes()]
  }

  @Sendable private static func safetensorsSeeds() -> [[UInt8]] {
    let header = """
      {"__metadata__":{"format":"pt","é":"\\u00e9\\ud83d\\ude00"},"v":{"dtype":"BF16","shape":[],\
      "data_offsets":[8,10]},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}
      """
    return [SampleCheckpoint.safetensors(header, SampleCheckpoint.floats(2) + [0x80, 0x3F])]
  }

  @Sendable private static func npySeeds() -> [[UInt8]] {
    [
      NPY.encode(Tensor(Shape(1, 2, 1, 2), [1, 2, 3, 4])),
      NPY.encode([Int32](1...3), dimensions: [3]), NPY.encode([Float(1)], dimensions: []),
    ]
  }
}
