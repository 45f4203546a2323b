import Foundation

/// The images that a terminal would show, by the bytes that a program sends it.
///
/// It knows kitty's protocol as far as this program uses it, and refuses what it does not know.
public struct ImageReplay {
  /// An image on the screen.
  public struct Shown: Equatable {
    /// Where the cursor was, from 0, and how many cells it takes.
    public var row: Int, column: Int, columns: Int, rows: Int
    /// The file that was sent.
    public var png: [UInt8]
  }

  /// What is on the screen, by number.
  public private(set) var shown: [Int: Shown] = [:]
  /// How often an image was put there, and whether a cell's worth of it was ever sent twice at once.
  public private(set) var placements = 0
  /// What was not understood.
  public private(set) var faults: [String] = []
  private var cursor = (row: 0, column: 0)
  private var pending: (number: Int, image: Shown, text: [UInt8])?
  private var rest: [UInt8] = []

  /// Starts with an empty screen.
  public init() {}

  /// Takes in what came.
  public mutating func take(_ bytes: [UInt8]) {
    rest += bytes
    var place = 0
    while place < rest.count {
      guard rest[place] == 0x1B else {
        place += 1
        continue
      }
      guard place + 1 < rest.count else { break }
      if rest[place + 1] == 0x5B {
        guard let end = rest[(place + 2)...].firstIndex(where: { (0x40...0x7E).contains($0) })
        else { break }
        obey(String(decoding: rest[place + 2..<end], as: UTF8.self), rest[end])
        place = end + 1
      } else if rest[place + 1] == 0x5F {
        guard let end = rest[place...].firstRange(of: [0x1B, 0x5C]) else { break }
        take(command: Array(rest[place + 2..<end.lowerBound]))
        place = end.upperBound
      } else {
        place += 2
      }
    }
    rest.removeFirst(min(place, rest.count))
  }

  private mutating func obey(_ parameters: String, _ letter: UInt8) {
    if letter == 0x48 {
      let numbers = parameters.split(separator: ";").compactMap { Int($0) }
      cursor = ((numbers.first ?? 1) - 1, (numbers.count > 1 ? numbers[1] : 1) - 1)
    }
    // Clearing the screen takes its images along.
    if letter == 0x4A, parameters == "2" { shown = [:] }
  }

  private mutating func take(command: [UInt8]) {
    guard command.first == 0x47 else { return faults.append("another string") }
    let parts = command.dropFirst().split(separator: 0x3B, maxSplits: 1)
    let keys = Dictionary(
      String(decoding: parts.first ?? [], as: UTF8.self).split(separator: ",").map { pair in
        let words = pair.split(separator: "=").map(String.init)
        return (words[0], words.count > 1 ? words[1] : "")
      }
    ) { $1 }
    let text = parts.count > 1 ? Array(parts[1]) : []
    if text.count > 4096 { faults.append("a piece of \(text.count) letters") }
    switch keys["a"] {
    case "q": break
    case "d":
      if keys["d"] == "A" { shown = [:] }
      if keys["d"] == "I", let number = keys["i"].flatMap({ Int($0) }) { shown[number] = nil }
    case "T":
      guard keys["f"] == "100", keys["C"] == "1", keys["q"] == "2",
        let number = keys["i"].flatMap({ Int($0) }), let columns = keys["c"].flatMap({ Int($0) }),
        let rows = keys["r"].flatMap({ Int($0) })
      else { return faults.append("\(keys)") }
      let image = Shown(
        row: cursor.row,
        column: cursor.column,
        columns: columns,
        rows: rows,
        png: []
      )
      pending = (number, image, [])
      fallthrough
    case nil:
      guard var image = pending else { return faults.append("a piece of nothing") }
      image.text += text
      pending = image
      guard keys["m"] == "0" else { return }
      image.image.png = Data(base64Encoded: Data(image.text)).map { Array($0) } ?? []
      shown[image.number] = image.image
      placements += 1
      pending = nil
    default: faults.append("\(keys)")
    }
  }
}
