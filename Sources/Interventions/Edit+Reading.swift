public import Faults
import JSONText
import Tensors

extension Edit {
  /// The most bytes of an EDIT.json; a painted mask has some kB.
  static let byteLimit = 16 << 20
  /// The most units that an EDIT.json may name.
  static let unitLimit = 1 << 18

  /// Reads an edit in the published format: a list of interventions, or a single one (method 1.4).
  ///
  /// The published server's whole request is read too, and so is a bare list of ablations, which act
  /// together and everywhere.
  ///
  /// `mask`, `maskpooling`, `alpha` and `value` may be absent; no mask means everywhere. An edit with
  /// latent directions is an object: `version` 1, `interventions`, `directions`.
  ///
  /// - Parameters:
  ///   - bytes: The document.
  ///   - path: Where it comes from, for messages.
  /// - Throws: `Fault` of kind refused that names the entry at fault.
  public init(json bytes: [UInt8], path: String) throws(Fault) {
    let document = try JSONText.decode(
      EditDocument.self,
      bytes,
      from: path,
      to: "read the edit",
      limit: Self.byteLimit
    )
    try self.init(document, path: path)
  }

  /// Takes over an edit that was decoded as a part of another document.
  init(_ document: EditDocument, path: String) throws(Fault) {
    self.init()
    let documents = document.interventions
    let units = documents.reduce(0) { $0 + $1.ablations.count }
    guard units <= Self.unitLimit, documents.count <= Self.unitLimit else {
      throw Fault(
        .refused,
        "read the edit",
        on: path,
        expected: "at most \(Self.unitLimit) units",
        found: "\(max(units, documents.count))"
      )
    }
    var budget = MaskBudget()
    for (index, document) in documents.enumerated() {
      let check = EditCheck(path: path, place: "intervention \(index)")
      interventions.append(try Intervention(document, check: check, budget: &budget))
    }
    try EditCheck(path: path, place: "the directions").require(
      document.directions.count <= DirectionEdit.limit,
      "at most \(DirectionEdit.limit) directions",
      found: "\(document.directions.count)"
    )
    for (index, document) in document.directions.enumerated() {
      let check = EditCheck(path: path, place: "direction \(index)")
      directions.append(try DirectionEdit(document, check))
    }
  }
}

/// Refuses what an intervention cannot hold, and says where it stands.
struct EditCheck {
  let path: String
  let place: String

  func fault(_ found: String, expected: String? = nil) -> Fault {
    Fault(.refused, "read the edit", on: path, expected: expected, found: "\(found) in \(place)")
  }

  func require(
    _ holds: Bool,
    _ expected: String,
    found: @autoclosure () -> String
  ) throws(Fault) {
    guard holds else { throw fault(found(), expected: expected) }
  }
}

extension Intervention {
  fileprivate init(
    _ document: InterventionDocument,
    check: EditCheck,
    budget: inout MaskBudget
  ) throws(Fault) {
    let name = document.maskpooling ?? Mask.Pooling.max.rawValue
    guard let pooling = Mask.Pooling(rawValue: name) else {
      throw check.fault("maskpooling '\(name)'", expected: "max or mean")
    }
    var units: [UnitEdit] = []
    for ablation in document.ablations { units.append(try UnitEdit(ablation, check)) }
    var mask: Mask?
    if let document = document.mask { mask = try Mask(document, check: check, budget: &budget) }
    self.init(units, mask: mask, pooling: pooling)
  }
}

extension UnitEdit {
  fileprivate init(_ document: AblationDocument, _ check: EditCheck) throws(Fault) {
    let (alpha, value) = (document.alpha ?? 1, document.value ?? 0)
    try check.require(!document.layer.isEmpty, "a layer's name", found: "an empty one")
    try check.require(
      (0..<Double(Self.limit)).contains(document.unit) && document.unit == document.unit.rounded(),
      "a unit's whole number from 0",
      found: JSONText.number(document.unit)
    )
    try check.require((0...1).contains(alpha), "an alpha from 0 to 1", found: "\(alpha)")
    try check.require(
      Float(value).isFinite,
      "a value that float32 can hold",
      found: JSONText.number(value)
    )
    self.init(
      layer: LayerName(document.layer),
      unit: Int(document.unit),
      alpha: Float(alpha),
      value: Float(value)
    )
  }
}
