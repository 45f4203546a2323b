import Terminal

extension ExplorerState {
  /// Whether two states of the scene are compared.
  var isPairing: Bool { place.view == .sideBySide || place.view == .versus }
  /// Whether pictures take turns.
  var isBlinking: Bool { isPairing && place.pairing.way == .blink && picture.result != nil }

  /// The two pictures that are compared.
  var pair: (first: PictureKind, second: PictureKind) {
    place.view == .versus ? (.edited, .other) : (.original, .edited)
  }

  /// The pictures that the present way shows.
  var pairedKinds: [PictureKind] {
    switch place.pairing.way {
    case .together:
      [pair.first, pair.second, place.view == .versus ? .otherDifference : .difference]
    case .wipe: [.wipe]
    case .blink: [place.pairing.showsSecond ? pair.second : pair.first]
    }
  }

  mutating func nextPairing() {
    place.pairing.advance()
    notify(pairingNews)
  }

  mutating func compare(by way: Pairing.Way) {
    if !isPairing { place.view = .sideBySide }
    place.pairing.way = way
    notify(pairingNews)
  }

  /// A press or a drag puts the border of a wipe there.
  mutating func wipe(to column: Int) {
    guard let frame = layout.tiles?.frames.first, frame.width > 1 else { return }
    place.pairing.moveBorder(to: (column - frame.column) * 100 / (frame.width - 1))
  }

  private var pairingNews: String {
    let again = key(.look(.show(place.view)))
    switch place.pairing.way {
    case .together: return "beside each other; \(again) again: one over the other"
    case .wipe:
      let keys = "\(key(.look(.moveBorder(-5)))) and \(key(.look(.moveBorder(5))))"
      return "\(keys) or a drag move the border; \(again) again: in turn"
    case .blink: return "in turn; \(again) again: beside each other"
    }
  }
}
