import Checkpoints
import Faults
import NumPyFiles
import TestSupport
import Testing

@Suite(.enabled(if: References.run(with: "golden/proggan_64/legacy.pth")))
struct GoldenCheckpointTests {
  @Test func `four forms of one generator hold equal tensors`() throws {
    let folder = References.path("golden/proggan_64") + "/"
    let zip = try CheckpointReader.read(path: folder + "zip.pth")
    let legacy = try CheckpointReader.read(path: folder + "legacy.pth")
    let wrapped = try CheckpointReader.read(path: folder + "wrapped_zip.pth")
    let oldNames = try CheckpointReader.read(path: folder + "oldnames_legacy.pth")
    #expect(zip.format == .pytorchZip && legacy.format == .pytorchLegacy)
    #expect(zip.names == legacy.names && zip.names == wrapped.names)
    // The first release also kept each layer's scale, which follows from the weights' shape.
    let oldCounterparts = oldNames.names.filter { !$0.hasSuffix("wscale.scale") }
    #expect(zip.names.count == oldCounterparts.count)
    #expect(wrapped.wrapping.path == ["state_dict"])
    #expect(wrapped.wrapping.metadata.map(\.key) == ["epoch"])
    for (name, oldName) in Swift.zip(zip.names, oldCounterparts) {
      let values = try zip.tensor(name)
      #expect(values.allSatisfy(\.isFinite) && values.contains { $0 != 0 })
      #expect(try legacy.tensor(name) == values)
      #expect(try wrapped.tensor(name) == values)
      #expect(try oldNames.tensor(oldName) == values, "\(name) is \(oldName)")
    }
  }

  @Test func `every golden checkpoint is read`() throws {
    for path in References.files(under: "golden", suffix: ".pth") {
      let state = try CheckpointReader.read(path: path)
      #expect(!state.entries.isEmpty, "\(path)")
      for entry in state.entries {
        #expect(try state.tensor(entry.name, expecting: entry.dimensions).count == entry.count)
      }
    }
  }

  @Test func `every golden archive is read, but for arrays of text`() throws {
    for path in References.files(under: "golden", suffix: ".npz") {
      let archive = try NPZ(path: path)
      for name in archive.names {
        do throws(Fault) {
          let array = try archive.array(name)
          #expect(array.values.count == array.dimensions.reduce(1, *))
        } catch {
          #expect(error.found.contains("values of type '<U"), "\(path) \(name): \(error)")
        }
      }
    }
  }
}
