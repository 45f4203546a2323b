import Directions
import Faults
import Files
import Interventions
import NumPyFiles
import Tensors

extension FileInspection {
  /// One array of NumPy's.
  static func array(_ path: String) throws(Fault) -> [String] {
    indented([("array", summary(of: try NPY.read(path: path)))])
  }

  /// An archive of arrays, which may be directions.
  static func archive(_ path: String) throws(Fault) -> [String] {
    let bytes = try RegularFile.read(path, to: "read the NumPy archive")
    let archive = try NPZ(bytes: bytes, named: path)
    guard archive.names.contains("lat_comp") else {
      let arrays = try archive.names.map { (name) throws(Fault) in
        (heading: displayable(name), text: summary(of: try archive.array(name)))
      }
      return indented([("archive", "NumPy's, \(counted(arrays.count, "array"))")] + arrays)
    }
    // A file of GANSpace does not say in which space it is: that takes the generator.
    let isOurs = archive.names.contains("ganscope")
    let space = "the space of \(width(of: try archive.array("lat_comp"))) numbers"
    let set = try DirectionFile.decode(
      bytes,
      named: path,
      spaces: [],
      space: isOurs ? nil : space
    )
    return indented(facts(of: set))
  }

  private static func facts(of set: DirectionSet) -> [(heading: String, text: String)] {
    let names = set.entries.prefix(12).map { displayable($0.direction.name) }
    let rest = set.entries.count > 12 ? " and \(set.entries.count - 12) more" : ""
    let sample = set.sample.map { "\(counted($0.scenes, "scene")) of seed \($0.seed)" }
    return [
      ("directions", "\(set.entries.count), \(displayable(set.origin))"),
      ("space", "\(displayable(set.space)), \(set.width) numbers each"),
      ("names", names.joined(separator: ", ") + rest),
      ("found in", sample ?? "scenes that it does not tell"),
      ("generator", displayable(set.generator ?? "not told")),
    ]
  }

  private static func width(of array: NPYArray) -> Int {
    array.values.count / max(1, array.dimensions.first ?? 1)
  }

  private static func summary(of array: NPYArray) -> String {
    let type =
      switch array.values {
      case .float32: "float32"
      case .float64: "float64"
      case .int16: "int16"
      case .int32: "int32"
      case .int64: "int64"
      case .uint8: "uint8"
      case .bool: "bool"
      }
    let sides = array.dimensions.map(String.init).joined(separator: "x")
    return "\(type) \(sides.isEmpty ? "single value" : sides)"
  }
}
