import Faults
import Testing

@testable import Segmenters

/// The tensors of an HRNetV2 of given widths, as the published module names them.
///
/// That the network computes what PyTorch does is checked at full size by compare.sh check.
private struct HighResolutionTensors {
  private(set) var all: [(name: String, dimensions: [Int])] = []

  init(stem: Int, widths: [Int], modules: [Int]) {
    add("conv1", "bn1", 3, stem, 3)
    add("conv2", "bn2", stem, stem, 3)
    var inputs = stem
    for block in 0..<2 {
      add("layer1.\(block).conv1", "layer1.\(block).bn1", inputs, stem, 1)
      add("layer1.\(block).conv2", "layer1.\(block).bn2", stem, stem, 3)
      add("layer1.\(block).conv3", "layer1.\(block).bn3", stem, 4 * stem, 1)
      inputs = 4 * stem
    }
    add("layer1.0.downsample.0", "layer1.0.downsample.1", stem, 4 * stem, 1)
    add("transition1.0.0", "transition1.0.1", inputs, widths[0], 3)
    add("transition1.1.0.0", "transition1.1.0.1", inputs, widths[1], 3)
    for branch in 2..<widths.count {
      let name = "transition\(branch).\(branch).0"
      add("\(name).0", "\(name).1", widths[branch - 1], widths[branch], 3)
    }
    for (index, count) in modules.enumerated() {
      for module in 0..<count {
        addModule("stage\(index + 2).\(module)", Array(widths.prefix(index + 2)))
      }
    }
  }

  private mutating func addModule(_ name: String, _ widths: [Int]) {
    for (target, width) in widths.enumerated() {
      for layer in 1...2 {
        let block = "\(name).branches.\(target).0"
        add("\(block).conv\(layer)", "\(block).bn\(layer)", width, width, 3)
      }
      for (source, from) in widths.enumerated() {
        let fusion = "\(name).fuse_layers.\(target).\(source)"
        if source > target { add("\(fusion).0", "\(fusion).1", from, width, 1) }
        for step in 0..<max(0, target - source) {
          let outputs = step == target - source - 1 ? width : from
          add("\(fusion).\(step).0", "\(fusion).\(step).1", from, outputs, 3)
        }
      }
    }
  }

  private mutating func add(_ name: String, _ norm: String, _ from: Int, _ to: Int, _ kernel: Int) {
    all.append(("\(name).weight", [to, from, kernel, kernel]))
    for part in ["weight", "bias", "running_mean", "running_var"] {
      all.append(("\(norm).\(part)", [to]))
    }
    all.append(("\(norm).num_batches_tracked", []))
  }
}

@Suite struct HighResolutionTests {
  private let tensors = HighResolutionTensors(
    stem: 8,
    widths: [4, 6, 10, 12],
    modules: [1, 2, 1]
  ).all

  private func infer(
    _ tensors: [(name: String, dimensions: [Int])]
  ) throws -> EncoderArchitecture {
    try .infer(from: TensorInventory(source: "encoder.pth", tensors), isDilated: true)
  }

  @Test func `an HRNet of any width is known by its tensors`() throws {
    let encoder = try infer(tensors)
    #expect(encoder.name == "hrnetv2")
    #expect(encoder.outputChannels == [32])
    guard case .highResolution(let network) = encoder else {
      Issue.record("another network")
      return
    }
    #expect(network.stages.map(\.modules.count) == [1, 2, 1])
    #expect(
      network.stages.map { $0.transitions.map { $0 != nil } } == [
        [true, true], [false, false, true], [false, false, false, true],
      ]
    )
    let fusions = network.stages[2].modules[0].fusions
    #expect(fusions[3].map(\.count) == [3, 2, 1, 0])
    #expect(fusions[0].map(\.count) == [0, 1, 1, 1])
    #expect(fusions[3][0].map(\.outputs) == [4, 4, 12])
    #expect(fusions[3][0].allSatisfy { $0.stride == 2 } && fusions[0][3][0].kernel == 1)
  }

  @Test func `a missing or strange tensor of it is named`() {
    let name = "stage3.1.fuse_layers.2.0.1.0.weight"
    let missing = #expect(throws: Fault.self) { try infer(tensors.filter { $0.name != name }) }
    #expect(missing?.found.contains(name) == true)
    let more = tensors + [("stage5.0.weight", [1])]
    let unknown = #expect(throws: Fault.self) { try infer(more) }
    #expect(unknown?.found.contains("stage5.0.weight") == true)
    let cut = #expect(throws: Fault.self) {
      try infer(tensors.filter { !$0.name.hasPrefix("stage2.0.branches.1") })
    }
    #expect(cut != nil)
  }

  @Test func `its one feature map feeds one convolution and a classifier`() throws {
    let encoder = try infer(tensors)
    let plain = try DecoderArchitecture.infer(
      from: TensorInventory(
        source: "decoder.pth",
        [
          ("cbr.0.weight", [4, 32, 3, 3]), ("cbr.1.weight", [4]), ("cbr.1.bias", [4]),
          ("cbr.1.running_mean", [4]), ("cbr.1.running_var", [4]),
          ("conv_last.weight", [150, 4, 1, 1]), ("conv_last.bias", [150]),
        ] as [(name: String, dimensions: [Int])]
      )
    )
    let source = TensorInventory(source: "decoder.pth", [(name: String, dimensions: [Int])]())
    #expect(throws: Never.self) { try plain.check(feeding: encoder, source) }
    #expect(plain.name == "c1" && plain.inputChannels == encoder.outputChannels)
  }
}
