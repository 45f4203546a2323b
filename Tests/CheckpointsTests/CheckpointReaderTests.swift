import Checkpoints
import Faults
import SampleFiles
import Testing

@Suite struct CheckpointReaderTests {
  @Test func `both PyTorch formats give the values`() throws {
    let sample = SampleCheckpoint()
    for (bytes, format) in [
      (sample.pytorchZip(), CheckpointFormat.pytorchZip), (sample.pytorchLegacy(), .pytorchLegacy),
    ] {
      let state = try CheckpointReader.read(bytes: bytes, named: "sample")
      #expect(state.format == format)
      #expect(state.names == ["w"] && state.dimensions(of: "w") == [2, 3])
      #expect(try state.tensor("w", expecting: [2, 3]) == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func `views are read by their strides and offsets`() throws {
    var sample = SampleCheckpoint()
    let views: [(offset: Int, dimensions: [Int], strides: [Int], values: [Float])] = [
      (0, [3, 2], [1, 3], [1, 4, 2, 5, 3, 6]),
      (3, [3], [1], [4, 5, 6]),
      (1, [4, 2], [0, 2], [2, 4, 2, 4, 2, 4, 2, 4]),
      (5, [], [], [6]),
      (0, [0, 7], [9, 9], []),
      (2, [1, 2], [1 << 62, 1], [3, 4]),
      (0, [2, 1, 3], [3, 100, 1], [1, 2, 3, 4, 5, 6]),
    ]
    for view in views {
      sample.tensors[0].offset = view.offset
      sample.tensors[0].dimensions = view.dimensions
      sample.tensors[0].strides = view.strides
      for bytes in [sample.pytorchZip(), sample.pytorchLegacy()] {
        let state = try CheckpointReader.read(bytes: bytes, named: "sample")
        #expect(try state.tensor("w") == view.values)
      }
    }
  }

  @Test func `a legacy storage's view is a part of it`() throws {
    var sample = SampleCheckpoint()
    sample.tensors[0].view = ("9", 2, 4)
    sample.tensors[0].dimensions = [2, 2]
    sample.tensors[0].strides = [2, 1]
    let state = try CheckpointReader.read(bytes: sample.pytorchLegacy(), named: "sample")
    #expect(try state.tensor("w") == [3, 4, 5, 6])
  }

  @Test(
    arguments: [
      ("DoubleStorage", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], Float(1.5)),
      ("HalfStorage", [0x00, 0x3E], 1.5), ("HalfStorage", [0x01, 0x00], 5.9604645e-08),
      ("BFloat16Storage", [0xC0, 0x3F], 1.5),
      ("LongStorage", [0xFE] + [UInt8](repeating: 255, count: 7), -2),
      ("IntStorage", [0, 1, 0, 0], 256), ("ShortStorage", [0xFF, 0xFF], -1),
      ("CharStorage", [0x80], -128), ("ByteStorage", [200], 200), ("BoolStorage", [1], 1),
    ] as [(String, [UInt8], Float)]
  )
  func `every type of storage is converted`(type: String, bytes: [UInt8], value: Float) throws {
    var sample = SampleCheckpoint([SampleTensor("v", rows: 1, columns: 2)])
    sample.tensors[0].storageClass = type
    sample.storages = [("0", bytes + bytes)]
    let state = try CheckpointReader.read(bytes: sample.pytorchZip(), named: "sample")
    #expect(try state.tensor("v") == [value, value])
  }

  @Test func `safetensors give values, metadata and names without escapes`() throws {
    let header = """
      {"__metadata__":{"format":"pt"},"b\\u00e9\\ud83d\\ude00":{"dtype":"U8","shape":[1],\
      "data_offsets":[0,1]}, "w" : {"shape":[2],"dtype":"F32","data_offsets":[1,9]}}
      """
    let bytes = SampleCheckpoint.safetensors(header, [7] + SampleCheckpoint.floats(2))
    let state = try CheckpointReader.read(bytes: bytes, named: "sample")
    #expect(state.names == ["bé😀", "w"])
    #expect(try state.tensor("w") == [1, 2] && state.tensor("bé😀") == [7])
    #expect(state.wrapping.metadata.map(\.key) == ["format"])
    #expect(state.wrapping.metadata.map(\.value) == ["pt"])
  }

  @Test func `parameters, ordered dictionaries and wrappers are seen through`() throws {
    var pickle = PickleWriter()
    pickle.raw("}(")
    pickle.string("epoch")
    pickle.integer(3)
    pickle.string("optimizer")
    pickle.raw("}(")
    pickle.integer(0)
    pickle.raw("]u")
    pickle.string("state_dict")
    pickle.orderedDictionary()
    pickle.raw("(")
    pickle.string("module.w")
    pickle.global("torch._utils", "_rebuild_parameter")
    pickle.raw("(")
    pickle.tensor(SampleTensor("w", rows: 2, columns: 3), isLegacy: false)
    pickle.raw([0x88])
    pickle.orderedDictionary()
    pickle.raw("tRu}(")
    pickle.string("_metadata")
    pickle.orderedDictionary()
    pickle.raw("ubu.")
    let bytes = SampleCheckpoint().pytorchZip(pickle: pickle.bytes)
    let state = try CheckpointReader.read(bytes: bytes, named: "sample")
    #expect(try state.tensor("w", expecting: [2, 3]) == [1, 2, 3, 4, 5, 6])
    #expect(state.wrapping.path == ["state_dict"] && state.wrapping.removedPrefix == "module.")
    #expect(state.wrapping.metadata.map(\.key) == ["epoch"])
    #expect(state.wrapping.metadata.map(\.value) == ["3"])
    #expect(state.wrapping.setAside == ["optimizer"])
  }

  @Test func `an averaged generator is chosen beside loose tensors and other networks`() throws {
    var pickle = PickleWriter()
    let tensor = SampleTensor("w", rows: 2, columns: 3)
    pickle.raw("}(")
    for key in ["g", "g_ema", "d"] {
      pickle.string(key)
      pickle.raw("}")
      pickle.string(key + ".w")
      pickle.tensor(tensor, isLegacy: false)
      pickle.raw("s")
    }
    pickle.string("latent_avg")
    pickle.tensor(tensor, isLegacy: false)
    pickle.raw("u.")
    let bytes = SampleCheckpoint().pytorchZip(pickle: pickle.bytes)
    let state = try CheckpointReader.read(bytes: bytes, named: "sample")
    #expect(state.names == ["w"] && state.wrapping.path == ["g_ema"])
    #expect(state.wrapping.removedPrefix == "g_ema." && state.wrapping.isAveraged)
    #expect(state.looseTensor("latent_avg") == [1, 2, 3, 4, 5, 6])
    #expect(state.wrapping.alternatives == ["g", "d"])
    #expect(state.wrapping.setAside == ["latent_avg"])
  }

  @Test func `a wrong shape, an absent tensor and colliding new names are named`() throws {
    let state = try CheckpointReader.read(bytes: SampleCheckpoint().pytorchZip(), named: "x.pth")
    var fault = try #require(throws: Fault.self) { try state.tensor("w", expecting: [3, 2]) }
    #expect(
      fault.description.contains("'w'") && fault.description.contains("(3, 2)")
        && fault.description.contains("(2, 3)") && fault.description.contains("x.pth")
    )
    fault = try #require(throws: Fault.self) { try state.tensor("absent") }
    #expect(fault.description.contains("'absent'"))
    let renamed = try state.renamed { "layer." + $0 }
    #expect(renamed.names == ["layer.w"] && renamed.contentHash == state.contentHash)
    var twins = SampleCheckpoint()
    twins.tensors = ["v", "w"].map { SampleTensor($0, rows: 2, columns: 3) }
    let both = try CheckpointReader.read(bytes: twins.pytorchZip(), named: "x.pth")
    #expect(throws: Fault.self) { try both.renamed { _ in "same" } }
  }

  @Test func `the inspection tells values that are not numbers`() throws {
    var sample = SampleCheckpoint()
    sample.storages[0].bytes.replaceSubrange(4..<8, with: [0, 0, 0x80, 0x7F])
    sample.storages[0].bytes.replaceSubrange(8..<12, with: [0, 0, 0xC0, 0x7F])
    let state = try CheckpointReader.read(bytes: sample.pytorchZip(), named: "sample")
    let inspection = CheckpointInspection(of: state)
    #expect(inspection.nonFinite.map(\.count) == [2])
    #expect(inspection.facts.contains { $0.heading == "warning" && $0.text.contains("'w' has 2") })
    #expect(inspection.tensorLines == ["w  float32  (2, 3)"])
  }
}
