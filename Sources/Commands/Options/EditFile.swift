import Experiments
import Explorer
import Faults
import Files
import Interventions

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
    case .json, .unknown, .empty:
      let bytes = try RegularFile.read(path, to: "read the edit")
      return (OpenedEdit(edit: try Edit(json: bytes, path: path)), nil)
    case .checkpoint, .pointer, .webPage, .other:
      throw Fault(
        .refused,
        "open the edit",
        on: path,
        expected: "an EDIT.json or a picture that ganscope exported",
        found: signature.name ?? "something else",
        advice: signature.advice
      )
    }
  }
}
