public import Faults
public import Interventions
public import Tensors

/// Where a demo world is opened: a scene that shows much in clear light, and the units that draw one
/// of its things.
///
/// The units are the best 20 of the layer by measured effect, as `ganscope sweep` and `ganscope edit
/// --best 20 --by effect` find them.
public struct DemoStart: Sendable {
  /// The scene of seed 1.
  public let scene: Int
  /// What the units draw: "tree".
  public let thing: String
  /// Several of it: "trees".
  public let things: String
  /// Where another of them can be made to appear: "the grass".
  public let ground: String
  /// The ablation of the units.
  public let edit: Edit
  /// Their layer.
  public let layer: LayerName

  /// Reads what ships with the program; nil for a world without a start of its own.
  ///
  /// - Throws: `Fault` of kind defect if it is not there.
  public init?(_ world: DemoWorld) throws(Fault) {
    switch world {
    case .country: (scene, thing, things, ground) = (1_416, "tree", "trees", "the grass")
    case .room: (scene, thing, things, ground) = (379, "curtain", "curtains", "the wall")
    case .roomEarly, .roomMiddle: return nil
    }
    let file = "\(world.rawValue)-start.json"
    edit = try Edit(json: try DemoWorld.file(file), path: "\(file) of the demo worlds")
    guard let layer = edit.layers.first else {
      throw Fault(.defect, "open the demo world", on: file, found: "no units")
    }
    self.layer = layer
  }

  /// The units, strongest first.
  public var units: [Int] { edit.interventions.flatMap(\.units).map(\.unit) }

  /// The name of their set: "tree-20".
  public var setName: String { "\(thing)-\(units.count)" }
}
