public import Faults

extension LevelScores {
  private static let mark = "ganscope scores 1\n"

  /// The scores as bytes.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter(mark: Self.mark)
    writer.write(floats: quality)
    writer.write(floats: iou)
    for matches in [matches[.iqr] ?? [], matches[.maxiou] ?? [], reported] {
      writer.write(matches.count)
      for match in matches {
        writer.write(match.concept)
        writer.write(match.index ?? 0)
        writer.write(match.score)
        writer.write(match.iou)
      }
    }
    return writer.bytes
  }

  /// Restores scores.
  ///
  /// - Parameters:
  ///   - bytes: What `encoded` gave.
  ///   - grid: The levels that were scored.
  /// - Throws: `Fault` of kind refused for damaged bytes or other units.
  public init(decoding bytes: [UInt8], grid: LevelGrid) throws(Fault) {
    var reader = try ByteReader(bytes, mark: Self.mark, subject: "scores of levels")
    quality = try reader.floats(limit: 1 << 28)
    iou = try reader.floats(limit: 1 << 28)
    var lists: [[UnitMatch]] = []
    for _ in 0..<3 {
      guard try reader.count() == grid.units else { throw reader.fault("other units") }
      var read: [UnitMatch] = []
      for unit in 0..<grid.units {
        let concept = try reader.count(limit: max(0, quality.count / max(1, grid.units) - 1))
        let index = try reader.count(limit: LevelGrid.fractions.count - 1)
        read.append(
          UnitMatch(
            concept: concept,
            score: try reader.float(),
            index: index,
            level: grid.level(unit: unit, index),
            iou: try reader.float()
          )
        )
      }
      lists.append(read)
    }
    matches = [.iqr: lists[0], .maxiou: lists[1]]
    reported = lists[2]
    try reader.finish()
    guard quality.count == iou.count, quality.count.isMultiple(of: max(1, grid.units)),
      (quality + iou).allSatisfy({ (0...1).contains($0) })
    else { throw reader.fault("impossible scores") }
  }
}
