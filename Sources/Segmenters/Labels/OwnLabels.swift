/// The names that somebody gives to the classes of a segmenter of their own.
enum OwnLabels {
  /// The file with the names: a labels.json, else a table of classes.
  static func name(in files: SegmenterFiles) -> String? {
    files.names.contains(LabelsDocument.fileName)
      ? LabelsDocument.fileName : ClassTable.name(among: files.names)
  }

  /// What to write where there are no names, or names of another number.
  static func form(count: Int?) -> String {
    let list = "[\"wall\", \"sky\", …]"
    guard let count else { return "Write labels.json as a list of the classes' names: \(list)" }
    let table = "object\(count)_info.csv"
    var advice =
      "Write labels.json as a list of the \(count) classes' names in order, \(list), or put the "
      + "data set's \(table) beside the network"
    if count == ADE20K.names.count + 1 {
      advice += "; if these are ADE20K's 150 classes after a background, begin with \"background\""
    }
    return advice
  }
}
