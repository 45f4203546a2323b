import CStatistics
public import Concepts
public import Tensors

/// The labels of scenes made ready for counting, once for all layers: which pixels hold the same
/// concepts.
public struct SceneLabels: Sendable {
  /// One scene.
  struct Scene: Sendable {
    /// The concepts that the scene holds, rising; each is a row of the scene's counts, and one more
    /// row stands for all pixels.
    let concepts: [Int]
    /// Pixels of each of them.
    let pixels: [UInt32]
    /// Categories of which the scene holds any label, "-" included, by their place in `categories`.
    let categories: [Int]
    /// Ways to sort all pixels into groups; the first also counts all pixels.
    let passes: Passes

    /// How many rows its counts have.
    var rowCount: Int { concepts.count + 1 }
  }

  /// Pixels sorted into groups that hold the same concepts, in one way or several.
  struct Passes: Sendable {
    /// The group of each pixel, pass by pass.
    private(set) var groups: [UInt32] = []
    /// How many groups each pass has.
    private(set) var groupCounts: [UInt32] = []
    /// Where the rows of each group begin in `members`; one more number ends those of a pass.
    private(set) var starts: [UInt32] = []
    private(set) var members: [UInt32] = []

    mutating func append(_ groups: [UInt32], _ rows: [[UInt32]]) {
      self.groups += groups
      groupCounts.append(UInt32(rows.count))
      for list in rows {
        starts.append(UInt32(members.count))
        members += list
      }
      starts.append(UInt32(members.count))
    }
  }

  let scenes: [Scene]
  let height: Int
  let width: Int
  let vocabulary: ConceptVocabulary

  /// More combinations of labels than this are counted channel by channel.
  private static let groupLimit = 1024

  /// Makes labels ready.
  ///
  /// - Parameters:
  ///   - map: The scenes' segmentation, (batch, label channels, rows, columns).
  ///   - vocabulary: What its numbers mean.
  ///   - countsAbsence: Whether number 0, "-", counts as a concept, as published by mistake.
  public init(_ map: LabelMap, vocabulary: ConceptVocabulary, countsAbsence: Bool = false) {
    self.vocabulary = vocabulary
    (height, width) = (map.shape.height, map.shape.width)
    let isConcept = vocabulary.concepts.map {
      vocabulary.isConcept($0.number) || countsAbsence && $0.number == 0
    }
    let categories = vocabulary.categories
    let columns = vocabulary.concepts.map { categories.firstIndex(of: $0.category) }
    var planes = LabelPlanes()
    scenes = (0..<map.shape.batch).map { sample in
      planes.load(map, sample: sample, concepts: isConcept)
      return Scene(
        concepts: planes.present,
        pixels: planes.present.map { planes.counts[$0] },
        categories: Set(planes.seen.compactMap { columns[$0] }).sorted(),
        passes: Self.passes(planes, conceptCount: vocabulary.count)
      )
    }
  }

  private static func passes(_ planes: LabelPlanes, conceptCount: Int) -> Passes {
    let all = UInt32(planes.present.count)
    var rows = [UInt32?](repeating: nil, count: conceptCount + 1)
    for (row, concept) in planes.present.enumerated() { rows[concept] = UInt32(row) }
    var passes = Passes()
    let (groups, combinations) = planes.combinations()
    if combinations.count <= groupLimit {
      passes.append(groups, combinations.map { $0.compactMap { rows[Int($0)] } + [all] })
      return passes
    }
    // Too many for the tables to stay near: one channel after the other.
    passes.append(Array(repeating: 0, count: groups.count), [[all]])
    for channel in planes.channels {
      passes.append(channel.map { rows[Int($0)] ?? all }, (0..<all).map { [$0] } + [[]])
    }
    return passes
  }
}
