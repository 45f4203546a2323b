/// An edit as EDIT.json holds it: the published list of interventions, or a single one (method 1.4);
/// the published server's request around it; or the ablations alone.
struct EditDocument: Decodable {
  var interventions: [InterventionDocument]

  private enum CodingKeys: String, CodingKey {
    case interventions
  }

  init(from decoder: any Decoder) throws {
    if let list = try? decoder.unkeyedContainer() {
      interventions = try Self.entries(list)
      return
    }
    let request = try? decoder.container(keyedBy: CodingKeys.self)
    if let request, request.contains(.interventions) {
      interventions = try Self.entries(request.nestedUnkeyedContainer(forKey: .interventions))
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
