import Faults
import SampleFiles
import Testing

@testable import Checkpoints

/// Which of several networks in a file is taken, and what is said of it.
@Suite struct NetworkChoiceTests {
  /// A value of a pickle.
  private indirect enum Value: Sendable {
    case tensor
    case list(Int)
    case dictionary([(String, Value)])
    case object(module: String, name: String)
    /// An object of a class of one's own that is a kind of dictionary.
    case mapping([(String, Value)])
    /// An object with a state.
    case instance(Value)
    case oneOf(Value)
  }

  /// A network of three matrices.
  private static let network = Value.dictionary(
    ["a", "b", "c"].map { ("\($0).weight", Value.tensor) }
  )

  private func state(_ items: [(String, Value)]) throws -> StateDictionary {
    var pickle = PickleWriter()
    write(.dictionary(items), to: &pickle)
    pickle.raw(".")
    return try CheckpointReader.read(
      bytes: SampleCheckpoint().pytorchZip(pickle: pickle.bytes),
      named: "sample"
    )
  }

  private func write(_ value: Value, to pickle: inout PickleWriter) {
    let tensor = SampleTensor("w", rows: 2, columns: 3)
    switch value {
    case .tensor: pickle.tensor(tensor, isLegacy: false)
    case .list(let count):
      pickle.raw("](")
      for _ in 0..<count { pickle.tensor(tensor, isLegacy: false) }
      pickle.raw("e")
    case .dictionary(let items):
      pickle.raw("}(")
      for (key, value) in items {
        pickle.string(key)
        write(value, to: &pickle)
      }
      pickle.raw("u")
    case .object(let module, let name):
      pickle.global(module, name)
      pickle.raw(")R")
    case .mapping(let items):
      pickle.global("mine.containers", "Dict")
      pickle.raw(")")
      pickle.raw([0x81])
      pickle.raw("(")
      for (key, value) in items {
        pickle.string(key)
        write(value, to: &pickle)
      }
      pickle.raw("u")
    case .instance(let state):
      pickle.global("mine.averaging", "Average")
      pickle.raw(")")
      pickle.raw([0x81])
      write(state, to: &pickle)
      pickle.raw("b")
    case .oneOf(let value):
      pickle.raw("]")
      write(value, to: &pickle)
      pickle.raw("a")
    }
  }

  @Test(arguments: [
    ("netG", "netG_mavg"), ("G", "G_MA"), ("G", "GMA"), ("G", "G_mean"), ("G", "GE"),
    ("model", "swa_model"), ("g", "g_running"),
  ])
  func `the averaged of two siblings is taken and said`(plain: String, averaged: String) throws {
    let state = try state([(plain, Self.network), (averaged, Self.network)])
    #expect(state.wrapping.path == [averaged] && state.wrapping.isAveraged)
    #expect(state.remarks.contains { $0.contains("'\(averaged)' are used, not '\(plain)'") })
  }

  @Test func `what is called online inside an average is not averaged`() throws {
    let names = ["online_model", "ema_model"].flatMap { head in
      ["a", "b", "c"].map { ("\(head).\($0).weight", Value.tensor) }
    }
    let state = try state([("ema", .dictionary(names))])
    #expect(state.wrapping.path == ["ema", "ema_model"])
  }

  @Test func `averages without names are told to be passed over`() throws {
    let average = Value.dictionary([("shadow_params", .list(3))])
    let state = try state([("model", Self.network), ("ema", average)])
    #expect(state.wrapping.path == ["model"] && !state.wrapping.isAveraged)
    #expect(state.remarks.contains { $0.contains("'ema/shadow_params' holds averaged weights") })
    let plain = try self.state([("model", Self.network), ("samples", .list(3))])
    #expect(plain.remarks.isEmpty)
  }

  @Test func `averages inside lists and objects are told to be passed over`() throws {
    guard case .dictionary(let items) = Self.network else { return }
    let forms: [(Value, String)] = [
      (.mapping(items), "an object of mine.containers.Dict"),
      (.instance(.dictionary([("shadow", Self.network)])), "an object of mine.averaging.Average"),
      (.oneOf(Self.network), "a list without names"),
    ]
    for (form, words) in forms {
      let state = try state([("G", Self.network), ("G_ema", form)])
      #expect(state.wrapping.path == ["G"])
      #expect(state.remarks.contains { $0.contains("'G_ema' holds averaged weights as \(words)") })
      let inside = try self.state([("G", Self.network), ("ema", .dictionary([("G", form)]))])
      #expect(inside.remarks.contains { $0.contains("'ema/G' holds averaged weights") })
      let optimizer = try self.state([("G", Self.network), ("ema_optimizer", form)])
      #expect(optimizer.remarks.isEmpty)
    }
    let plain = try state([("G", Self.network), ("ema", .instance(.dictionary([])))])
    #expect(plain.remarks.isEmpty)
  }

  @Test func `networks two prefixes deep are told apart`() throws {
    func named(_ heads: [String]) -> [(String, Value)] {
      heads.flatMap { head in ["a", "b", "c"].map { ("\(head).\($0).weight", Value.tensor) } }
    }
    let both = try state(named(["gan.G", "gan.D", "gan_ema.G"]))
    #expect(both.wrapping.path == ["gan_ema"] && both.wrapping.isAveraged)
    #expect(both.names == ["a.weight", "b.weight", "c.weight"])
    #expect(try state(named(["models.G"])).names == both.names)
    #expect(try state(named(["self.G", "self.D"])).wrapping.path == ["G"])
  }

  @Test func `two generators that nothing tells apart are refused by name`() {
    let fault = #expect(throws: Fault.self) {
      try state([("generator", Self.network), ("generator_test", Self.network)])
    }
    #expect(fault?.found.contains("several generators ('generator', 'generator_test')") == true)
  }

  @Test func `what everything was trained as is no part of a layer's name`() throws {
    let names = ["a", "b", "c"].map { ("progan.generator.\($0).weight", Value.tensor) }
    #expect(try state(names).names == ["a.weight", "b.weight", "c.weight"])
  }

  @Test(arguments: [
    ("numpy.random._pickle", "__randomstate_ctor"), ("numpy.random._pickle", "__generator_ctor"),
    ("numpy.random.bit_generator", "__pyx_unpickle_SeedSequence"), ("builtins", "ValueError"),
    ("builtins", "Ellipsis"), ("exceptions", "RuntimeError"),
  ])
  func `random states and errors beside the weights are set aside`(
    module: String,
    name: String
  ) throws {
    let object = Value.object(module: module, name: name)
    let state = try state([("model", Self.network), ("beside", object)])
    #expect(state.wrapping.objects.map(\.value) == ["\(module).\(name)"])
  }

  @Test(arguments: [
    ("builtins", "eval"), ("builtins", "type"), ("numpy.random._pickle", "__import__"),
    ("builtins", "x.Error"),
  ])
  func `what reaches further is refused`(module: String, name: String) {
    #expect(throws: Fault.self) {
      try state([("model", Self.network), ("beside", .object(module: module, name: name))])
    }
  }
}
