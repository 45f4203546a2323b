package import Faults

/// Reads a labels.json as both forms of segmenter do; for fuzzing.
package enum LabelsCheck {
  /// Reads names, parts and categories, and throws what a segmenter's loading would.
  package static func read(_ bytes: [UInt8], from path: String) throws(Fault) {
    let document = try LabelsDocument.read(bytes, from: path)
    if document.object == nil || document.names != nil {
      _ = try CategoryLabels(document, from: path)
    } else {
      _ = try document.parsing(owners: nil, from: path)
    }
  }
}
