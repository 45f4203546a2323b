public import Faults
public import Interventions
public import Tensors

/// Where the demo world is opened: a scene with trees, a house, a cloud and water in clear light, and
/// the units that draw trees.
///
/// The units are the best 20 of layer4 by measured effect, as `ganscope sweep --layer layer4` and
/// `ganscope edit --layer layer4 --concept tree --best 20 --by effect` find them.
public struct DemoStart: Sendable {
  /// The scene of seed 1.
  public static let scene = 351
  /// The name of the set.
  public static let setName = "tree-20"

  /// The ablation of the units.
  public let edit: Edit
  /// Their layer.
  public let layer: LayerName

  /// Reads what ships with the program.
  ///
  /// - Throws: `Fault` of kind defect if it is not there.
  public init() throws(Fault) {
    let file = "\(Self.setName).json"
    edit = try Edit(json: try DemoWorld.file(file), path: "\(file) of the demo world")
    guard let layer = edit.layers.first else {
      throw Fault(.defect, "open the demo world", on: file, found: "no units")
    }
    self.layer = layer
  }

  /// The units, strongest first.
  public var units: [Int] { edit.interventions.flatMap(\.units).map(\.unit) }
}
