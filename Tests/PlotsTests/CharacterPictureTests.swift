import Images
import Testing

@testable import Plots

@Suite struct CharacterPictureTests {
  /// Which pixels of one character are ink.
  private func ink(_ character: Character, isBold: Bool = false) -> [[Bool]] {
    var picture = CharacterPicture(columns: 1, rows: 1, background: [0, 0, 0])
    picture.put(
      character,
      row: 0,
      column: 0,
      ink: [255, 255, 255],
      paper: [0, 0, 0],
      isBold: isBold
    )
    return (0..<24).map { y in (0..<12).map { x in picture.image.pixels[(y * 12 + x) * 3] > 127 } }
  }

  private func count(_ rows: [[Bool]]) -> Int { rows.joined().count { $0 } }

  @Test func `half blocks are halves, and eighths add up`() {
    #expect(ink("▀") == (0..<24).map { y in [Bool](repeating: y < 12, count: 12) })
    #expect(ink("▄") == (0..<24).map { y in [Bool](repeating: y >= 12, count: 12) })
    #expect(count(ink("█")) == 12 * 24 && count(ink(" ")) == 0)
    let heights = Array("▁▂▃▄▅▆▇█").map { count(ink($0)) }
    #expect(heights == heights.sorted() && Set(heights).count == 8)
    let widths = Array("▏▎▍▌▋▊▉█").map { count(ink($0)) }
    #expect(widths == widths.sorted() && widths.first ?? 0 > 0)
  }

  @Test func `characters of four and six parts are these parts`() {
    let left = [Bool](repeating: true, count: 6) + [Bool](repeating: false, count: 6)
    let none = [Bool](repeating: false, count: 12)
    #expect(ink("▘") == (0..<24).map { $0 < 12 ? left : none })
    #expect(ink("▞") == (0..<24).map { $0 < 12 ? left.map { !$0 } : left })
    #expect(ink("\u{1FB00}") == (0..<24).map { $0 < 8 ? left : none })
    #expect(count(ink("\u{1FB3B}")) == 5 * 48 && ink("\u{1FB3B}")[0][0] == false)
    let sizes = (0x1FB00...0x1FB3B).compactMap { Unicode.Scalar($0).map { ink(Character($0)) } }
    #expect(Set(sizes).count == 60)
  }

  @Test func `lines meet at the edges of their places`() {
    #expect(ink("─").map { $0[0] } == ink("┼").map { $0[0] })
    #expect(ink("│")[0] == ink("├")[0] && ink("│")[23] == ink("┬")[23])
    #expect(ink("┬")[0].allSatisfy { !$0 } && ink("╭").map { $0[0] }.allSatisfy { !$0 })
  }

  @Test func `letters are their dots, and bold ones have more`() {
    #expect(count(ink("A")) > 40 && ink("A") != ink("B"))
    #expect(count(ink("A", isBold: true)) > count(ink("A")))
    #expect(ink("…") == ink(".") && ink("ж") == ink("?"))
  }

  @Test func `every dot of braille is in its place`() {
    #expect(count(ink("⣿")) == 8 * 16)
    #expect(ink("⠁")[2][2] && !ink("⠁")[2][8] && ink("⢀")[20][8])
  }
}
