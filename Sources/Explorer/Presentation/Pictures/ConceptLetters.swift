import Concepts
import Laboratory
import Tensors
import Terminal

/// A letter for every concept of a segmentation, where few colours tell them apart.
struct ConceptLetters {
  private let palette: Palette
  private var letters: [Int: Character] = [:]

  /// The letters of the concepts of a label channel.
  init(_ shown: Set<Int>, of vocabulary: ConceptVocabulary?, _ palette: Palette) {
    self.init(shown.sorted().compactMap { vocabulary?[$0] }, palette)
  }

  /// A concept's own letters are taken first, the first one before all.
  init(_ concepts: [Concept], _ palette: Palette) {
    self.palette = palette
    let alphabet = "abcdefghijklmnopqrstuvwxyz"
    var free = Set(alphabet + alphabet.uppercased())
    for concept in concepts {
      let own = concept.name.lowercased()
      let wanted = own + own.uppercased() + alphabet + alphabet.uppercased()
      guard let letter = wanted.first(where: free.contains) else { return }
      free.remove(letter)
      letters[concept.number] = letter
    }
  }

  /// A concept's letter, on its colour if there are any.
  func cell(for concept: Int) -> Cell {
    guard let letter = letters[concept] else { return Cell("·", palette.quiet) }
    if palette.colorMode == .none { return Cell(letter, palette.text.with(.reverse)) }
    let color = Palette.color(ofConcept: concept)
    return Cell(letter, Style(.rgb(RGBColor.readable(on: color)), on: .rgb(color)))
  }

  /// Draws one channel of a segmentation, a letter a cell.
  func draw(_ labels: LabelMap, channel: Int, in frame: CellRect, _ grid: inout CellGrid) {
    let shape = labels.shape
    let channel = min(channel, shape.channels - 1)
    for row in 0..<frame.height {
      for column in 0..<frame.width {
        // What lies in the middle of the cell.
        let line = (2 * row + 1) * shape.height / (2 * frame.height)
        let place = (2 * column + 1) * shape.width / (2 * frame.width)
        var cell = cell(for: Int(labels[0, channel, line, place]))
        // The legend's letters stand close to names; here reverse video would only glare.
        cell.style.attributes.remove(.reverse)
        grid[frame.row + row, frame.column + column] = cell
      }
    }
  }
}
