/// What the terminal said of itself, as far as its answers have come.
package struct TerminalAnswers: Hashable, Sendable {
  /// Whether it takes images by kitty's protocol.
  package private(set) var takesKitty = false
  /// Whether it shows sixels.
  package private(set) var takesSixel = false
  /// Its name and version: "WezTerm 20240203".
  package private(set) var name: String?
  /// The pixels of a cell.
  package private(set) var cell: GridSize?
  /// How many colours a sixel image may have, and how large it may be.
  package private(set) var sixelColors: Int?, largestSixel: GridSize?
  /// Whether the last question is answered.
  package private(set) var isComplete = false

  package init() {}

  /// Those in bytes that a terminal sent.
  package init(in bytes: [UInt8]) {
    var decoder = InputDecoder()
    var rest = bytes[...]
    while decoder.next(at: .zero, { rest.popFirst().map { .scalar(UInt32($0)) } }) != nil {}
    decoder.takeAnswers().forEach { take($0) }
  }

  /// Takes in one answer; what answers no question of ours is passed over.
  package mutating func take(_ answer: TerminalAnswer) {
    switch answer {
    case .string("_", let text): if text.hasPrefix("Gi=31;OK") { takesKitty = true }
    case .string("P", let text):
      if text.hasPrefix(">|") { name = String(text.dropFirst(2)) }
    case .string: break
    case .control("c", let parameters):
      guard parameters.hasPrefix("?") else { return }
      takesSixel = Self.numbers(parameters.dropFirst()).dropFirst().contains(4)
      isComplete = true
    case .control("t", let parameters):
      let numbers = Self.numbers(parameters[...])
      guard numbers.count == 3, numbers[0] == 6 else { return }
      cell = Self.extent(width: numbers[2], height: numbers[1], limit: 200)
    case .control("S", let parameters):
      let numbers = Self.numbers(parameters.dropFirst())
      guard parameters.hasPrefix("?"), numbers.count >= 3, numbers[1] == 0 else { return }
      if numbers[0] == 1 { sixelColors = min(max(numbers[2], 2), 256) }
      if numbers[0] == 2, numbers.count == 4 {
        largestSixel = Self.extent(width: numbers[2], height: numbers[3], limit: 10_000)
      }
    case .control: break
    }
  }

  private static func numbers(_ parameters: Substring) -> [Int] {
    parameters.split(separator: ";").compactMap { Int($0) }
  }

  private static func extent(width: Int, height: Int, limit: Int) -> GridSize? {
    let likely = 2...limit
    guard likely.contains(width), likely.contains(height) else { return nil }
    return GridSize(width: width, height: height)
  }
}
