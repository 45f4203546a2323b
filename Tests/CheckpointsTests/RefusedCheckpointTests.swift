import Checkpoints
import Faults
import SampleFiles
import Testing

@Suite struct RefusedCheckpointTests {
  private func reason(_ bytes: [UInt8]) -> String {
    do throws(Fault) {
      let state = try CheckpointReader.read(bytes: bytes, named: "sample")
      return "accepted \(state.names)"
    } catch {
      return error.kind == .refused ? error.description : "\(error.kind)"
    }
  }

  private func reason(changing change: (inout SampleCheckpoint) -> Void) -> [String] {
    var sample = SampleCheckpoint()
    change(&sample)
    return [reason(sample.pytorchZip()), reason(sample.pytorchLegacy())]
  }

  private func reason(pickle body: String, before: [UInt8] = []) -> String {
    var pickle = PickleWriter()
    pickle.raw(before)
    pickle.raw(body)
    return reason(SampleCheckpoint().pytorchZip(pickle: pickle.bytes))
  }

  @Test func `every proper prefix of every format is refused`() {
    let header = #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let sample = SampleCheckpoint()
    let files = [
      sample.pytorchZip(), sample.pytorchLegacy(),
      SampleCheckpoint.safetensors(header, SampleCheckpoint.floats(2)),
    ]
    for file in files {
      #expect(reason(file).hasPrefix("accepted"))
      for count in file.indices {
        #expect(reason(Array(file.prefix(count))).hasPrefix("cannot read"), "\(count) bytes")
      }
      #expect(reason(file + [0]).hasPrefix("cannot read"))
    }
  }

  @Test func `archives and indices around a checkpoint are named`() throws {
    let inner = ZipWriter([.init("net/G.pth", SampleCheckpoint().pytorchZip())]).bytes()
    #expect(reason(inner).contains("holds 'net/G.pth'") && reason(inner).contains("Unpack it"))
    let fault = #expect(throws: Fault.self) {
      try CheckpointReader.read(path: "/nowhere/pytorch_model.bin.index.json")
    }
    #expect(fault?.found.contains("several .bin files") == true)
  }

  @Test func `nothing is called, whatever a pickle asks for`() {
    #expect(reason(pickle: "cos\nsystem\n(X\u{4}\0\0\0truetR.").contains("'os.system'"))
    #expect(reason(pickle: "cbuiltins\neval\n.").contains("'builtins.eval'"))
    #expect(reason(pickle: "(X\u{2}\0\0\0idios\nsystem\n.").contains("INST"))
    #expect(reason(pickle: "ctorch\nFloatStorage\n(K\u{5}tR.").contains("allocate"))
    #expect(reason(pickle: "ccollections\nOrderedDict\n(K\u{1}tR.").contains("tuple"))
    #expect(reason(pickle: "K\u{1})R.").contains("not a name"))
  }

  @Test func `instructions without their operands are refused`() {
    for body in [".", "R.", "t.", "a.", "u.", "b.", "Q.", "q\0.", "h\0.", "s.", "}K\u{1}s.", "(."] {
      #expect(reason(pickle: body).hasPrefix("cannot read"), "\(body)")
    }
    #expect(reason(pickle: "NN.").contains("2 values"))
    #expect(reason(pickle: "}(K\u{1}u.").contains("without a value"))
    #expect(reason(pickle: "}(]K\u{1}u.").contains("key of a dictionary"))
    #expect(reason(pickle: ")K\u{1}a.").contains("appended to a tuple"))
  }

  @Test func `bombs end at a limit`() {
    let nested = String(repeating: "]", count: 200_000)
    #expect(reason(pickle: nested + ".").contains("too deeply"))
    let deep = [UInt8(ascii: ")")] + [UInt8](repeating: 0x85, count: 200_000)
    #expect(reason(pickle: ".", before: deep).contains("levels deep"))
    let endless = [UInt8](repeating: UInt8(ascii: "N"), count: 20_000)
    #expect(reason(pickle: ".", before: endless).contains("too deeply"))
    #expect(reason(pickle: "]q\0h\0a.").contains("contains itself"))
    #expect(reason(pickle: "}q\0(X\u{1}\0\0\0ah\0u.").contains("contains itself"))
    let huge: [UInt8] = [0x5D, 0x72, 0xFF, 0xFF, 0xFF, 0x7F]
    #expect(reason(pickle: ".", before: huge).contains("memo slot 2147483647"))
    let longText: [UInt8] = [0x58, 0xFF, 0xFF, 0xFF, 0xFF]
    #expect(reason(pickle: ".", before: longText).contains("4294967295 bytes expected"))
  }

  @Test func `doubling through the memo costs nothing`() {
    var pickle = PickleWriter()
    pickle.raw("]q\0")
    for slot in UInt8(1)...60 {
      pickle.raw([0x5D, 0x71, slot, 0x28, 0x68, slot - 1, 0x68, slot - 1, 0x65])
    }
    pickle.raw([0x85, 0x2E])
    #expect(reason(SampleCheckpoint().pytorchZip(pickle: pickle.bytes)).hasPrefix("cannot read"))
  }

  @Test func `a list of pairs given again and again is counted`() {
    var pickle = PickleWriter()
    pickle.raw("](")
    for index in 0..<4000 {
      pickle.raw("(")
      pickle.integer(index)
      pickle.raw("Nt")
    }
    pickle.raw("eq\0")
    for _ in 0..<2000 {
      pickle.global("collections", "OrderedDict")
      pickle.raw([0x68, 0, 0x85, 0x52])
    }
    pickle.raw(".")
    let bytes = SampleCheckpoint().pytorchZip(pickle: pickle.bytes)
    #expect(reason(bytes).contains("items in all"))
  }

  @Test func `wide containers that hold one another many times are walked once`() {
    // Walked once for each mention this would be 20,000 times 20,000 steps.
    var pickle = PickleWriter()
    for slot in UInt8(0)...1 {
      pickle.raw([0x5D, 0x71, slot])
      for _ in 0..<5 {
        pickle.raw("(")
        for _ in 0..<4000 { pickle.raw(slot == 0 ? [0x4E] : [0x68, 0]) }
        pickle.raw("e")
      }
    }
    pickle.raw([0x86, 0x2E])
    let bytes = SampleCheckpoint().pytorchZip(pickle: pickle.bytes)
    #expect(reason(bytes).contains("a tuple instead"))
  }

  @Test func `unclear wrappers are refused`() {
    func wrapped(_ keys: [String]) -> String {
      var pickle = PickleWriter()
      pickle.raw("}(")
      for key in keys {
        pickle.string(key)
        pickle.raw("}")
        pickle.string("w")
        pickle.tensor(SampleTensor("w", rows: 2, columns: 3), isLegacy: false)
        pickle.raw("s")
      }
      pickle.raw("u.")
      return reason(SampleCheckpoint().pytorchZip(pickle: pickle.bytes))
    }
    #expect(wrapped(["one"]).hasPrefix("accepted"))
    #expect(wrapped(["one", "two"]).contains("'one', 'two'"))
    #expect(wrapped(["one", "G", "two"]).hasPrefix("accepted"))
    #expect(wrapped(["G", "G"]).contains("two of this name"))
    #expect(reason(pickle: "}X\u{1}\0\0\0aK\u{1}s.").contains("no dictionary of named tensors"))
  }

  @Test func `views that leave their storage are refused`() {
    let changes: [(inout SampleTensor) -> Void] = [
      { $0.offset = 1 }, { $0.offset = -1 }, { $0.offset = .max }, { $0.dimensions = [-2, 3] },
      {
        $0.dimensions = [1 << 32, 1 << 32]; $0.strides = [0, 0]
      },
      {
        $0.dimensions = [1 << 20, 1 << 20]; $0.strides = [0, 0]
      },
      { $0.strides = [1 << 40, 1] }, { $0.strides = [.max, 1] }, { $0.strides = [-3, 1] },
      { $0.strides = [3] }, { $0.dimensions = [Int](repeating: 1, count: 9) },
      {
        $0.dimensions = [0, 3]; $0.offset = 7
      },
    ]
    for (index, change) in changes.enumerated() {
      for reason in reason(changing: { change(&$0.tensors[0]) }) {
        #expect(reason.hasPrefix("cannot read"), "change \(index): \(reason)")
      }
    }
  }

  @Test func `storages that are absent, short, long or contradictory are refused`() {
    for count in [5, 7, -6, 1 << 40, (1 << 62) + 6] {
      for reason in reason(changing: { $0.tensors[0].storageCount = count }) {
        #expect(reason.hasPrefix("cannot read"), "\(count): \(reason)")
      }
    }
    #expect(reason(changing: { $0.storages = [] }).allSatisfy { $0.hasPrefix("cannot read") })
    #expect(reason(changing: { $0.storages = [] })[0].contains("tensor 'w'"))
    #expect(reason(changing: { $0.tensors[0].key = "../version" })[0].contains("tensor 'w'"))
    let twice = reason(changing: {
      $0.tensors.append(SampleTensor("v", rows: 2, columns: 3))
      $0.tensors[1].storageClass = "IntStorage"
    })
    #expect(twice.allSatisfy { $0.contains("described twice") })
    let same = reason(changing: { $0.tensors.append($0.tensors[0]) })
    #expect(same.allSatisfy { $0.contains("two of this name") })
  }

  @Test func `a legacy list of storages must fit the tensors`() {
    let sample = SampleCheckpoint()
    #expect(reason(sample.pytorchLegacy(keys: [])).contains("not in it"))
    #expect(reason(sample.pytorchLegacy(keys: ["0", "0"])).contains("twice"))
    #expect(reason(sample.pytorchLegacy(keys: ["0", "1"])).contains("no tensor uses"))
    #expect(reason(sample.pytorchLegacy(counts: [7])).contains("7 values"))
    #expect(reason(sample.pytorchLegacy(counts: [-1])).hasPrefix("cannot read"))
    for view in [("9", 3, 4), ("9", -1, 2), ("9", 0, .max), ("9", 7, 0)] {
      let refused = reason(changing: { $0.tensors[0].view = view })[1]
      #expect(refused.hasPrefix("cannot read"), "\(view)")
    }
  }

  @Test(arguments: [
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#,
    #" {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}x"#,
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#,
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#,
    #"{"w":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
    #"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551624]}}"#,
    #"{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F32","shape":[4611686018427387904,4,0],"data_offsets":[0,0]}}"#,
    #"{"w":{"dtype":"F4","shape":[16],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0077":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":{"a":1},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"v":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    "{\"a\nb\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
    "[]", "{", "{}", "",
  ]) func `a safetensors header that breaks a rule is refused`(header: String) {
    let bytes = SampleCheckpoint.safetensors(header, SampleCheckpoint.floats(2))
    #expect(reason(bytes).hasPrefix("cannot read"))
  }

  @Test func `deep JSON is refused on the small stack of a pool thread`() async {
    let headers = ["[", "{\"a\":", "{\"w\":{\"shape\":["].map {
      String(repeating: $0, count: 200_000)
    }
    await withTaskGroup(of: String.self) { group in
      for header in headers {
        group.addTask { reason(SampleCheckpoint.safetensors("{\"w\":" + header, [])) }
      }
      for await reason in group { #expect(reason.hasPrefix("cannot read")) }
    }
  }

  @Test func `things that are no checkpoints are named`() {
    #expect(reason([]).contains("empty"))
    #expect(reason(Array("version https://git-lfs.github.com/spec/v1\n".utf8)).contains("LFS"))
    #expect(reason(Array("\n <!DOCTYPE html><html>".utf8)).contains("HTML"))
    #expect(reason([0x89, 0x50, 0x4E, 0x47, 0x0D]).contains("PNG"))
    #expect(reason([0x1F, 0x8B, 8, 0]).contains("gzip"))
    #expect(reason([0x80, 2, 0x4B, 1, 0x2E]).contains("pickle"))
    #expect(reason(ZipWriter([.init("a.npy", [])]).bytes()).contains("NumPy"))
    #expect(reason(ZipWriter([.init("a.txt", [])]).bytes()).contains("data.pkl"))
  }
}
