import Concepts
import Laboratory
import Tensors

/// The newest scene and what was asked for.
struct PictureState: Sendable {
  var result: SceneResult?
  /// Rises with every new result; names it in caches.
  var serial = 0
  var job: JobNumber?
  /// The job whose result is shown; what older jobs still send is ignored.
  var shownJob: JobNumber?
  /// The newest result with segmentations, shown until the next ones come.
  var segmented: SceneResult?
  /// What each label channel of it holds.
  var labelChannels: [LabelChannel] = []
  var submitted: SceneRequest?
  /// How many moments the newest request has been waiting.
  var waits = 0

  /// Whether the newest request could not be fulfilled.
  var hasFailed = false

  /// Whether what is shown is not yet what was asked for.
  var isStale: Bool { submitted != nil && result?.request != submitted && !hasFailed }
  /// Whether the user should be told to wait.
  var isLate: Bool { isStale && waits > 3 }
}

/// The thumbnails that were drawn lately.
struct ThumbnailShelf: Sendable {
  private var thumbnails: [UnitAddress: [Int: Thumbnail]] = [:]
  private var order: [UnitAddress] = []
  var submitted: ThumbnailRequest?
  var job: JobNumber?

  /// A unit's thumbnails by the scene's number.
  subscript(layer: LayerName, unit: Int) -> [Int: Thumbnail] {
    self[UnitAddress(layer: layer, unit: unit)]
  }

  /// The same of a unit that may be another generator's.
  subscript(unit: UnitAddress) -> [Int: Thumbnail] { thumbnails[unit] ?? [:] }

  /// Keeps thumbnails; those of the 16 latest units stay.
  mutating func add(_ new: [Thumbnail], for request: ThumbnailRequest) {
    let key = UnitAddress(
      layer: request.layer,
      unit: request.unit,
      neighbour: request.neighbour
    )
    // While a dissection goes on, top scenes come and go.
    if thumbnails[key, default: [:]].count > 64 { thumbnails[key] = [:] }
    for thumbnail in new { thumbnails[key, default: [:]][thumbnail.scene] = thumbnail }
    order.removeAll { $0 == key }
    order.append(key)
    if order.count > 16 { thumbnails[order.removeFirst()] = nil }
  }
}

/// Names the curves of a unit as they were counted so far.
struct ProfileKey: Hashable, Sendable {
  let layer: LayerName
  let unit: Int
  let scenes: Int
}

/// What one of a segmentation's label channels holds: objects, or parts, or materials.
struct LabelChannel: Hashable, Sendable {
  /// The numbers of the concepts seen, before or after the edit.
  let concepts: Set<Int>
  /// "objects", "parts"; by their category.
  let name: String

  /// The label channels of a scene.
  static func channels(of result: SceneResult, _ vocabulary: ConceptVocabulary) -> [LabelChannel] {
    let maps = [result.originalSegmentation, result.editedSegmentation].compactMap { $0 }
    guard let shape = maps.first?.shape else { return [] }
    let size = shape.height * shape.width
    return (0..<shape.channels).map { channel in
      var isSeen = [Bool](repeating: false, count: vocabulary.count)
      for map in maps where map.shape == shape {
        for label in map.labels[channel * size..<(channel + 1) * size]
        where isSeen.indices.contains(Int(label)) {
          isSeen[Int(label)] = true
        }
      }
      let concepts = Set(isSeen.indices.filter { isSeen[$0] && vocabulary.isConcept($0) })
      let categories = Set(
        concepts.compactMap { vocabulary[$0].map { $0.category.rawValue + "s" } }
      )
      let name = categories.count == 1 ? categories.first : nil
      return LabelChannel(concepts: concepts, name: name ?? "labels \(channel + 1)")
    }
  }
}
