import Checkpoints
import Faults
import Foundation
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

@testable import Generators

/// Other layouts of progressive GANs against what their authors' code computes.
@Suite struct LayoutGoldenTests {
  @Test(arguments: [
    ("genforce_pggan_64", "pggan_all.pth"), ("genforce_pggan_64", "pggan_smooth_legacy.pth"),
    ("proggan_ganzoo_32", "celeba_s4_i96000.pth"), ("proggan_akanimax_32", "depth_5_epoch_20.bin"),
    ("proggan_akanimax_32", "shadow_dataparallel.pth"), ("proggan_tf_pkl", "network-final.pkl"),
    ("proggan_tf_pkl", "network-final_protocol2.pkl"),
  ])
  func `images and activations equal the published code's`(folder: String, file: String) throws {
    let state = try CheckpointReader.read(path: References.path("golden/\(folder)/\(file)"))
    let arrays = folder == "proggan_tf_pkl" ? "proggan_64" : folder
    let expected = try NPZ(path: References.path("golden/\(arrays)/expected.npz"))
    let generator = try ProgressiveGenerator(state, session: try Session())
    let result = try generator.generate(
      try tensor(expected, "z"),
      observing: Set(generator.architecture.layers.map(\.name))
    )
    #expect(largestDifference(result.images, try tensor(expected, "image")) < 1e-4)
    var compared = 0
    for name in expected.names where name.hasPrefix("act_") {
      guard let number = Int(name.drop { !$0.isNumber }) else { continue }
      let layer = arrays.hasPrefix("genforce") ? number + 1 : number
      guard let found = result.activations[LayerName("layer\(layer)")] else { continue }
      let wanted = try tensor(expected, name)
      let part = found.shape.batch == wanted.shape.batch ? found : found.sample(0)
      #expect(largestDifference(part, wanted) < 1e-4, "\(name)")
      compared += 1
    }
    #expect(compared == generator.architecture.layers.count)
  }

  private func tensor(_ archive: NPZ, _ name: String) throws -> Tensor {
    let array = try archive.array(name)
    let extents = array.dimensions + [Int](repeating: 1, count: 4 - array.dimensions.count)
    return Tensor(Shape(extents[0], extents[1], extents[2], extents[3]), array.floats)
  }
}

/// Networks that were still growing, against what their authors' code computes.
@Suite struct GrowingGoldenTests {
  private func tensor(_ folder: String, _ name: String) throws -> Tensor {
    let archive = try NPZ(path: References.path("golden/\(folder)/expected.npz"))
    let array = try archive.array(name)
    let extents = array.dimensions + [Int](repeating: 1, count: 4 - array.dimensions.count)
    return Tensor(Shape(extents[0], extents[1], extents[2], extents[3]), array.floats)
  }

  private func check(_ weights: GeneratorWeights, _ folder: String, _ name: String) throws {
    let (wanted, z) = (try tensor(folder, name), try tensor(folder, "z"))
    let generator = try ProgressiveGenerator(weights, session: try Session())
    let rows = Shape(wanted.shape.batch, z.shape.channels, 1, 1)
    let image = try generator.generate(Tensor(rows, Array(z.values.prefix(rows.count)))).images
    #expect(largestDifference(image, wanted) < 1e-4, "\(folder) \(name)")
  }

  @Test(arguments: [("image_lod1", Float(1)), ("image_lod1.5", 1.5), ("image_lod2", 2)])
  func `whole levels of detail and those between`(name: String, lod: Float) throws {
    let state = try CheckpointReader.read(
      path: References.path("golden/genforce_pggan_64/pggan_all.pth")
    )
    var start = 0
    var (entries, numbers): ([String], [UInt8]) = ([], [])
    for entry in state.entries {
      let values = entry.name == "lod" ? [lod] : try state.tensor(entry.name)
      entries.append(
        "\"\(entry.name)\":{\"dtype\":\"F32\",\"shape\":\(entry.dimensions),"
          + "\"data_offsets\":[\(start),\(start + 4 * values.count)]}"
      )
      start += 4 * values.count
      numbers += values.withUnsafeBytes { Array($0) }
    }
    let header = Array("{\(entries.joined(separator: ","))}".utf8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    let changed = try CheckpointReader.read(bytes: length + header + numbers, named: "lod")
    try check(try GeneratorWeights(changed), "genforce_pggan_64", name)
  }

  @Test func `a share of the old scale that the file names`() throws {
    let path = References.path("golden/proggan_ganzoo_32/celeba_s4_i96000.pth")
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    // Its alpha, the number 0 in one byte, becomes 0.4 in eight.
    let key = Array("alphaq\u{0B}K\u{00}".utf8)
    let place = try #require(
      bytes.indices.first { bytes[$0...].starts(with: key) }
    )
    let share = withUnsafeBytes(of: (0.4).bitPattern.bigEndian) { Array($0) }
    let head = bytes[..<(place + key.count - 2)]
    let changed = try CheckpointReader.read(
      bytes: head + [0x47] + share + bytes[(place + key.count)...],
      named: "alpha"
    )
    try check(try GeneratorWeights(changed), "proggan_ganzoo_32", "image_blend")
  }

  @Test func `a share of the new scale, and one scale less, as akanimax calls them`() throws {
    let folder = "proggan_akanimax_32"
    let state = try CheckpointReader.read(
      path: References.path("golden/\(folder)/depth_5_epoch_20.bin")
    )
    let whole = try GeneratorWeights(state)
    // The picture of the level below; neither depth nor alpha is in the file.
    let level = whole.layers.count / 2 - 2
    let weights = try state.tensor("rgb_converters.\(level).weight")
    let gain = (2 / Float(weights.count / 3)).squareRoot()
    let below = GeneratorWeights.Convolution(
      weights: weights.map { $0 * gain },
      bias: try state.tensor("rgb_converters.\(level).bias")
    )
    var blended = whole
    blended.form.coarser = .init(output: below, share: 0.6)
    try check(blended, folder, "image_blend")
    let units = whole.architecture.layers.dropLast(2).map(\.units)
    var smaller = GeneratorWeights(
      GeneratorArchitecture(latentWidth: whole.architecture.latentWidth, units: units),
      layers: Array(whole.layers.dropLast(2)),
      output: below
    )
    smaller.form = whole.form
    try check(smaller, folder, "image_one_scale_lower")
  }
}
