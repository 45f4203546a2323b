import Checkpoints
import Concepts
import Faults
import Foundation
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

@testable import Segmenters

/// A folder that goes away with the test.
private final class Scratch {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "segmenter-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func write(_ text: String, to name: String) throws {
    let url = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(text.utf8).write(to: url)
  }

  func copy(_ golden: String, to name: String) throws {
    let target = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try FileManager.default.copyItem(
      at: URL(filePath: References.path("golden/\(golden)")),
      to: target
    )
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("What lies in a folder")
struct FolderTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  private func fault() -> Fault? {
    #expect(throws: Fault.self) {
      _ = try SegmenterLoader.load(directory: folder.path, session: Session())
    }
  }

  @Test("An absent folder, a file, an empty folder and half a segmenter are told apart")
  func nothing() throws {
    #expect(fault()?.found == "an empty folder")
    try folder.write("", to: "decoder_epoch_3.pth")
    #expect(fault()?.found == "decoder_epoch_3.pth")
    #expect(fault()?.expected?.contains("same epoch") == true)
    let absent = #expect(throws: Fault.self) {
      _ = try SegmenterLoader.load(directory: folder.path + "/none", session: Session())
    }
    #expect(absent?.kind == .missing)
    let file = #expect(throws: Fault.self) {
      _ = try SegmenterLoader.load(
        directory: folder.path + "/decoder_epoch_3.pth",
        session: Session()
      )
    }
    // A file may be a whole network; half of one still lacks the other.
    #expect(file?.kind == .missing && file?.found == "decoder_epoch_3.pth")
  }

  @Test("The latest epoch of which both files are there is taken")
  func epochs() throws {
    let names = [
      "encoder_epoch_9.pth", "encoder_epoch_10.pth", "encoder_epoch_30.pth",
      "decoder_epoch_9.pth", "decoder_epoch_10.pth",
    ]
    let files = SegmenterFiles(
      Dictionary(uniqueKeysWithValues: names.map { ($0, []) }),
      named: "here"
    )
    let found = try NetworkFiles.find(in: files)
    #expect(found?.encoder == "encoder_epoch_10.pth" && found?.decoder == "decoder_epoch_10.pth")
    #expect(found?.remark == nil)
  }

  @Test("Of pairs that no number tells apart the choice is said")
  func words() throws {
    let names = ["encoder_best.pth", "encoder_last.pth", "decoder_best.pth", "decoder_last.pth"]
    let files = SegmenterFiles(
      Dictionary(uniqueKeysWithValues: names.map { ($0, []) }),
      named: "here"
    )
    let found = try NetworkFiles.find(in: files)
    #expect(found?.encoder == "encoder_last.pth")
    #expect(found?.remark?.contains("not 'encoder_best.pth'") == true)
  }
}

@Suite("Segmenters from folders", .enabled(if: Golden.isPresent))
struct LoaderTests {
  private let folder: Scratch
  private let session: Session

  init() throws {
    folder = try Scratch()
    session = try Session()
  }

  private func load() throws -> any Segmenter {
    try SegmenterLoader.load(directory: folder.path, session: session)
  }

  private func copyUnifiedParsing(to name: String = "") throws {
    for file in ["encoder_epoch_40.pth", "decoder_epoch_40.pth", "labels.json"] {
      try folder.copy("upp_slim/\(file)", to: name + file)
    }
  }

  @Test("A unified-parsing segmenter without labels, or with others, is refused")
  func labels() throws {
    try copyUnifiedParsing()
    try FileManager.default.removeItem(atPath: folder.path + "/labels.json")
    let absent = #expect(throws: Fault.self) { try load() }
    #expect(absent?.kind == .missing)
    try folder.write(
      "{\"object\": [\"-\", \"sky\"], \"material\": [\"-\"], \"object_part\": {}}",
      to: "labels.json"
    )
    let wrong = #expect(throws: Fault.self) { try load() }
    #expect(wrong?.expected?.hasPrefix("336 object names") == true)
    #expect(wrong?.found == "2")
  }

  @Test("An encoder of another network is refused")
  func otherEncoder() throws {
    try folder.copy(
      "ade20k_resnet18dilated_ppm_deepsup/encoder_epoch_20.pth",
      to: "encoder_epoch_40.pth"
    )
    try folder.copy("upp_slim/decoder_epoch_40.pth", to: "decoder_epoch_40.pth")
    try folder.copy("upp_slim/labels.json", to: "labels.json")
    let fault = #expect(throws: Fault.self) { try load() }
    #expect(fault?.found.contains("(8, 16, 32, 64)") == true)
  }

  @Test("Settings give a name, a size and the owners of parts; they are part of the hash")
  func settings() throws {
    try copyUnifiedParsing()
    let plain = try load().summary
    try folder.write(
      "{\"name\": \"Parsing\", \"segmentation_size\": 64, \"part_owners\": [\"building\"]}",
      to: "ganscope.json"
    )
    let segmenter = try load()
    #expect(segmenter.summary.name == "Parsing")
    #expect(segmenter.summary.defaultSizes == [64])
    #expect(segmenter.summary.contentHash != plain.contentHash)
    #expect(segmenter.summary == (try SegmenterLoader.inspect(directory: folder.path + "/")))
    #expect(try SegmenterLoader.innerFolders(of: folder.path).isEmpty)
    let names = segmenter.vocabulary.named.map(\.name)
    #expect(names.contains("roof") && !names.contains("cloud"))
  }

  @Test("A segmenter one folder further down is found, and the folder is told")
  func innerFolder() throws {
    try copyUnifiedParsing(to: "inner/")
    #expect(try SegmenterLoader.innerFolders(of: folder.path) == ["inner"])
    #expect(try SegmenterLoader.inspect(directory: folder.path) == load().summary)
  }

  @Test("Values that are not numbers are told of a network in one file, too")
  func nonFinite() throws {
    let source = "golden/segformer_slim/model.safetensors"
    try folder.copy("segformer_slim/config.json", to: "config.json")
    var bytes = try Data(contentsOf: URL(filePath: References.path(source)))
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    try bytes.write(to: URL(filePath: folder.path + "/model.safetensors"))
    let summary = try SegmenterLoader.inspect(directory: folder.path)
    #expect(summary.remarks.contains { $0.contains("infinite or not a number") })
    #expect(try load().summary.remarks == summary.remarks)
  }

  @Test("A network whose parts an index names is read like the whole")
  func parts() throws {
    try folder.copy("segformer_slim/config.json", to: "config.json")
    try folder.copy("segformer_slim/model.safetensors", to: "part.safetensors")
    let names = try CheckpointReader.read(path: folder.path + "/part.safetensors").names
    let map = names.map { "\"\($0)\": \"part.safetensors\"" }.joined(separator: ", ")
    try folder.write("{\"weight_map\": {\(map)}}", to: "model.safetensors.index.json")
    #expect(try load().summary.labels.heads.map(\.classes) == [150])
  }

  @Test("A folder of one file is that file's segmenter, not a folder's in it")
  func single() throws {
    let file = "torchvision_deeplabv3_slim/deeplabv3_resnet50_coco-slim.pth"
    try folder.copy(file, to: "deeplab.pth")
    #expect(try SegmenterLoader.innerFolders(of: folder.path).isEmpty)
    #expect(try load().summary.name == folder.path.split(separator: "/").last.map(String.init))
  }

  @Test("Files in memory are the same segmenter as files in a folder")
  func inMemory() throws {
    let expected = try Golden.arrays("upp_slim")
    let images = try expected.tensor("image").sample(0)
    var files: [String: [UInt8]] = [:]
    for name in ["encoder_epoch_40.pth", "decoder_epoch_40.pth", "labels.json"] {
      let url = URL(filePath: References.path("golden/upp_slim/\(name)"))
      files[name] = Array(try Data(contentsOf: url))
    }
    let embedded = try SegmenterLoader.load(files: files, session: session)
    let read = try SegmenterLoader.load(
      directory: References.path("golden/upp_slim"),
      session: session
    )
    #expect(embedded.summary.contentHash == read.summary.contentHash)
    let options = SegmentationOptions(downsample: 4)
    #expect(
      try embedded.segment(images, options: options) == read.segment(images, options: options)
    )
  }

  @Test("A folder of unified parsing and colours is one segmenter, its numbers one after the other")
  func merged() throws {
    try copyUnifiedParsing(to: "upp/")
    for part in ["encoder", "decoder"] {
      try folder.copy(
        "ade20k_resnet18dilated_ppm_deepsup/\(part)_epoch_20.pth",
        to: "color/\(part)_epoch_20.pth"
      )
    }
    let labels = (0..<150).map { "{\"name\": \"hue \($0)\", \"category\": \"color\"}" }
    try folder.write(
      """
      {"labels": [\(labels.joined(separator: ","))], "categories": [{"name": "color"}],
       "imageformat": {"byteorder": "BGR", "mean": [0.4, 0.45, 0.48], "stdev": [0.004, 0.004, 0.004]}}
      """,
      to: "color/labels.json"
    )
    let segmenter = try load()
    #expect(segmenter.summary.kind == .merged)
    let options = SegmentationOptions(downsample: 2, quadrants: true)
    let vocabulary = segmenter.vocabulary(for: options)
    #expect(vocabulary.count == 1729 + 151)
    #expect(vocabulary.named.count == 1728 + 150)
    let images = try Golden.arrays("upp_slim").tensor("image")
    let map = try segmenter.segment(images, options: options)
    #expect(map.shape == Shape(2, 6, 64, 64))
    let colors = map.labels[5 * 64 * 64..<6 * 64 * 64]
    #expect(colors.allSatisfy { (1730..<1880).contains($0) })
    let hue = try #require(colors.first)
    let score = try segmenter.score(of: Int(hue), in: images, options: options)
    #expect(try score.mask().labels[0] == 1 && score.probability.values[0] > 0)
  }

  @Test("A labels.json replaces the names that the program has for ADE20K's classes")
  func ownNames() throws {
    for part in ["encoder", "decoder"] {
      try folder.copy(
        "ade20k_mobilenetv2dilated_c1_deepsup/\(part)_epoch_20.pth",
        to: "\(part)_epoch_20.pth"
      )
    }
    let images = try Golden.arrays("ade20k_mobilenetv2dilated_c1_deepsup").tensor("image")
    let published = try load()
    #expect(published.summary.kind == .ade20k)
    #expect(published.summary.labels.source == .program("ADE20K"))
    #expect(published.vocabulary[0]?.name == "wall")
    let names = (0..<150).map { "{\"name\": \"class \($0)\", \"category\": \"thing\"}" }
    func labels(_ names: [String]) -> String {
      let list = names.joined(separator: ",")
      return "{\"labels\": [\(list)], \"categories\": [{\"name\": \"thing\"}]}"
    }
    try folder.write(labels(names), to: "labels.json")
    let renamed = try load()
    #expect(renamed.summary.labels.source == .labelsFile)
    #expect(renamed.summary.labels.heads.map(\.name) == ["thing"])
    #expect(renamed.summary.contentHash != published.summary.contentHash)
    #expect(renamed.vocabulary.concepts.prefix(2).map(\.name) == ["-", "class 0"])
    let before = try published.segment(images, options: SegmentationOptions())
    // Numbers count from 1 where "-" is one of them.
    let after = try renamed.segment(images, options: SegmentationOptions())
    #expect(after.labels == before.labels.map { $0 + 1 })
    try folder.write(labels(names.dropLast()), to: "labels.json")
    let fault = #expect(throws: Fault.self) { try load() }
    #expect(fault?.expected?.hasPrefix("150 class names") == true && fault?.found == "149")
  }

  @Test("A labels.json with other names of the same number renames unified parsing's concepts")
  func renamedObjects() throws {
    try copyUnifiedParsing()
    let path = folder.path + "/labels.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let before = try load().vocabulary
    try folder.write(text.replacing("\"tree\"", with: "\"Baum\""), to: "labels.json")
    let after = try load().vocabulary
    #expect(before[4]?.name == "tree" && after[4]?.name == "Baum")
    #expect(after.count == before.count)
  }

  @Test("Numbers that stand for no scored concept are refused")
  func unscored() throws {
    try copyUnifiedParsing()
    let segmenter = try load()
    let images = Tensor(Shape(1, 3, 32, 32), filledWith: 0)
    let options = SegmentationOptions(quadrants: true)
    for number in [-1, 0, 336, 1675, 1729, 9999] {
      #expect(throws: Fault.self) {
        try segmenter.score(of: number, in: images, options: options)
      }
    }
  }

  @Test("Sizes and images that do not fit are refused")
  func misfits() throws {
    try copyUnifiedParsing()
    let segmenter = try load()
    let images = Tensor(Shape(1, 3, 32, 48), filledWith: 0)
    for options in [
      SegmentationOptions(sizes: [0]), SegmentationOptions(sizes: [1 << 40]),
      SegmentationOptions(downsample: 0), SegmentationOptions(downsample: 33),
    ] {
      #expect(throws: Fault.self) { try segmenter.segment(images, options: options) }
    }
    #expect(throws: Fault.self) {
      try segmenter.segment(
        Tensor(Shape(1, 1, 32, 32), filledWith: 0),
        options: SegmentationOptions()
      )
    }
  }

  @Test("Images of any extent are segmented, each alike alone and in a batch")
  func anyExtent() throws {
    try copyUnifiedParsing()
    let segmenter = try load()
    let shape = Shape(3, 3, 45, 70)
    let images = Tensor(shape, (0..<shape.count).map { sin(Float($0 * $0 % 977)) })
    let options = SegmentationOptions(downsample: 3)
    let together = try segmenter.segment(images, options: options)
    #expect(together.shape == Shape(3, 3, 15, 23))
    let alone = try (0..<3).flatMap {
      try segmenter.segment(images.sample($0), options: options).labels
    }
    #expect(together.labels == alone)
    let features = try segmenter.pooledFeatures(of: images, options: options)
    let single = try (0..<3).flatMap {
      try segmenter.pooledFeatures(of: images.sample($0), options: options)
    }
    #expect(features == single && Set(features).count == 3)
    #expect(features.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isFinite) })
  }
}
