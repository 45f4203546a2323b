import Checkpoints
import Faults
import Foundation
import Generators
import NumPyFiles
import OneDNN
import Tensors
import TestSupport
import Testing

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
