public import Tensors

/// Units that were given a name, to be marked again.
public struct NamedSet: Hashable, Sendable {
  /// What it is called: "tree-20".
  public var name: String
  /// The layer that the units belong to.
  public var layer: LayerName
  /// The units, in the order in which they were chosen.
  public var units: [Int]
  /// How they were found, for people.
  public var remark: String

  /// Names units.
  public init(name: String, layer: LayerName, units: [Int], remark: String = "") {
    self.name = name
    self.layer = layer
    self.units = units
    self.remark = remark
  }
}
