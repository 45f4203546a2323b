import Dissection
import Experiments
import Faults
import Files
import Foundation
import Laboratory
import Tensors

/// A finished dissection of the published program: its folder, or the dissect.json in it.
struct TheirDissection: Sendable {
  private let dissection: PublishedDissection
  private let file: String

  /// Reads the file.
  ///
  /// - Throws: `Fault` for a folder without dissect.json, or a file that is none.
  init(_ path: String) throws(Fault) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    file = exists && isFolder.boolValue ? path + "/dissect.json" : path
    let bytes = try RegularFile.read(
      file,
      to: "read the dissection",
      limit: PublishedDissection.byteLimit
    )
    dissection = try PublishedDissection(bytes, from: file)
  }

  /// What it says of a generator's units, with what does not fit.
  func units(layers: [LayerDescription], generator: String) -> TheirUnits {
    TheirUnits(
      dissection,
      name: file.split(separator: "/").suffix(2).joined(separator: "/"),
      layers: layers,
      generator: generator
    )
  }
}
