import Checkpoints
import Faults
import Foundation
import Generators
import Interventions
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

/// StyleGAN2 in three layouts against what the published code computes.
@Suite(.enabled(if: References.run(with: "golden/stylegan2_ada_64"))) struct StyleGoldenTests {
  static let files = [
    ("stylegan2_rosinality_64", "010000.pt"), ("stylegan2_rosinality_64", "converted_legacy.pt"),
    ("stylegan2_ada_64", "network-snapshot-2021.pkl"),
    ("stylegan2_ada_64", "network-snapshot-new.pkl"),
    ("stylegan2_ada_cond_32", "network-snapshot-2021.pkl"),
    ("genforce_stylegan2_32", "stylegan2_all.pth"),
  ]

  @Test(arguments: files)
  func `w, images and activations equal the published code's`(folder: String, file: String) throws {
    let golden = try StyleGolden(folder, file)
    var settings = StyleSettings()
    let generator = try golden.generator(settings)
    let names = Set(generator.summary.layers.map(\.name))
    let w = try golden.w(generator)
    let expectedW = try golden.tensor(golden.has("ws") ? "ws" : "w")
    let width = generator.summary.latentSpaces[1].width
    for sample in 0..<4 {
      let start = sample * expectedW.values.count / 4
      let wanted = Array(expectedW.values[start..<start + width])
      let found = Array(w.values[sample * width..<(sample + 1) * width])
      #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-4 })
    }
    let result = try generator.generate(
      w,
      in: generator.summary.latentSpaces[1],
      observing: names
    )
    #expect(largestDifference(result.images, try golden.tensor("image")) < 1e-4)
    var compared = 0
    for name in golden.names where name.hasPrefix("act_") && !name.hasSuffix("torgb") {
      let layer = LayerName(String(name.dropFirst(4)))
      let found = try #require(result.activations[layer], "\(name)")
      let wanted = try golden.tensor(name)
      let part = found.shape.batch == wanted.shape.batch ? found : found.sample(0)
      #expect(largestDifference(part, wanted) < 1e-4, "\(name)")
      compared += 1
    }
    #expect(compared >= 6)
    settings.psi = 0.7
    try compare(golden, settings, "image_psi07")
    settings.psi = 0.5
    settings.cutoff = 4
    try compare(golden, settings, "image_psi05_cutoff4")
    try compare(golden, settings, "image_psi05_layers4")
    settings = StyleSettings()
    settings.noise = .none
    try compare(golden, settings, "image_noise_none")
    try compare(golden, settings, "image_zero_noise")
  }

  @Test(arguments: files)
  func `edits of units and of styles equal the published code's`(folder: String, file: String)
    throws
  {
    let golden = try StyleGolden(folder, file)
    let generator = try golden.generator(StyleSettings())
    let data = try Data(contentsOf: URL(filePath: golden.folder + "/case.json"))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let ablate = try #require(json["ablate"] as? [String: Any])
    let style = try #require(json["style_edit"] as? [String: Any])
    let w = try golden.w(generator).samples(2)
    let space = generator.summary.latentSpaces[1]
    let layer = LayerName(try #require(ablate["layer"] as? String))
    let units = try #require(generator.summary.layer(layer)?.units)
    var weight = Tensor(Shape(1, units, 1, 1), filledWith: 0)
    for unit in try #require(ablate["channels"] as? [Int]) { weight[0, unit, 0, 0] = 1 }
    let ablation = LayerEdit(
      layer: layer,
      weight: weight,
      replacement: Tensor(weight.shape, filledWith: 0)
    )
    let edited = try generator.generate(w, in: space, edits: [ablation])
    #expect(largestDifference(edited.images, try golden.tensor("edit_ablate")) < 1e-4)

    let owner = try #require((style["layer"] ?? style["conv"]) as? String)
    let name = LayerName((owner.hasSuffix(".conv") ? String(owner.dropLast(5)) : owner) + ".style")
    let plain = try generator.generate(w, in: space, observing: [name])
    let values = try #require(plain.activations[name])
    let channel = try #require(style["channel"] as? Int)
    let added = Float(try #require(style["add"] as? Double))
    var styleWeight = Tensor(values.shape, filledWith: 0)
    var replacement = Tensor(values.shape, filledWith: 0)
    for sample in 0..<2 {
      styleWeight[sample, channel, 0, 0] = 1
      replacement[sample, channel, 0, 0] = values[sample, channel, 0, 0] + added
    }
    let moved = LayerEdit(layer: name, weight: styleWeight, replacement: replacement)
    let images = try generator.generate(w, in: space, edits: [moved]).images
    #expect(largestDifference(images, try golden.tensor("edit_style")) < 1e-4)
  }

  @Test func `each input may have a w of its own`() throws {
    let golden = try StyleGolden("stylegan2_rosinality_64", "010000.pt")
    let generator = try golden.generator(StyleSettings())
    let w = try golden.w(generator)
    let (width, count) = (generator.summary.latentSpaces[1].width, 10)
    let mixed = (0..<count).flatMap { input in
      let sample = input < 4 ? 0 : 1
      return w.values[sample * width..<(sample + 1) * width]
    }
    let latents = Tensor(Shape(1, width * count, 1, 1), mixed)
    let result = try generator.generate(latents, in: generator.summary.latentSpaces[2])
    #expect(largestDifference(result.images, try golden.tensor("image_mix")) < 1e-4)
  }

  @Test func `an edit of a few cells renders as the whole image does`() throws {
    let golden = try StyleGolden("stylegan2_ada_64", "network-snapshot-new.pkl")
    let generator = try golden.generator(StyleSettings())
    let z = try golden.tensor("z").samples(1)
    for (layer, row, column) in [("b16.conv0", 3, 5), ("b32.conv1", 0, 31), ("b8.conv1", 4, 4)] {
      let description = try #require(generator.summary.layer(LayerName(layer)))
      let shape = Shape(1, description.units, description.height, description.width)
      var (weight, replacement) = (Tensor(shape, filledWith: 0), Tensor(shape, filledWith: 0))
      weight[0, 2, row, column] = 1
      replacement[0, 2, row, column] = 9
      let edit = LayerEdit(layer: LayerName(layer), weight: weight, replacement: replacement)
      let trace = try generator.trace(z, usesWindows: true)
      _ = try trace.image(keeping: [LayerName(layer)])
      let picture = try trace.picture(under: [edit])
      let whole = try generator.generate(z, edits: [edit]).images
      #expect(largestDifference(picture.image, whole) < 1e-5, "\(layer)")
      #expect(picture.renderedShare < 1)
    }
  }

  @Test func `a file without noise or mean w says so`() throws {
    let golden = try StyleGolden("stylegan2_rosinality_64", "no_noise_buffers.pt")
    var settings = StyleSettings()
    let generator = try golden.generator(settings)
    #expect(generator.summary.remarks.contains { $0.contains("no noise") })
    let images = try generator.generate(try golden.tensor("z").samples(2)).images
    #expect(largestDifference(images, try golden.tensor("image_zero_noise")) < 1e-4)
    let mean = try golden.tensor("mean_w").values
    #expect(zip(generator.meanW, mean).allSatisfy { abs($0 - $1) < 1e-4 })
    settings.psi = 0.7
    let truncated = try golden.generator(settings)
    #expect(truncated.summary.remarks.contains { $0.contains("seed 99") })
  }

  private func compare(_ golden: StyleGolden, _ settings: StyleSettings, _ name: String) throws {
    guard golden.has(name) else { return }
    let generator = try golden.generator(settings)
    let expected = try golden.tensor(name)
    // Truncation follows the mapping, so z is given unless labels differ from sample to sample.
    for sample in 0..<expected.shape.batch {
      var own = settings
      own.label = golden.has("c") ? sample % 3 : 0
      let one = golden.has("c") ? try golden.generator(own) : generator
      let z = try golden.tensor("z").sample(sample)
      let image = try one.generate(z).images
      #expect(largestDifference(image, expected.sample(sample)) < 1e-4, "\(name) \(sample)")
    }
  }
}

/// Moves along directions, on a golden network.
@Suite(.enabled(if: References.run(with: "golden/stylegan2_ada_64"))) struct StyleMoveTests {
  @Test func `a step in w reaches its inputs alone, after truncation`() throws {
    let golden = try StyleGolden("stylegan2_ada_64", "network-snapshot-new.pkl")
    var settings = StyleSettings()
    settings.psi = 0.7
    let generator = try golden.generator(settings)
    let (w, wPlus) = (generator.summary.latentSpaces[1], generator.summary.latentSpaces[2])
    let z = try golden.tensor("z").samples(2)
    let vector = (0..<w.width).map { Float($0 % 3) - 1 }
    let way = Direction(name: "way", space: "w", vector: vector, deviation: 0.5)
    let edit = Edit(directions: [DirectionEdit(way, strength: 2, inputs: 1...2)])
    let placed = try generator.latents(z, movedBy: edit)
    #expect(placed.space == wPlus)
    // The published w of all inputs, truncated, with the step by hand.
    var expected = try golden.tensor("ws_psi07").values
    let count = wPlus.width / w.width
    for sample in 0..<2 {
      for input in 1...2 {
        let start = (sample * count + input) * w.width
        for index in 0..<w.width { expected[start + index] += vector[index] }
      }
    }
    for (one, other) in zip(placed.values.values, expected) { #expect(abs(one - other) < 1e-4) }
    let moved = try generator.generate(placed.values, in: placed.space).images
    #expect(moved != (try generator.generate(z).images))
  }

  @Test func `a step of nothing changes no bit, and steps in z come before the mapping`() throws {
    let golden = try StyleGolden("stylegan2_ada_64", "network-snapshot-new.pkl")
    let generator = try golden.generator(StyleSettings())
    let z = try golden.tensor("z").samples(1)
    let spaces = generator.summary.latentSpaces
    func way(_ space: LatentSpace, _ value: Float) -> DirectionEdit {
      let vector = [Float](repeating: value, count: space.width)
      return DirectionEdit(Direction(name: "way", space: space.name, vector: vector), strength: 1)
    }
    let still = try generator.latents(z, movedBy: Edit(directions: [way(spaces[1], 0)]))
    let plain = try generator.generate(z).images
    #expect(try generator.generate(still.values, in: still.space).images == plain)
    let moved = try generator.latents(z, movedBy: Edit(directions: [way(spaces[0], 0.5)]))
    #expect(moved.space == spaces[0] && moved.values.values == z.values.map { $0 + 0.5 })
    let both = Edit(directions: [way(spaces[0], 0.5), way(spaces[1], 1)])
    let placed = try generator.latents(z, movedBy: both)
    let w = try generator.w(of: moved.values)
    for (index, value) in placed.values.values.enumerated() {
      #expect(abs(value - w.values[index % spaces[1].width] - 1) < 1e-6)
    }
    let ranged = DirectionEdit(way(spaces[1], 1).direction, strength: 1, inputs: 0...99)
    #expect(throws: Fault.self) {
      try generator.latents(z, movedBy: Edit(directions: [ranged]))
    }
  }
}

/// One golden network and what the published code computes with it.
struct StyleGolden {
  let folder: String
  private let file: String
  private let arrays: NPZ

  init(_ folder: String, _ file: String) throws {
    self.folder = References.path("golden/\(folder)")
    self.file = "\(self.folder)/\(file)"
    arrays = try NPZ(path: self.folder + "/expected.npz")
  }

  var names: [String] { arrays.names }
  func has(_ name: String) -> Bool { arrays.names.contains(name) }

  func generator(_ settings: StyleSettings) throws -> StyleGenerator {
    try StyleGenerator(
      CheckpointReader.read(path: file),
      settings: settings,
      session: try Session()
    )
  }

  func w(_ generator: StyleGenerator) throws -> Tensor {
    let z = try tensor("z")
    let labels = has("c") ? (0..<z.shape.batch).map { $0 % 3 } : nil
    return try generator.w(of: z, labels: labels)
  }

  func tensor(_ name: String) throws -> Tensor {
    let array = try arrays.array(name)
    let extents = array.dimensions + [Int](repeating: 1, count: 4 - array.dimensions.count)
    return Tensor(Shape(extents[0], extents[1], extents[2], extents[3]), array.floats)
  }
}

extension Tensor {
  /// The first samples.
  fileprivate func samples(_ count: Int) -> Tensor {
    Tensor(
      Shape(count, shape.channels, shape.height, shape.width),
      Array(values[..<(count * shape.sampleCount)])
    )
  }
}
