import Concepts
import Directions
import Dissection
import Faults
import Generators
import Interventions
import Latents
import Tensors
import Testing

@testable import Experiments

/// Directions found, moved along and measured on the small networks.
@Suite struct DirectionRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `components of z and of a layer are directions in z`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    var request = DirectionRequest(.components(of: nil), count: 4, sampleSize: 50)
    let latents = try bench.directions(request)
    #expect(latents.space == "z" && latents.entries.count == 4)
    #expect(latents.entries.allSatisfy { $0.direction.vector.count == 8 })
    #expect(try bench.directions(request) == latents)
    request.method = .components(of: "layer2")
    let layer = try bench.directions(request)
    #expect(layer.activations?.dimensions == [8, 4, 4])
    #expect(layer.activations?.components.allSatisfy { $0.count == 128 } == true)
    for entry in layer.entries {
      let length = entry.direction.vector.reduce(0) { $0 + $1 * $1 }
      #expect(abs(length - 1) < 1e-4)
      #expect((0.5...1.6).contains(entry.direction.deviation))
    }
    #expect(throws: Fault.self) {
      try bench.directions(DirectionRequest(.components(of: "layer9")))
    }
    #expect(throws: Fault.self) {
      try bench.directions(DirectionRequest(.components(of: nil), space: "w"))
    }
    #expect(throws: Fault.self) {
      try bench.directions(DirectionRequest(.components(of: nil), inputs: 0...3))
    }
  }

  @Test func `a move adds its step to z, and no strength changes no bit`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let way = Direction(
      name: "way",
      space: "z",
      vector: [0, 1, 0, 0, 0, 0, 0, 0],
      deviation: 0.5
    )
    var edit = Edit(directions: [DirectionEdit(way, strength: 3)])
    let moved = try bench.generate(scenes: [4], edit: edit).images
    var z = Latents.rows(seed: 1, first: 4, count: 1, width: 8)
    z.values[1] += 1.5
    #expect(try bench.networks.generator.generate(z).images == moved)
    edit.directions[0].strength = 0
    let plain = try bench.generate(scenes: [4]).images
    #expect(try bench.generate(scenes: [4], edit: edit).images == plain)
    #expect(plain != moved)
  }

  @Test func `moves and units are measured together, and kept apart in the store`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let way = Direction(name: "way", space: "z", vector: [1, 0, 0, 0, 0, 0, 0, 0])
    let units = Intervention([UnitEdit(layer: "layer4", unit: 2)])
    let both = Edit([units], directions: [DirectionEdit(way, strength: 2)])
    let measured = try bench.measure(both, sampleSize: 12)
    let alone = try bench.measure(Edit([units]), sampleSize: 12)
    #expect(measured.effects != alone.effects)
    #expect(measured.scenes == 12 && measured.edit == both)
    // What an interrupted run left is gone on with.
    let again = try SmallWorld(storeAt: folder.file("again")).bench
    _ = try? again.measure(both, sampleSize: 12, progress: stopping(after: 3))
    #expect(try again.measure(both, sampleSize: 12).effects == measured.effects)
    let statistics = try bench.statistics(under: both, sampleSize: 12)
    #expect(try bench.statistics(sampleSize: 12) != statistics)
  }

  @Test func `a concept's direction changes its area the way it says`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let set = try bench.directions(
      DirectionRequest(.concepts([1, 2]), count: 2, sampleSize: 400)
    )
    #expect(set.entries.map(\.direction.name) == ["red", "green"])
    for (entry, concept) in zip(set.entries, [1, 2]) {
      let quality = try #require(entry.quality)
      #expect(quality.scenes == 80 && quality.low <= quality.value)
      let forward = Edit(directions: [entry.edit(strength: 1)])
      let effects = try bench.measure(forward, sampleSize: 200).effects
      let effect = try #require(effects.first { $0.concept == concept })
      let slope = try #require(entry.slope)
      #expect(slope > 0 && effect.change > 0)
    }
  }

  @Test func `edits of other generators are refused where they are used`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    for way in [
      Direction(name: "w", space: "w", vector: [1, 0, 0, 0, 0, 0, 0, 0]),
      Direction(name: "short", space: "z", vector: [1, 0]),
    ] {
      let edit = Edit(directions: [DirectionEdit(way, strength: 1)])
      #expect(throws: Fault.self) { try bench.check(edit) }
      #expect(throws: Fault.self) { try bench.generate(scenes: [0], edit: edit) }
      #expect(throws: Fault.self) { try bench.measure(edit, sampleSize: 4) }
    }
    let whole = Direction(name: "a", space: "z", vector: [1, 0, 0, 0, 0, 0, 0, 0])
    let ranged = Edit(directions: [DirectionEdit(whole, strength: 1, inputs: 0...1)])
    #expect(throws: Fault.self) { try bench.check(ranged) }
  }

  @Test func `NVIDIA's seeds are scene numbers`() throws {
    var options = WorkbenchOptions(generator: "small.safetensors", segmenter: "none")
    options.seeding = .nvidia
    let bench = try SmallWorld(storeAt: folder.file(), options: options).bench
    let found = try bench.generate(scenes: [0, 37]).images
    for (sample, seed) in [UInt32(0), 37].enumerated() {
      let z = Latents.rows(seed: seed, first: 0, count: 1, width: 8)
      #expect(try bench.networks.generator.generate(z).images == found.sample(sample))
    }
    #expect(bench.networks.latents.rows(seed: 1, first: 3, count: 2).values.count == 16)
    #expect(
      bench.networks.latents.rows(seed: 2, first: 0, count: 1)
        == Latents.rows(seed: 1_000_001, first: 0, count: 1, width: 8)
    )
  }

  @Test func `a walk passes its scenes`() throws {
    let bench = try SmallWorld(storeAt: folder.file()).bench
    let images = try bench.walk(through: [3, 7, 2], steps: 4)
    #expect(images.shape.batch == 9)
    let corners = try bench.generate(scenes: [3, 7, 2]).images
    for (corner, place) in [0, 4, 8].enumerated() {
      let pairs = zip(images.sample(place).values, corners.sample(corner).values)
      #expect(pairs.allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }
}
