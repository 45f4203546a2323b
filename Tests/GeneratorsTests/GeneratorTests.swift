import Faults
import Generators
import Interventions
import OneDNN
import Tensors
import Testing

@Suite struct GeneratorTests {
  @Test func `sizes are inferred for any widths and resolutions`() throws {
    let small = try GeneratorArchitecture.infer(from: try safetensors(publishedShapes([7, 5, 4])))
    #expect(small.latentWidth == 7 && small.imageHeight == 8 && small.imageWidth == 8)
    #expect(small.layers.map(\.units) == [5, 5, 4, 4])
    #expect(small.layers.map(\.height) == [4, 4, 8, 8])
    let large = try GeneratorArchitecture.infer(
      from: try safetensors(publishedShapes([3, 2, 2, 2, 2, 2, 2, 1, 1, 1]))
    )
    #expect(large.imageHeight == 1024 && large.layers.count == 18)
  }

  @Test func `missing, unexpected and misshaped tensors are named`() throws {
    var shapes = publishedShapes([7, 5, 4])
    shapes.remove(at: 3)
    #expect(try refusal(shapes).contains("missing: layer2.wscale.b"))
    shapes = publishedShapes([7, 5, 4]) + [("attention.weight", [1])]
    #expect(try refusal(shapes).contains("unexpected: attention.weight"))
    shapes = publishedShapes([7, 5, 4])
    shapes[4].dimensions[1] = 6
    let text = try refusal(shapes)
    #expect(text.contains("layer3.conv.weight"))
    #expect(text.contains("[4, 5, 3, 3]") && text.contains("[4, 6, 3, 3]"))
    #expect(try refusal(publishedShapes([7, 5])).contains("2 layers"))
    #expect(try refusal(Array(publishedShapes([7, 5, 4]).dropFirst(12))) != "")
    #expect(try refusal([("encoder.weight", [3])]).contains("encoder.weight"))
    #expect(
      try refusal(publishedShapes([7, 5, 4], output: "output_16x16")).contains("output_8x8")
    )
  }

  @Test func `one scene in a batch is the scene alone`() throws {
    let generator = try makeGenerator()
    let z = latents(3, width: 7)
    let batch = try generator.generate(z, observing: ["layer3"])
    for n in 0..<3 {
      let alone = try generator.generate(z.sample(n), observing: ["layer3"])
      #expect(alone.images == batch.images.sample(n))
      #expect(alone.activations["layer3"] == batch.activations["layer3"]?.sample(n))
    }
  }

  @Test func `an edit that keeps everything changes nothing`() throws {
    let generator = try makeGenerator()
    let z = latents(2, width: 7)
    let plain = try generator.generate(z)
    for layer in generator.architecture.layers {
      let shape = Shape(1, layer.units, 1, 1)
      let edit = LayerEdit(
        layer: layer.name,
        weight: Tensor(shape, filledWith: 0),
        replacement: Tensor(shape, filledWith: 9)
      )
      let edited = try generator.generate(z, edits: [edit])
      #expect(largestDifference(edited.images, plain.images) < 1e-5)
    }
  }

  @Test func `edits of several layers equal resuming one after the other`() throws {
    let generator = try makeGenerator()
    let z = latents(1, width: 7)
    let (first, second) = (
      ablation(of: 0, in: "layer2", units: 5), ablation(of: 2, in: "layer4", units: 4)
    )
    let both = try generator.generate(z, edits: [first, second], observing: ["layer4"])
    let toFirst = try generator.begin(to: "layer2", from: z)
    let resumed = try generator.generate(from: toFirst, edits: [first, second])
    #expect(resumed.images == both.images)
    #expect(try generator.generate(z, edits: [first]).images != both.images)
  }

  @Test func `wrong requests say what fits`() throws {
    let generator = try makeGenerator()
    let z = latents(1, width: 7)
    #expect(throws: Fault.self) { try generator.generate(latents(1, width: 6)) }
    #expect(throws: Fault.self) { try generator.generate(z, observing: ["layer9"]) }
    #expect(throws: Fault.self) {
      try generator.generate(z, edits: [ablation(of: 0, in: "layer2", units: 6)])
    }
    let toThird = try generator.begin(to: "layer3", from: z)
    #expect(throws: Fault.self) { try generator.begin(to: "layer9", from: z) }
    #expect(throws: Fault.self) { try generator.generate(from: toThird, observing: ["layer2"]) }
    #expect(throws: Fault.self) {
      try generator.generate(from: toThird, edits: [ablation(of: 0, in: "layer1", units: 5)])
    }
  }

  @Test(.enabled(if: Precision.bfloat16.isOffered))
  func `bfloat16 stays within 40 dB of float32`() throws {
    let golden = try Golden()
    let generator = try ProgressiveGenerator(golden.checkpoint("zip"), session: try Session())
    let z = try golden.tensor("z")
    let rounded = try generator.generate(z, precision: .bfloat16)
    let images = try generator.generate(z).images
    #expect(signalToNoise(rounded.images, images) >= 40)
  }
}

private func makeGenerator() throws -> ProgressiveGenerator {
  try ProgressiveGenerator(safetensors(publishedShapes([7, 5, 4])), session: try Session())
}

private func refusal(_ shapes: [(name: String, dimensions: [Int])]) throws -> String {
  let checkpoint = try safetensors(shapes)
  do throws(Fault) {
    _ = try GeneratorArchitecture.infer(from: checkpoint)
    return ""
  } catch {
    return error.description
  }
}
