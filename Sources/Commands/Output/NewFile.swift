import Faults
import Glibc

/// The file that a command writes where none is named.
///
/// A file that the person names is replaced, as everywhere in Unix; one that they did not name is
/// theirs, and stays.
enum NewFile {
  /// The file named, else the usual one, unless that is there already.
  ///
  /// - Throws: `Fault` of kind usage for a usual one that is there.
  static func path(_ named: String?, orUsual usual: String, attempt: String) throws(Fault) -> String
  {
    if let named { return named }
    var status = stat()
    guard lstat(usual, &status) == 0 else { return usual }
    throw Fault(
      .usage,
      attempt,
      on: usual,
      expected: "no file of that name, as none was named",
      found: "one that is there",
      advice: "--output \(usual) replaces it; another name keeps it"
    )
  }
}
