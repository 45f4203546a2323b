package import Images

/// What makes a terminal show images over its cells, and take them away again.
///
/// It knows what is shown, so that an image is sent when it is new, and never left behind.
package struct PictureStage {
  /// An image, its place, and its bytes: a PNG, or sixels.
  package struct Placed: Hashable {
    package let area: CellRect
    package let image: RGBImage
    package let code: [UInt8]

    package init(area: CellRect, image: RGBImage, code: [UInt8]) {
      (self.area, self.image, self.code) = (area, image, code)
    }

    /// Whether it looks the same in the same place.
    func isSame(as other: Placed) -> Bool { area == other.area && image == other.image }
  }

  package let method: PictureChoice.Method
  /// What is shown, and by which number the terminal knows it.
  private var shown: [(picture: Placed, number: Int)] = []
  private var lastNumber = 0
  /// Numbers of images begin here, apart from those that small programs choose.
  private let firstNumber: Int

  package init(_ method: PictureChoice.Method, firstNumber: Int = 1) {
    (self.method, self.firstNumber) = (method, firstNumber)
  }

  /// The terminal shows none any more, as when it was cleared.
  package mutating func forget() -> [UInt8] {
    defer { shown = [] }
    return method == .kitty ? shown.flatMap { KittyImage.deletion(of: $0.number) } : []
  }

  /// Whether other images are wanted than are shown.
  package func differs(from wanted: [Placed]) -> Bool {
    shown.count != wanted.count
      || !wanted.allSatisfy { picture in shown.contains { $0.picture.isSame(as: picture) } }
  }

  /// What takes images away in whose place none is wanted; to be sent before cells are written there.
  ///
  /// - Parameters:
  ///   - wanted: The images wanted.
  ///   - blank: What writes the cells below an image anew, which wipes it off where images are part
  ///     of the cells.
  /// - Returns: The bytes.
  package mutating func removal(for wanted: [Placed], blank: (CellRect) -> [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    shown.removeAll { entry in
      guard !wanted.contains(where: { $0.area == entry.picture.area }) else { return false }
      bytes +=
        method == .kitty ? KittyImage.deletion(of: entry.number) : blank(entry.picture.area)
      return true
    }
    return bytes
  }

  /// What shows the images wanted that are not shown yet.
  package mutating func placement(of wanted: [Placed]) -> [UInt8] {
    var bytes: [UInt8] = []
    for picture in wanted where !shown.contains(where: { $0.picture.isSame(as: picture) }) {
      lastNumber = lastNumber % 1000 + 1
      let number = firstNumber + lastNumber
      // The cursor and its colours stay as curses left them.
      bytes += "\u{1B}7\u{1B}[\(picture.area.row + 1);\(picture.area.column + 1)H".utf8
      switch method {
      case .kitty: bytes += KittyImage.placement(of: picture, number: number)
      case .iterm: bytes += InlineImage.placement(of: picture)
      case .sixel: bytes += picture.code
      case .cells: break
      }
      bytes += "\u{1B}8".utf8
      // The one before goes when the new one is there, so that nothing flickers.
      if let former = shown.firstIndex(where: { $0.picture.area == picture.area }) {
        if method == .kitty { bytes += KittyImage.deletion(of: shown[former].number) }
        shown.remove(at: former)
      }
      shown.append((picture, number))
    }
    return bytes
  }
}

/// Images by kitty's graphics protocol.
enum KittyImage {
  /// Takes everything off the screen that this program put there; for a crash.
  static let deletionOfAll = "\u{1B}_Ga=d,d=A,q=2\u{1B}\\"

  /// Characters of base64 in one command at most.
  private static let chunk = 4096

  static func placement(of picture: PictureStage.Placed, number: Int) -> [UInt8] {
    let text = Base64.encode(picture.code)
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: max(1, text.count), by: chunk) {
      let end = min(start + chunk, text.count)
      let goesOn = end < text.count ? 1 : 0
      let (area, isFirst) = (picture.area, start == 0)
      bytes += "\u{1B}_G".utf8
      if isFirst {
        bytes += "a=T,f=100,i=\(number),p=1,c=\(area.width),r=\(area.height),C=1,".utf8
      }
      bytes += "q=2,m=\(goesOn);".utf8
      bytes += text[start..<end]
      bytes += "\u{1B}\\".utf8
    }
    return bytes
  }

  static func deletion(of number: Int) -> [UInt8] {
    Array("\u{1B}_Ga=d,d=I,i=\(number),q=2\u{1B}\\".utf8)
  }
}

/// Images in a line of text, as iTerm2 has them.
enum InlineImage {
  static func placement(of picture: PictureStage.Placed) -> [UInt8] {
    let head =
      "\u{1B}]1337;File=inline=1;size=\(picture.code.count);width=\(picture.area.width);"
      + "height=\(picture.area.height);preserveAspectRatio=0;doNotMoveCursor=1:"
    return Array(head.utf8) + Base64.encode(picture.code) + [7]
  }
}

/// Bytes as letters.
enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = 0
      for place in 0..<3 { group = group << 8 | (place < count ? Int(bytes[start + place]) : 0) }
      for place in 0..<4 {
        text.append(place <= count ? letters[group >> (18 - 6 * place) & 63] : 61)
      }
    }
    return text
  }
}
