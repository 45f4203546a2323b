import Foundation
import Images
import NumPyFiles
import Tensors
import TestSupport
import Testing

/// The published segmentations, asked for as a person does.
@Suite(.enabled(if: References.run(with: "golden/upp_slim/expected.npz")))
struct SegmentationTests {
  private let program: Program
  private let segmenter: String
  private let expected: NPZ

  init() throws {
    program = try Program()
    segmenter = References.path("golden/upp_slim")
    expected = try NPZ(path: segmenter + "/expected.npz")
    let array = try expected.array("image")
    let images = Tensor(Shape(2, 3, 128, 128), array.floats)
    for sample in 0..<2 {
      // The inputs are multiples of 1/127.5, so that bytes hold them.
      let pixels = (0..<128 * 128).flatMap { pixel in
        (0..<3).map { channel in
          let value = images.featureMap(sample: sample, unit: channel).dropFirst(pixel).first
          return UInt8((((value ?? 0) + 1) * 127.5).rounded())
        }
      }
      let image = RGBImage(width: 128, height: 128, pixels: pixels)
      try PNG.write(image, to: program.file("\(sample).png"))
    }
  }

  @Test(arguments: [
    ("seg_plain", "--segmentation-size 128 --downsample 2"),
    ("seg_quad", "--segmentation-size 128 --downsample 2 --quadrants --parity published"),
    (
      "seg_allparts_quad_ds4",
      "--segmentation-size 128 --downsample 4 --quadrants --all-parts --parity published"
    ),
    ("seg_two_sizes", "--segmentation-size 128 64 --downsample 2"),
    ("seg_two_sizes", "--segmentation-size 128 --segmentation-size 64 --downsample 2"),
  ])
  func `label maps are the published ones`(name: String, flags: String) throws {
    defer { program.remove() }
    let outcome = try program.run(
      ["segment", "--image", "0.png", "1.png", "--segmenter", segmenter, "--npy", "labels.npy"]
        + flags.split(separator: " ").map(String.init)
    )
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let found = try NPY.read(path: program.file("labels.npy"))
    let published = try expected.array(name)
    #expect(found.dimensions == published.dimensions)
    let pairs = zip(found.integers ?? [], published.integers ?? [])
    let share = Double(pairs.count { $0 == $1 }) / Double(max(1, published.integers?.count ?? 0))
    #expect(share >= 0.999)
  }

  @Test func `quadrants have names and categories in legends and tables`() throws {
    defer { program.remove() }
    let outcome = try program.run(
      "segment",
      "--image",
      "0.png",
      "--segmenter",
      segmenter,
      "--quadrants",
      "--downsample",
      "2",
      "--output",
      "seen"
    )
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let legend = try Data(contentsOf: program.folder.appendingPathComponent("seen/labels.json"))
    let entries = try #require(
      JSONSerialization.jsonObject(with: legend) as? [[String: Any]]
    )
    let top = try #require(entries.first { $0["name"] as? String == "sky-t" })
    #expect(top["category"] as? String == "part" && top["number"] as? Int == 337)
    let pattern = /[a-z]-[tblr] +part/
    #expect(outcome.output.contains(pattern))
  }

  @Test func `a segmenter's directory is described`() throws {
    defer { program.remove() }
    let parsing = try program.run("inspect", segmenter).output
    for part in [
      "unified parsing", "upernet", "object 336, material 26, part 427", "of its labels.json",
      "of sky, building, person; with --all-parts of 77 objects", "images at their own size",
    ] {
      #expect(parsing.contains(part), "\(part)")
    }
    let small = try program.run(
      "inspect",
      References.path("golden/ade20k_mobilenetv2dilated_c1_deepsup")
    )
    for part in ["mobilenetv2dilated", "c1_deepsup", "object 150", "which ganscope has"] {
      #expect(small.output.contains(part), "\(part)")
    }
  }

  @Test func `what a segmenter or processor does not offer is refused with a way out`() throws {
    defer { program.remove() }
    let small = References.path("golden/ade20k_mobilenetv2dilated_c1_deepsup")
    let cases: [([String], String)] = [
      (["--segmenter", small, "--quadrants"], "--no-quadrants"),
      (["--segmenter", small, "--all-parts"], "--no-all-parts"),
    ]
    for (arguments, part) in cases {
      let outcome = try program.run(["segment", "--image", "0.png", "--npy", "x.npy"] + arguments)
      #expect(outcome.exitCode == 64, "\(arguments)")
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
    }
    let own = try program.run(
      ["segment", "--image", "0.png", "--npy", "x.npy", "--segmenter", small, "--no-quadrants"]
    )
    #expect(own.exitCode == 0)
  }
}
