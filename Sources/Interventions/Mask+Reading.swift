import Faults

extension Mask {
  /// The most rows or columns of a mask.
  static let extentLimit = 4096
  /// The size of the published editor's masks where none is given (serverstate.py, mask_to_numpy).
  static let publishedExtent = 256

  init(_ document: MaskDocument, check: EditCheck, budget: inout MaskBudget) throws(Fault) {
    let bits = try MaskBits(document.bitstring, check: check, budget: &budget)
    let fallback =
      bits.size.map { [$0.height, $0.width] } ?? [Self.publishedExtent, Self.publishedExtent]
    let shape = (document.shape ?? []).isEmpty ? fallback : document.shape ?? []
    try check.require(
      shape.count == 2 && shape.allSatisfy { (1...Self.extentLimit).contains($0) },
      "a mask's shape [rows, columns] up to \(Self.extentLimit)",
      found: "\(shape.prefix(8))"
    )
    let whole = [0, 0, shape[0], shape[1]]
    let box = (document.bitbounds ?? []).isEmpty ? whole : document.bitbounds ?? []
    try check.require(
      box.count == 4 && 0 <= box[0] && box[0] < box[2] && box[2] <= shape[0] && 0 <= box[1]
        && box[1] < box[3] && box[3] <= shape[1],
      "bitbounds [top, left, bottom, right] inside \(shape)",
      found: "\(box.prefix(8))"
    )
    let (rows, columns) = (box[2] - box[0], box[3] - box[1])
    try check.require(
      bits.fits(rows: rows, columns: columns),
      "\(rows)x\(columns) bits for bitbounds \(box)",
      found: bits.summary
    )
    self.init(
      height: shape[0],
      width: shape[1],
      top: box[0],
      left: box[1],
      boxWidth: columns,
      bits: bits.values
    )
  }
}

/// How many cells the masks of one edit may still bring along: a small file can hold huge pictures.
struct MaskBudget {
  /// All masks together hold at most so many cells: 256 of the published editor's.
  static let limit = 1 << 24

  private var left = Self.limit

  mutating func spend(_ cells: Int, _ check: EditCheck) throws(Fault) {
    try check.require(
      cells <= left,
      "masks of at most \(Self.limit) cells in all",
      found: "more, the last of \(cells)"
    )
    left -= cells
  }
}
