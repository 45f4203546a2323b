import Faults
import Foundation
import TestSupport
import Testing

@testable import Segmenters

/// Names and shapes of the published networks, as listed beside the reference.
private func published(_ file: String, _ section: String) throws -> TensorInventory {
  let path = References.path("reference/segmenter-data/\(file)")
  let text = try String(contentsOfFile: path, encoding: .utf8)
  var isInside = false
  var tensors: [(name: String, dimensions: [Int])] = []
  for line in text.split(separator: "\n") {
    guard line.hasPrefix(" ") else {
      isInside = line.hasPrefix(section)
      continue
    }
    let pieces = line.split(separator: "(")
    guard isInside, pieces.count == 2 else { continue }
    let name = pieces[0].trimmingCharacters(in: .whitespaces)
    let numbers = pieces[1].split(separator: ")", omittingEmptySubsequences: false)[0]
    tensors.append(
      (
        name,
        numbers.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      )
    )
  }
  return TensorInventory(source: section, tensors)
}

@Suite("Architectures from tensors alone")
struct ArchitectureTests {
  @Test(
    "The published unified-parsing network is a ResNet50 with a UPerNet of 512 units",
    .enabled(if: References.run(with: "reference/segmenter-data"))
  )
  func unifiedParsing() throws {
    let encoderTensors = try published("upernet_keys.txt", "ENC")
    let decoderTensors = try published("upernet_keys.txt", "DEC")
    let encoder = try EncoderArchitecture.infer(from: encoderTensors, isDilated: false)
    let decoder = try DecoderArchitecture.infer(from: decoderTensors)
    try decoder.check(feeding: encoder, decoderTensors)
    #expect(encoder.name == "resnet50" && decoder.name == "upernet")
    #expect(encoder.outputChannels == [256, 512, 1024, 2048])
    #expect(encoder.parameterCount == 23_631_808)
    guard case .pyramid(let pyramid) = decoder, case .parsing(let heads) = pyramid.heads else {
      Issue.record("no unified-parsing heads")
      return
    }
    #expect(pyramid.fusion.inputs == 2048 && pyramid.fusion.outputs == 512)
    #expect(heads.part.classifier.outputs == 427)
  }

  private static let stem: [(name: String, dimensions: [Int])] = [
    ("cbr.0.weight", [4, 16, 3, 3]), ("cbr.1.weight", [4]), ("cbr.1.bias", [4]),
    ("cbr.1.running_mean", [4]), ("cbr.1.running_var", [4]),
    ("cbr.1.num_batches_tracked", []), ("cbr.1._running_iter", [1]),
    ("conv_last.weight", [150, 4, 1, 1]), ("conv_last.bias", [150]),
  ]

  private func infer(
    _ tensors: [(name: String, dimensions: [Int])]
  ) throws -> DecoderArchitecture {
    try .infer(from: TensorInventory(source: "decoder.pth", tensors))
  }

  @Test("Counters and buffers of older releases are no obstacle")
  func bookkeeping() throws {
    #expect(try infer(Self.stem).name == "c1")
  }

  @Test("Missing, mis-shaped and unknown tensors are all named")
  func complaints() {
    var tensors = Self.stem
    tensors.removeAll { $0.name == "cbr.1.bias" }
    tensors[1].dimensions = [5]
    tensors.append(("surprise", [1]))
    let fault = #expect(throws: Fault.self) { try infer(tensors) }
    #expect(fault?.subject == "decoder.pth")
    #expect(
      fault?.found == "cbr.1.bias missing; cbr.1.weight (5) instead of (4) of another shape; "
        + "surprise unknown"
    )
  }

  @Test("A tensor that should be a kernel and is none is refused")
  func noKernel() {
    let fault = #expect(throws: Fault.self) { try infer([("cbr.0.weight", [4, 0, 3, 3])]) }
    #expect(fault?.found.contains("no kernel") == true)
  }

  @Test("A file of no known decoder is refused")
  func unknownDecoder() {
    let fault = #expect(throws: Fault.self) { try infer([("layer1.conv.weight", [1, 1, 4, 4])]) }
    #expect(fault?.found.contains("none of the decoders") == true)
  }

  @Test(
    "Dilated stages keep the resolution: strides become dilations of 2 and 4, first by half",
    .enabled(if: References.run(with: "reference/segmenter-data"))
  )
  func dilation() throws {
    let tensors = try published("sseg_keys.txt", "resnet18dilated")
    let encoder = try ResidualArchitecture.infer(from: tensors, isDilated: true)
    let steps = encoder.stages.map { stage in
      stage.blocks.flatMap { $0.convolutions.map { [$0.stride, $0.dilation] } }
    }
    #expect(encoder.name == "resnet18dilated")
    #expect(steps[1] == [[2, 1], [1, 1], [1, 1], [1, 1]])
    #expect(steps[2] == [[1, 1], [1, 2], [1, 2], [1, 2]])
    #expect(steps[3] == [[1, 2], [1, 4], [1, 4], [1, 4]])
  }
}
