import Generators
import Interventions
import OneDNN
import Tensors
import Testing

/// A layer's numbers depend on the latent alone: not on what else is looked at, not on the batch.
@Suite struct OneArithmeticTests {
  /// Wide enough for every way in which layers are computed: fused, in tiles, one by one.
  private static let units = [48, 64, 64, 32, 32, 16]

  @Test(arguments: Precision.allCases.filter(\.isOffered), [1, 2])
  func `what is observed together changes no bit`(precision: Precision, threads: Int) throws {
    let generator = try ProgressiveGenerator(
      safetensors(publishedShapes(Self.units)),
      session: Session(threadCount: threads)
    )
    let names = generator.summary.layers.map(\.name)
    let z = latents(3, width: 48)
    let all = try generator.generate(z, observing: Set(names), precision: precision)
    #expect(try generator.generate(z, precision: precision).images == all.images)
    for (index, name) in names.enumerated() {
      let neighbours = Set(names[max(0, index - 1)...min(index + 1, names.count - 1)])
      for observed in [[name], neighbours] as [Set<LayerName>] {
        let some = try generator.generate(z, observing: observed, precision: precision)
        #expect(some.images == all.images, "\(observed)")
        #expect(some.activations[name] == all.activations[name], "\(observed)")
      }
      let begun = try generator.begin(to: name, from: z, precision: precision)
      #expect(try generator.generate(from: begun).images == all.images)
    }
  }

  @Test(arguments: Precision.allCases.filter(\.isOffered), [1, 2])
  func `who else is in the batch changes no bit`(precision: Precision, threads: Int) throws {
    let generator = try ProgressiveGenerator(
      safetensors(publishedShapes(Self.units)),
      session: Session(threadCount: threads)
    )
    let names = Set(generator.summary.layers.map(\.name))
    let z = latents(8, width: 48)
    let all = try generator.generate(z, observing: names, precision: precision)
    for range in [0..<1, 7..<8, 0..<3, 2..<7, 3..<8] {
      let values = Array(z.values[range.lowerBound * 48..<range.upperBound * 48])
      let part = Tensor(Shape(range.count, 48, 1, 1), values)
      let some = try generator.generate(part, observing: names, precision: precision)
      for (place, sample) in range.enumerated() {
        #expect(some.images.sample(place) == all.images.sample(sample), "\(range)")
        for name in names {
          #expect(
            some.activations[name]?.sample(place) == all.activations[name]?.sample(sample),
            "\(name) in \(range)"
          )
        }
      }
    }
  }
}
