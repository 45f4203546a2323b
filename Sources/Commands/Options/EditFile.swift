import Faults
import Files
import Interventions

/// Reads EDIT.json.
enum EditFile {
  /// The edit in a file, or none for no path.
  static func read(_ path: String?) throws(Fault) -> Edit {
    guard let path else { return Edit() }
    return try Edit(json: RegularFile.read(path, to: "read the edit"), path: path)
  }
}
