/// An edit as EDIT.json holds it: the published list of interventions, or a single one (method 1.4);
/// the published server's request around it; the ablations alone; or an object with a version,
/// interventions and latent directions.
struct EditDocument: Decodable {
  /// The version of the object with directions.
  static let version = 1

  var interventions: [InterventionDocument]
  var directions: [DirectionDocument] = []

  private enum CodingKeys: String, CodingKey {
    case version, interventions, directions
  }

  init(from decoder: any Decoder) throws {
    if let list = try? decoder.unkeyedContainer() {
      interventions = try Self.entries(list)
      return
    }
    let object = try? decoder.container(keyedBy: CodingKeys.self)
    if let object, object.contains(.interventions) || object.contains(.directions) {
      if let version = try object.decodeIfPresent(Int.self, forKey: .version),
        version != Self.version
      {
        throw DecodingError.dataCorruptedError(
          forKey: .version,
          in: object,
          debugDescription: "a version that is not read"
        )
      }
      interventions =
        object.contains(.interventions)
        ? try Self.entries(object.nestedUnkeyedContainer(forKey: .interventions)) : []
      directions = try object.decodeIfPresent([DirectionDocument].self, forKey: .directions) ?? []
    } else {
      interventions = [try Entry(from: decoder).intervention]
    }
  }

  /// Interventions, or ablations that make up one; a list is one or the other.
  private static func entries(
    _ list: any UnkeyedDecodingContainer
  ) throws -> [InterventionDocument] {
    var list = list
    var interventions: [InterventionDocument] = []
    var areBare = false
    while !list.isAtEnd {
      let place = list.currentIndex
      let entry = try list.decode(Entry.self)
      if place > 0, entry.isBare != areBare {
        throw DecodingError.dataCorruptedError(
          in: list,
          debugDescription: "interventions and ablations in one list"
        )
      }
      areBare = entry.isBare
      if areBare, place > 0 {
        interventions[0].ablations += entry.intervention.ablations
      } else {
        interventions.append(entry.intervention)
      }
    }
    return interventions
  }

  /// An intervention, or an ablation that stands for one.
  private struct Entry: Decodable {
    let intervention: InterventionDocument
    let isBare: Bool

    private enum CodingKeys: String, CodingKey {
      case ablations, layer
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      isBare = container.contains(.layer) && !container.contains(.ablations)
      intervention =
        isBare
        ? InterventionDocument(ablations: [try AblationDocument(from: decoder)])
        : try InterventionDocument(from: decoder)
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
