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
      #expect(largestDifference(alone.images, batch.images.sample(n)) < 1e-5)
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

  @Test func `what is kept of one scene never reaches another`() throws {
    let generator = try makeGenerator()
    let fresh = try makeGenerator()
    let edits = [ablation(of: 1, in: "layer2", units: 5)]
    for seed in [1, 2, 1, 3] {
      let z = latents(1, width: 7, seed: seed)
      for layer in ["layer2", "layer4", "layer3"] as [LayerName] {
        let kept = try generator.generate(z, edits: edits, observing: [layer])
        let expected = try fresh.generate(latents(1, width: 7, seed: 99), observing: ["layer1"])
        let recomputed = try makeGenerator().generate(z, edits: edits, observing: [layer])
        #expect(kept.images == recomputed.images && kept.images != expected.images)
        #expect(kept.activations == recomputed.activations)
      }
    }
  }

  @Test func `an edit of a few cells renders as the whole image does, wherever the cells lie`()
    throws
  {
    let checkpoint = try safetensors(publishedShapes([7, 6, 5, 4, 4, 3]))
    let generator = try ProgressiveGenerator(checkpoint, session: try Session())
    let z = latents(1, width: 7)
    let corners = [(0, 0), (0, 1), (1, 1), (0.5, 0.4), (0.9, 0.5), (0.3, 0.95), (1, 0)]
    for layer in generator.architecture.layers where ["layer6", "layer8"].contains(layer.name) {
      let first = try generator.generate(z, observing: [layer.name])
      #expect(first.renderedShare == 1)
      for (index, place) in corners.enumerated() {
        let edit = insertion(in: layer, at: place, extent: index % 2 + 1)
        let local = try generator.generate(z, edits: [edit], observing: [layer.name])
        let whole = try ProgressiveGenerator(checkpoint, session: try Session())
          .generate(z, edits: [edit], observing: [layer.name, "layer10"])
        #expect(largestDifference(local.images, whole.images) < 1e-5)
        #expect(largestDifference(local.images, first.images) > 1e-3)
        #expect(local.activations[layer.name] == whole.activations[layer.name])
        let reset = try generator.generate(z, observing: [layer.name])
        #expect(largestDifference(reset.images, first.images) < 1e-5)
        #expect(reset.renderedShare < (layer.height == 32 ? 0.1 : 0.5))
        #expect(try generator.generate(z, observing: [layer.name]).renderedShare == 0)
      }
    }
  }

  @Test func `edits of several layers equal resuming one after the other`() throws {
    let generator = try makeGenerator()
    let z = latents(1, width: 7)
    let (first, second) = (
      ablation(of: 0, in: "layer2", units: 5), ablation(of: 2, in: "layer4", units: 4)
    )
    let both = try generator.generate(z, edits: [first, second], observing: ["layer4"])
    let activation = try #require(both.activations["layer4"])
    let resumed = try generator.resume(after: "layer4", from: activation, edits: [second])
    #expect(resumed.images == both.images)
  }

  @Test func `wrong requests say what fits`() throws {
    let generator = try makeGenerator()
    let z = latents(1, width: 7)
    #expect(throws: Fault.self) { try generator.generate(latents(1, width: 6)) }
    #expect(throws: Fault.self) { try generator.generate(z, observing: ["layer9"]) }
    #expect(throws: Fault.self) {
      try generator.generate(z, edits: [ablation(of: 0, in: "layer2", units: 6)])
    }
    #expect(throws: Fault.self) { try generator.resume(after: "layer1", from: z) }
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

private func ablation(of unit: Int, in layer: LayerName, units: Int) -> LayerEdit {
  var weight = Tensor(Shape(1, units, 1, 1), filledWith: 0)
  weight[0, min(unit, units - 1), 0, 0] = 1
  return LayerEdit(
    layer: layer,
    weight: weight,
    replacement: Tensor(weight.shape, filledWith: 0)
  )
}

private func insertion(
  in layer: LayerDescription,
  at place: (row: Double, column: Double),
  extent: Int
) -> LayerEdit {
  var weight = Tensor(Shape(1, layer.units, layer.height, layer.width), filledWith: 0)
  let row = Int(place.row * Double(layer.height - extent))
  let column = Int(place.column * Double(layer.width - extent))
  for y in row..<row + extent {
    for x in column..<column + extent { weight[0, 1, y, x] = 1 }
  }
  return LayerEdit(
    layer: layer.name,
    weight: weight,
    replacement: Tensor(weight.shape, filledWith: 5)
  )
}
