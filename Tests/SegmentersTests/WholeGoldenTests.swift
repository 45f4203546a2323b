import Faults
import Foundation
import Layers
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

@testable import Segmenters

/// A network that is one file, beside what the published code computes with it.
private struct Reference {
  let blueprint: WholeBlueprint
  let expected: NPZ
  let session: Session

  init(_ folder: String) throws {
    let files = try SegmenterFiles(directory: References.path("golden/\(folder)"))
    let file = try #require(WholeFile.published(in: files) ?? WholeFile.only(in: files))
    blueprint = try WholeBlueprint(files, file)
    expected = try Golden.arrays(folder)
    session = try Session()
  }

  /// The first image of an array as the network sees it, at its own size.
  func presented(_ name: String) throws -> FeatureMaps {
    ImageFormat.ade20k.present(try expected.tensor(name).sample(0), on: session)
  }

  /// Compares the encoder's feature maps of the first image.
  func check(_ network: LogitNetwork, _ names: [String]) throws {
    var levels: [Slot: FeatureMaps] = [:]
    let image = try presented("image_64x64")
    var pass = ForwardPass(
      network.network,
      from: [network.image: image],
      visiting: Set(network.levels)
    )
    _ = try pass.run(to: network.logits) { slot, maps throws(Fault) in
      levels[slot] = maps.copy()
      return maps
    }
    for (slot, name) in zip(network.levels.suffix(names.count), names) {
      let expected = try expected.tensor("\(name)_64x64")
      let scale = max(1, expected.values.map(abs).max() ?? 0)
      let found = try #require(levels[slot]).tensor()
      #expect(largestDifference(found, expected) < 1e-4 * scale)
    }
  }

  /// Compares the labels of all images and, of the first, the enlarged logits of every so many
  /// classes if there are any.
  func checkLabels(_ size: String, logits listed: String? = nil, every step: Int = 1) throws {
    let segmenter = try blueprint.segmenter(seeing: ImagePresentation(), on: session)
    let images = try expected.tensor("image_\(size)")
    let map = try segmenter.segment(images, options: SegmentationOptions())
    let published = try expected.labels("argmax_\(size)")
    #expect(agreement(map, published) >= 0.999)
    // Where two classes are within 5e-3, rounding may decide.
    let network = try blueprint.network(on: session)
    for sample in 0..<images.shape.batch {
      let presented = ImageFormat.ade20k.present(images.sample(sample), on: session)
      let logits = Resampling(
        network.enlargement,
        height: images.shape.height,
        width: images.shape.width
      )(try network(presented)).tensor()
      if sample == 0, let listed {
        let chosen = logits.channels(every: step)
        #expect(largestDifference(chosen, try expected.tensor(listed)) < 2e-3)
      }
      let plane = map.shape.planeCount
      for (pixel, isContested) in isContested(logits, within: 5e-3).enumerated()
      where !isContested {
        #expect(map.labels[sample * plane + pixel] == published.labels[sample * plane + pixel])
      }
    }
  }
}

extension Tensor {
  fileprivate func channels(every step: Int) -> Tensor {
    let chosen = Array(stride(from: 0, to: shape.channels, by: step))
    return Tensor(
      Shape(1, chosen.count, shape.height, shape.width),
      chosen.flatMap { values[$0 * shape.planeCount..<($0 + 1) * shape.planeCount] }
    )
  }
}

@Suite("Segmenters of one file against the published code", .enabled(if: Golden.isPresent))
struct WholeGoldenTests {
  @Test("SegFormer: stages, logits, probabilities and labels")
  func segFormer() throws {
    let reference = try Reference("segformer_slim")
    let summary = reference.blueprint.summary
    #expect(summary.encoder == "mit (1, 1, 1, 1 blocks)" && summary.decoder == "segformer")
    #expect(summary.defaultSizes == [512] && summary.labels.source == .configuration)
    let network = try reference.blueprint.network(on: reference.session)
    let image = try reference.presented("image_64x64")
    let pixels = try reference.expected.tensor("pixel_values_64x64")
    #expect(largestDifference(image.tensor(), pixels) < 1e-5)
    try reference.check(network, ["stage0", "stage1", "stage2", "stage3"])
    for (size, step) in [("64x64", 12), ("96x128", 37)] {
      let logits = try network(try reference.presented("image_\(size)"))
      let expected = try reference.expected.tensor("logits_\(size)").sample(0)
      #expect(largestDifference(logits.tensor(), expected) < 2e-3)
      let probabilities = try reference.expected.tensor("prob_every\(step)_\(size)")
      let vote = LogitVote(
        [logits],
        height: probabilities.shape.height,
        width: probabilities.shape.width
      )
      let chosen = Array(stride(from: 0, to: 150, by: step))
      let found = vote.probabilities(of: chosen, among: 0..<150)
      #expect(largestDifference(found, probabilities) < 1e-3)
      try reference.checkLabels(size)
    }
  }

  @Test("DeepLabV3: encoder, logits and labels")
  func deepLab() throws {
    let reference = try Reference("torchvision_deeplabv3_slim")
    let summary = reference.blueprint.summary
    #expect(summary.decoder == "deeplabv3" && summary.kind == .pascalVOC)
    #expect(summary.defaultSizes == [520] && summary.keepsAspect)
    let network = try reference.blueprint.network(on: reference.session)
    try reference.check(network, ["backbone_out"])
    let logits = try network(try reference.presented("image_64x64"))
    let expected = try reference.expected.tensor("logits_low_64x64")
    #expect(largestDifference(logits.tensor(), expected) < 2e-3)
    try reference.checkLabels("64x64", logits: "out_64x64")
    try reference.checkLabels("96x128", logits: "out_every4_96x128", every: 4)
  }

  @Test("LRASPP: logits and labels")
  func lite() throws {
    let reference = try Reference("torchvision_lraspp_slim")
    let summary = reference.blueprint.summary
    #expect(summary.encoder == "mobilenetv3_large" && summary.decoder == "lraspp")
    let network = try reference.blueprint.network(on: reference.session)
    try reference.check(network, ["backbone_low", "backbone_high"])
    let logits = try network(try reference.presented("image_64x64"))
    let expected = try reference.expected.tensor("logits_low_64x64")
    #expect(largestDifference(logits.tensor(), expected) < 2e-3)
    try reference.checkLabels("64x64", logits: "out_64x64")
    try reference.checkLabels("96x128", logits: "out_every4_96x128", every: 4)
  }

  @Test("BiSeNet for faces: logits and labels")
  func faces() throws {
    let reference = try Reference("bisenet_face_slim")
    let summary = reference.blueprint.summary
    #expect(summary.encoder == "resnet18" && summary.decoder == "bisenet")
    #expect(summary.kind == .faces && summary.defaultSizes == [512])
    let network = try reference.blueprint.network(on: reference.session)
    let logits = try network(try reference.presented("image_64x64"))
    let expected = try reference.expected.tensor("logits_low_64x64")
    #expect(largestDifference(logits.tensor(), expected) < 2e-3)
    try reference.checkLabels("64x64", logits: "out_64x64")
    try reference.checkLabels("96x128", logits: "out_every4_96x128", every: 4)
  }

  // The random DeepLabV3 amplifies rounding: PyTorch, with every layer's output rounded to bfloat16,
  // gives 61 % of its own float32 labels there.
  @Test(
    "bfloat16 names the same pixels as far as rounding lets it",
    .enabled(if: Precision.bfloat16.isOffered),
    arguments: [
      ("segformer_slim", 0.95), ("torchvision_deeplabv3_slim", 0.5),
      ("torchvision_lraspp_slim", 0.95), ("bisenet_face_slim", 0.95),
    ]
  )
  func halves(folder: String, share: Double) throws {
    let reference = try Reference(folder)
    let segmenter = try reference.blueprint.segmenter(
      seeing: ImagePresentation(),
      on: reference.session
    )
    let images = try reference.expected.tensor("image_64x64")
    let map = try segmenter.segment(images, options: SegmentationOptions(precision: .bfloat16))
    #expect(agreement(map, try reference.expected.labels("argmax_64x64")) > share)
  }
}
