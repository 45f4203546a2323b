public import Faults
public import Tensors

/// What an edit does to one concept and to the rest of a scene, in pixels.
public struct ConceptChange: Hashable, Sendable {
  /// Where the effect could happen: pixels with the concept if it is removed, without if inserted.
  public var possible = 0
  /// How many more of them lost the concept than others got it, or the other way round.
  public var happened = 0
  /// Pixels that the edit should leave alone: where the concept was not.
  public var rest = 0
  /// Those of them that show another thing now.
  public var changedRest = 0

  /// No pixel of no scene.
  public init() {}

  /// Adds another scene or place.
  public static func += (sum: inout ConceptChange, other: ConceptChange) {
    sum.possible += other.possible
    sum.happened += other.happened
    sum.rest += other.rest
    sum.changedRest += other.changedRest
  }
}

/// Compares segmentations of one scene before and after an edit for one concept.
///
/// The rest is judged by the first label channel, which names what a pixel shows: materials and
/// parts change with every change of shade.
public struct ConceptComparison: Hashable, Sendable {
  /// What the edit is to do.
  public enum Aim: String, Hashable, Sendable {
    /// Take the concept away.
    case removal
    /// Make it appear; where it appears elsewhere too, this is no damage.
    case insertion
  }

  /// The concept's number.
  public let concept: Int
  /// What the edit is to do.
  public let aim: Aim

  /// Makes a comparison.
  public init(of concept: Int, aim: Aim) {
    self.concept = concept
    self.aim = aim
  }

  /// Counts the pixels of one scene.
  ///
  /// - Parameters:
  ///   - before: Segmentations without the edit, (batch, label channels, height, width).
  ///   - scene: Which of them.
  ///   - after: Segmentations with it.
  ///   - edited: Which of them.
  ///   - place: Where the effect is looked for; everywhere if absent. An insertion's rest lies
  ///     outside.
  /// - Returns: The counts.
  /// - Throws: `Fault` of kind defect if the two differ in extent.
  public func change(
    before: LabelMap,
    scene: Int,
    after: LabelMap,
    edited: Int,
    place: PixelPlace? = nil
  ) throws(Fault) -> ConceptChange {
    let (old, new) = (before.shape, after.shape)
    guard old.channels == new.channels, old.height == new.height, old.width == new.width else {
      throw Fault(
        .defect,
        "compare segmentations",
        expected: "the same extent",
        found: "\(old) and \(new)"
      )
    }
    let wanted = Int32(concept)
    let plane = old.planeCount
    var change = ConceptChange()
    before.labels.withUnsafeBufferPointer { first in
      after.labels.withUnsafeBufferPointer { second in
        let (start, end) = (scene * old.sampleCount, edited * new.sampleCount)
        for pixel in 0..<plane {
          var (was, isNow) = (false, false)
          for channel in 0..<old.channels {
            was = was || first[start + channel * plane + pixel] == wanted
            isNow = isNow || second[end + channel * plane + pixel] == wanted
          }
          let isChanged = first[start + pixel] != second[end + pixel]
          let isInside = place?.contains(pixel, width: old.width) ?? true
          count(
            was: was,
            isNow: isNow,
            isChanged: isChanged,
            isInside: isInside,
            hasPlace: place != nil,
            into: &change
          )
        }
      }
    }
    return change
  }

  @inline(__always)
  private func count(
    was: Bool,
    isNow: Bool,
    isChanged: Bool,
    isInside: Bool,
    hasPlace: Bool,
    into change: inout ConceptChange
  ) {
    switch aim {
    case .removal:
      if isInside {
        if was { change.possible += 1 }
        change.happened += (was ? 1 : 0) - (isNow ? 1 : 0)
      }
      if !was {
        change.rest += 1
        if isChanged { change.changedRest += 1 }
      }
    case .insertion:
      if isInside {
        if !was { change.possible += 1 }
        change.happened += (isNow ? 1 : 0) - (was ? 1 : 0)
      }
      if !was && !(hasPlace && isInside) {
        change.rest += 1
        if isChanged && !isNow { change.changedRest += 1 }
      }
    }
  }
}

/// The pixels of a label map that a cell of a layer's grid covers.
public struct PixelPlace: Hashable, Sendable {
  /// The rows.
  public let rows: Range<Int>
  /// The columns.
  public let columns: Range<Int>

  /// The bin of adaptive pooling: floor(i n / cells) ..< ceil((i + 1) n / cells).
  public init(
    row: Int,
    column: Int,
    gridHeight: Int,
    gridWidth: Int,
    height: Int,
    width: Int
  ) {
    func bin(_ index: Int, cells: Int, extent: Int) -> Range<Int> {
      index * extent / cells..<((index + 1) * extent + cells - 1) / cells
    }
    rows = bin(row, cells: gridHeight, extent: height)
    columns = bin(column, cells: gridWidth, extent: width)
  }

  @inline(__always)
  func contains(_ pixel: Int, width: Int) -> Bool {
    rows.contains(pixel / width) && columns.contains(pixel % width)
  }

  /// How many pixels of one scene hold a concept here.
  public func area(of concept: Int, in map: LabelMap, scene: Int) -> Int {
    var area = 0
    for row in rows {
      for column in columns {
        let holds = (0..<map.shape.channels).contains {
          map[scene, $0, row, column] == Int32(concept)
        }
        if holds { area += 1 }
      }
    }
    return area
  }
}
