public import Faults
import JSONText
import Latents
public import Tensors

/// What made a picture, so that it can be made again; exported PNG carry it in a text chunk.
public struct Recipe: Hashable, Sendable {
  /// The keyword of the PNG text chunk.
  public static let keyword = "ganscope recipe"

  /// SHA-256 of the generator's checkpoint, lower-case hex.
  public var generator: String
  /// SHA-256 over the segmenter's files; nil without one.
  public var segmenter: String?
  /// The seed of the scenes.
  public var seed: UInt32
  /// The scene's number.
  public var scene: Int
  /// The layer that was looked at.
  public var layer: LayerName
  /// The unit that was looked at, for heatmaps and top scenes.
  public var unit: Int?
  /// The edit; empty for none.
  public var edit: Edit
  /// The version of ganscope that wrote it.
  public var version: String
  /// What the picture was computed with; nil for float32.
  public var precision: String?
  /// How scenes were segmented for statistics; nil without a segmenter.
  public var segmentation: String?
  /// The scenes of a sheet, of which `scene` is the first; nil for one scene.
  public var scenes: [Int]?
  /// What the edit causes, where a sheet tells it.
  public var measured: RecipeMeasurement?

  /// Makes a recipe.
  public init(
    generator: String,
    segmenter: String?,
    seed: UInt32,
    scene: Int,
    layer: LayerName,
    unit: Int? = nil,
    edit: Edit = Edit(),
    version: String
  ) {
    self.generator = generator
    self.segmenter = segmenter
    self.seed = seed
    self.scene = scene
    self.layer = layer
    self.unit = unit
    self.edit = edit
    self.version = version
  }

  /// The recipe as JSON; `edit` in it is what EDIT.json holds.
  ///
  /// - Throws: `Fault` of kind usage if the edit holds something that is not a number.
  public func json() throws(Fault) -> String {
    var members = [
      "\"recipe\": \(Self.format)", "\"ganscope\": \(JSONText.quoted(version))",
      "\"generator\": \(JSONText.quoted(generator))",
    ]
    for (name, text) in [
      ("segmenter", segmenter), ("segmentation", segmentation), ("precision", precision),
    ] {
      if let text { members.append("\"\(name)\": \(JSONText.quoted(text))") }
    }
    members += ["\"seed\": \(seed)", "\"scene\": \(scene)"]
    members.append("\"layer\": \(JSONText.quoted(layer.rawValue))")
    if let scenes {
      members.append("\"scenes\": \(JSONValue.array(scenes.map { .integer($0) }).text())")
    }
    if let measured { members.append("\"measured\": \(measured.json.text())") }
    if let unit { members.append("\"unit\": \(unit)") }
    members.append("\"edit\": \(try edit.json())")
    return "{\n" + members.joined(separator: ",\n") + "}\n"
  }

  /// Reads a recipe.
  ///
  /// - Parameters:
  ///   - bytes: The JSON.
  ///   - path: The picture that holds it, for messages.
  /// - Throws: `Fault` of kind refused.
  public init(json bytes: [UInt8], path: String) throws(Fault) {
    let document = try JSONText.decode(
      Document.self,
      bytes,
      from: path,
      to: Self.attempt,
      limit: Edit.byteLimit
    )
    guard document.recipe == Self.format else {
      throw Fault(
        .refused,
        Self.attempt,
        on: path,
        expected: "format \(Self.format)",
        found: "\(document.recipe)",
        advice: "A newer ganscope may read it"
      )
    }
    try Self.check("scene", document.scene, in: 0...Latents.lastScene, of: path)
    try Self.check("unit", document.unit ?? 0, in: 0...UnitEdit.limit - 1, of: path)
    self.init(
      generator: document.generator,
      segmenter: document.segmenter,
      seed: document.seed,
      scene: document.scene,
      layer: LayerName(document.layer),
      unit: document.unit,
      edit: try Edit(document.edit, path: path),
      version: document.ganscope
    )
    for scene in document.scenes ?? [] {
      try Self.check("scene", scene, in: 0...Latents.lastScene, of: path)
    }
    (scenes, measured) = (document.scenes, document.measured)
    precision = document.precision
    segmentation = document.segmentation
  }

  private static func check(
    _ noun: String,
    _ number: Int,
    in range: ClosedRange<Int>,
    of path: String
  ) throws(Fault) {
    guard range.contains(number) else {
      throw Fault(
        .refused,
        attempt,
        on: path,
        expected: "a \(noun) from \(range.lowerBound) to \(range.upperBound)",
        found: "\(number)"
      )
    }
  }

  private static let format = 1
  private static let attempt = "read the recipe of the picture"

  private struct Document: Decodable {
    var recipe: Int
    var ganscope: String
    var generator: String
    var segmenter: String?
    var segmentation: String?
    var precision: String?
    var seed: UInt32
    var scene: Int
    var layer: String
    var scenes: [Int]?
    var measured: RecipeMeasurement?
    var unit: Int?
    var edit: EditDocument
  }
}
