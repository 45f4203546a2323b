import Concepts
import Faults
import Foundation
import TestSupport
import Testing

@testable import Segmenters

private typealias Tensors = [(name: String, dimensions: [Int])]

/// The names and shapes of a reference's list of keys.
private func tensors(_ list: String) throws -> Tensors {
  let text = try String(contentsOfFile: References.path("golden/\(list)"), encoding: .utf8)
  return text.split(separator: "\n").compactMap { line in
    let pieces = line.split(separator: " ", maxSplits: 1)
    guard pieces.count == 2, let end = pieces[1].firstIndex(of: ")") else { return nil }
    let extents = pieces[1][..<end].split(separator: ",")
    return (
      String(pieces[0]),
      extents.compactMap { Int($0.filter(\.isNumber)) }
    )
  }
}

private func infer(
  _ tensors: Tensors,
  configuration: String? = nil
) throws -> WholeArchitecture {
  try .infer(
    from: TensorInventory(source: "network.pth", tensors),
    try configuration.map { try SegFormerConfiguration.read(Array($0.utf8), from: "config.json") }
  )
}

@Suite(.enabled(if: Golden.isPresent)) struct WholeArchitectureTests {
  @Test(arguments: [
    ("segformer_slim/keys_b0.txt", "mit_b0", "segformer", 3_752_694),
    ("torchvision_deeplabv3_slim/keys_deeplabv3_resnet50.txt", "resnet50dilated", "deeplabv3", 0),
    ("torchvision_deeplabv3_slim/keys_fcn_resnet50.txt", "resnet50dilated", "fcn", 0),
    (
      "torchvision_lraspp_slim/keys_deeplabv3_mobilenet_v3_large.txt", "mobilenetv3_large",
      "deeplabv3", 0
    ),
    (
      "torchvision_lraspp_slim/keys_lraspp_mobilenet_v3_large.txt", "mobilenetv3_large", "lraspp",
      3_221_538
    ),
    ("bisenet_face_slim/keys_full.txt", "resnet18", "bisenet", 0),
  ])
  func `published networks are known by their tensors alone`(
    list: String,
    encoder: String,
    decoder: String,
    parameters: Int
  ) throws {
    let network = try infer(try tensors(list))
    #expect(network.encoderName == encoder && network.decoderName == decoder)
    if parameters > 0 { #expect(network.parameterCount == parameters) }
  }

  private static let slim = [
    "segformer_slim", "torchvision_deeplabv3_slim", "torchvision_lraspp_slim",
    "bisenet_face_slim",
  ]
  private static let heads = #"{"num_attention_heads":[1,2,5,8]}"#

  @Test(arguments: slim)
  func `without any one tensor, or with another shape of it, a file is refused`(
    folder: String
  ) throws {
    let whole = try tensors("\(folder)/keys.txt")
    let unneeded = [
      ".num_batches_tracked", "aux_classifier.", "conv_out16.", "conv_out32.",
    ]
    #expect(throws: Never.self) { try infer(whole, configuration: Self.heads) }
    for (index, tensor) in whole.enumerated()
    where !unneeded.contains(where: tensor.name.contains) {
      var fewer = whole
      fewer.remove(at: index)
      #expect(throws: Fault.self, "without \(tensor.name)") {
        _ = try infer(fewer, configuration: Self.heads)
      }
      // The number of classes is nowhere else.
      let isFree = tensor.name == "conv_out.conv_out.weight"
      for axis in tensor.dimensions.indices.dropFirst(isFree ? 1 : 0) {
        var wider = whole
        wider[index].dimensions[axis] += 1
        #expect(throws: Fault.self, "\(wider[index])") {
          _ = try infer(wider, configuration: Self.heads)
        }
      }
      var flat = whole
      flat[index].dimensions = []
      #expect(throws: Fault.self) { try infer(flat, configuration: Self.heads) }
      flat[index].dimensions = tensor.dimensions.map { _ in 0 }
      #expect(throws: Fault.self) { try infer(flat, configuration: Self.heads) }
    }
    let unknown = #expect(throws: Fault.self) {
      try infer(whole + [("surprise", [1])], configuration: Self.heads)
    }
    #expect(unknown?.found.contains("surprise unknown") == true)
  }

  @Test(arguments: [
    (#"{"num_attention_heads":[1,2,5]}"#, "num_attention_heads of 3 stages"),
    (#"{"num_attention_heads":[1,2,5,7]}"#, "7 heads over 64 channels"),
    (#"{"num_attention_heads":[1,2,5,8],"depths":[2,2,2,2]}"#, "depths (2, 2, 2, 2)"),
    (#"{"num_attention_heads":[1,2,5,8],"hidden_sizes":[32,64,160,256]}"#, "hidden_sizes"),
    (#"{"num_attention_heads":[1,2,5,8],"sr_ratios":[8,4,2,2]}"#, "sr_ratios"),
    (#"{"num_attention_heads":[1,2,5,8],"patch_sizes":[7,3,3,5]}"#, "patch_sizes"),
    (#"{"num_attention_heads":[1,2,5,8],"decoder_hidden_size":256}"#, "decoder_hidden_size"),
    (#"{"num_attention_heads":[1,2,5,8],"id2label":{"0":"a","1":"b"}}"#, "id2label (2)"),
    (#"{"num_attention_heads":[1,2,5,8],"strides":[4,2,2]}"#, "strides of 3 stages"),
    ("{}", "unpublished widths"),
  ])
  func `a config.json that contradicts the tensors is refused`(
    text: String,
    reason: String
  ) throws {
    let whole = try tensors("segformer_slim/keys.txt")
    let fault = #expect(throws: Fault.self) { try infer(whole, configuration: text) }
    #expect(fault?.kind == .refused && fault?.found.contains(reason) == true)
  }
}

@Suite struct ForeignSegmenterTests {
  @Test func `a family that is not read is named`() {
    for (name, family) in [
      ("backbone.0.body.conv1.weight", "none"), ("roi_heads.box_head.fc6.weight", "Mask R-CNN"),
      ("segformer.encoder.patch_embeddings.0.proj.weight", "classification"),
      ("decode_head.convs.0.conv.weight", "mmsegmentation"),
      ("model.pixel_level_module.encoder.weight", "Mask2Former"),
    ] {
      let fault = #expect(throws: Fault.self) { try infer([(name, [4, 3, 3, 3])]) }
      let isForeign = family != "none"
      #expect(fault?.found.contains(isForeign ? family : "no segmenter that is read") == true)
    }
  }

  @Test(arguments: [
    "", "[]", "{", "null", #"{"num_attention_heads":[0]}"#, #"{"strides":[-1]}"#,
    #"{"strides":[99999999999999999999]}"#, #"{"strides":[4.5]}"#, #"{"strides":"4"}"#,
    #"{"id2label":{"1":"a"}}"#, #"{"id2label":{"0":""}}"#, #"{"id2label":{}}"#,
    #"{"id2label":["a"]}"#, #"{"id2label":{"00":"a"}}"#, #"{"model_type":"upernet"}"#,
    #"{"hidden_act":"relu"}"#, #"{"decoder_hidden_size":1e400}"#,
    String(repeating: "[", count: 100_000),
    #"{"id2label":{"0":"\#(String(repeating: "x", count: 201))"}}"#,
  ])
  func `a hostile config.json is refused`(text: String) {
    let fault = #expect(throws: Fault.self) {
      try SegFormerConfiguration.read(Array(text.utf8), from: "config.json")
    }
    #expect(fault?.kind == .refused && fault?.subject == "config.json")
  }

  @Test(arguments: [
    "", "[]", #"{"size":31}"#, #"{"size":{"height":512}}"#, #"{"size":4096}"#,
    #"{"image_mean":[0,0]}"#, #"{"image_std":[0,1,1]}"#, #"{"rescale_factor":0}"#,
    #"{"image_mean":[1e39,0,0]}"#, #"{"rescale_factor":1e-45}"#, #"{"size":[512,640]}"#,
    #"{"size":{"shortest_edge":512,"longest_edge":640}}"#, #"{"image_std":0}"#,
  ])
  func `a hostile preprocessor_config.json is refused`(text: String) {
    let fault = #expect(throws: Fault.self) {
      try ImageProcessor.read(Array(text.utf8), from: "preprocessor_config.json")
    }
    #expect(fault?.kind == .refused)
  }

  @Test func `how images are presented is taken from the file`() throws {
    func read(_ text: String) throws -> ImageProcessor {
      try ImageProcessor.read(Array(text.utf8), from: "preprocessor_config.json")
    }
    let usual = try read("{}")
    #expect(usual.presentation == nil && usual.format.mean == ImageFormat.ade20k.mean)
    #expect(try read(#"{"size":640}"#).presentation?.size == 640)
    let wide = try read(#"{"size":{"height":512,"width":1024}}"#).presentation
    #expect(wide?.rectangle == [512, 1024] && wide?.size == nil)
    let short = try read(#"{"size":{"shortest_edge":256}}"#).presentation
    #expect(short == ImagePresentation(size: 256, keepsAspect: true))
    #expect(try read(#"{"size":[64,64]}"#).presentation?.size == 64)
    #expect(try read(#"{"image_mean":0.5}"#).format.mean == [0.5, 0.5, 0.5])
    let flipped = try read(#"{"do_flip_channel_order":true}"#).format
    #expect(flipped.channels.map(\.source) == [2, 1, 0])
    let own = try read(#"{"do_resize":false,"size":9}"#).presentation
    #expect(own == ImagePresentation())
    let raw = try read(#"{"do_rescale":false,"do_normalize":false}"#).format
    // -1 is the byte 0 and 1 is 255.
    let channel = raw.channels[0]
    #expect(abs(channel.offset - 127.5) < 1e-3 && abs(channel.factor - 127.5) < 1e-3)
  }

  @Test func `what the published code does with images and is not done is told`() throws {
    func remarks(_ text: String) throws -> [String] {
      try ImageProcessor.read(Array(text.utf8), from: "preprocessor_config.json").remarks
    }
    #expect(try remarks(#"{"resample":2,"do_center_crop":false}"#).isEmpty)
    #expect(try remarks(#"{"resample":3,"do_resize":false}"#).isEmpty)
    #expect(try remarks(#"{"resample":0}"#).contains { $0.contains("nearest") })
    #expect(try remarks(#"{"do_center_crop":true}"#).contains { $0.contains("middle") })
  }

  @Test func `names that occur twice are numbered, and a background is no concept`() {
    let labels = CategoryLabels(names: ["Background", "screen", "screen", "screen (2)"])
    #expect(labels.vocabulary.concepts.map(\.name) == ["-", "screen", "screen (3)", "screen (2)"])
    #expect(!labels.vocabulary.isConcept(0) && labels.vocabulary.isConcept(1))
    #expect(CategoryLabels(names: ["road"]).vocabulary.isConcept(0))
    #expect(ClassNames.faces.count == 19 && ClassNames.pascalVOC.count == 21)
  }
}
