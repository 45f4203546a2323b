import Concepts
import Terminal
import Testing

@testable import Explorer

/// What the explorer does where there is little colour, or little room.
@Suite struct FewColorsTests {
  @Test(arguments: [ColorMode.none, .palette16])
  func `every concept of a segmentation has a letter in map and legend`(mode: ColorMode) throws {
    let driver = Driver().settle().type("5")
    let state = driver.state
    let grid = ScreenPainter().paint(state, in: mode)
    #expect(!grid.plainText.contains("■"))
    let concepts = try #require(state.shownLabels?.concepts)
    let palette = Palette(theme: state.theme, colorMode: mode)
    let letters = ConceptLetters(concepts, of: state.models.vocabulary, palette)
    let signs = concepts.map { letters.cell(for: $0).character }
    #expect(Set(signs).count == concepts.count && !signs.contains("·"), "\(signs)")
    let (panel, scene) = (state.layout.panel, state.layout.pictures)
    let legend = (panel.row..<panel.row + panel.height).map { grid[$0, panel.column].character }
    #expect(signs.contains { legend.contains($0) })
    #expect(Set(grid.subgrid(scene).cells.map(\.character)).isSubset(of: signs + [" ", "·"]))
  }

  @Test func `letters are a name's own, and never used twice`() {
    let names = ["tree", "tower", "trt", "sky"]
    let concepts = names.enumerated().map { Concept(number: $0, name: $1, category: .object) }
    let letters = ConceptLetters(concepts, Palette(theme: .dark, colorMode: .none))
    #expect(names.indices.map { letters.cell(for: $0).character } == ["t", "o", "r", "s"])
    #expect(letters.cell(for: 9).character == "·")
  }

  @Test func `the title names what fits whole`() {
    let names = ["demo world", "screen in bfloat16", "seed 7"]
    #expect(TitleBar.fitting(names, 50) == "demo world · screen in bfloat16 · seed 7")
    #expect(TitleBar.fitting(names, 39) == "demo world · screen in bfloat16 · …")
    #expect(TitleBar.fitting(names, 30) == "demo world · …")
    #expect(TitleBar.fitting(["demo world"], 5) == "demo world")
  }
}
