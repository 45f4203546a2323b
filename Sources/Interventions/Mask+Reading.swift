import Faults

extension Mask {
  /// The most rows or columns of a mask.
  static let extentLimit = 4096
  /// The size of the published editor's masks where none is given (serverstate.py, mask_to_numpy).
  static let publishedExtent = 256

  init(_ document: MaskDocument, _ check: EditCheck) throws(Fault) {
    let bits = try Bits(document.bitstring, check)
    let fallback = [bits.height ?? Self.publishedExtent, bits.width ?? Self.publishedExtent]
    let shape = (document.shape ?? []).isEmpty ? fallback : document.shape ?? []
    try check.require(
      shape.count == 2 && shape.allSatisfy { (1...Self.extentLimit).contains($0) },
      "a mask's shape [rows, columns] up to \(Self.extentLimit)",
      found: "\(shape)"
    )
    let whole = [0, 0, shape[0], shape[1]]
    let box = (document.bitbounds ?? []).isEmpty ? whole : document.bitbounds ?? []
    try check.require(
      box.count == 4 && 0 <= box[0] && box[0] < box[2] && box[2] <= shape[0] && 0 <= box[1]
        && box[1] < box[3] && box[3] <= shape[1],
      "bitbounds [top, left, bottom, right] inside \(shape)",
      found: "\(box)"
    )
    let (rows, columns) = (box[2] - box[0], box[3] - box[1])
    try check.require(
      bits.fits(rows: rows, columns: columns),
      "\(rows)x\(columns) bits for bitbounds \(box)",
      found: bits.summary
    )
    var cells = [Bool](repeating: false, count: shape[0] * shape[1])
    for (index, bit) in bits.values.enumerated() where bit {
      cells[(box[0] + index / columns) * shape[1] + box[1] + index % columns] = true
    }
    self.init(height: shape[0], width: shape[1], cells: cells)
  }
}

/// The bits of a mask's box, from a string of zeros and ones.
struct Bits {
  let values: [Bool]
  /// Rows, where the source knows them.
  var height: Int?
  /// Columns, where the source knows them.
  var width: Int?

  init(_ text: String, _ check: EditCheck) throws(Fault) {
    try check.require(
      text.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") },
      "a bitstring of 0 and 1",
      found: "other characters"
    )
    values = text.utf8.map { $0 == UInt8(ascii: "1") }
  }

  func fits(rows: Int, columns: Int) -> Bool {
    values.count == rows * columns && (height ?? rows) == rows && (width ?? columns) == columns
  }

  var summary: String {
    if let height, let width { return "a picture of \(height)x\(width)" }
    return "\(values.count)"
  }
}
