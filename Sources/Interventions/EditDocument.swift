/// An edit as EDIT.json holds it: the published list of interventions, or a single one (method 1.4).
struct EditDocument: Decodable {
  var interventions: [InterventionDocument]

  init(from decoder: any Decoder) throws {
    if let list = try? decoder.unkeyedContainer() {
      var list = list
      interventions = []
      while !list.isAtEnd { interventions.append(try list.decode(InterventionDocument.self)) }
    } else {
      interventions = [try InterventionDocument(from: decoder)]
    }
  }
}

/// One intervention.
struct InterventionDocument: Decodable {
  var mask: MaskDocument?
  var maskpooling: String?
  var ablations: [AblationDocument]
}

/// One unit of an intervention; wide numbers, so that those out of range can be named.
struct AblationDocument: Decodable {
  var layer: String
  var unit: Double
  var alpha: Double?
  var value: Double?
}

/// A mask; its bits fill the box row by row.
struct MaskDocument: Decodable {
  var shape: [Int]?
  var bitbounds: [Int]?
  var bitstring: String
}
