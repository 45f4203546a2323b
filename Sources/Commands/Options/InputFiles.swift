import Dissection
import Experiments
import Explorer
import Faults
import Files
import Foundation
import Interventions
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

/// Reads EDIT.json, or the edit in a picture that ganscope exported, whatever the file's name.
enum EditFile {
  /// The edit in a file, or none for no path.
  static func read(_ path: String?) throws(Fault) -> Edit {
    guard let path else { return Edit() }
    return try open(path).opened.edit
  }

  /// The edit with what it was seen on, and the recipe if the file is a picture.
  static func open(_ path: String) throws(Fault) -> (opened: OpenedEdit, recipe: Recipe?) {
    let signature = try FileSignature(of: path, to: "open the edit")
    switch signature {
    case .png:
      let recipe = try Recipe(pngAt: path)
      return (OpenedEdit(edit: recipe.edit, scene: recipe.scene, layer: recipe.layer), recipe)
    case .json:
      let bytes = try RegularFile.read(path, to: "read the edit")
      return (OpenedEdit(edit: try Edit(json: bytes, path: path)), nil)
    case .empty, .text, .unknown, .checkpoint, .pointer, .webPage, .other:
      throw Fault(
        .refused,
        "open the edit",
        on: path,
        expected: "an EDIT.json or a picture that ganscope exported",
        found: signature.name ?? "a file of no format that is known",
        advice: signature.advice
      )
    }
  }
}
