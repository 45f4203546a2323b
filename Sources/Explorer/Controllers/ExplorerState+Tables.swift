import Concepts
import Tensors
import Terminal

// The table of concepts by layers, and the bars of a layer's concepts.
extension ExplorerState {
  private var tableConcepts: [Concept] {
    LayersTable.concepts(in: models.layers, by: models.dissections, models.vocabulary)
  }

  /// Whether the arrows move in the table.
  var isInTable: Bool { place.view == .layers && place.focus == .scene }

  /// Moves in the table: up and down by concepts, left and right by layers.
  mutating func moveInTable(_ move: Move) {
    switch move {
    case .left: select(layerAt: place.layerIndex - 1)
    case .right: select(layerAt: place.layerIndex + 1)
    default:
      let count = tableConcepts.count
      place.tableLine = Self.moved(place.tableLine, by: move, page: 8, count: max(1, count))
    }
  }

  /// Goes from the table to the units of its layer, ranked by its concept.
  mutating func leaveTable() {
    let concepts = tableConcepts
    guard concepts.indices.contains(place.tableLine) else { return }
    rank(by: concepts[place.tableLine])
  }

  private mutating func rank(by concept: Concept) {
    place.concept = concept.number
    place.focus = .units
    if let layer { place.browsing[layer.name]?.unit = nil }
    notify("units of \(layer?.name.rawValue ?? "") by \(concept.name); \(key(.cancel)) shows all")
  }

  /// A click on a cell of the table goes there, on a bar to the units of its concept.
  mutating func pointAtPlot(_ event: MouseEvent) {
    let area = layout.pictures
    let line = event.row - area.row
    if place.view == .layers {
      let concepts = tableConcepts
      let page = area.height - 1
      let cursor = place.focus == .scene ? place.tableLine : 0
      let index = line - 1 + max(0, min(cursor - page / 2, concepts.count - page))
      let columns = LayerColumns(area: area, count: models.layers.count)
      guard line > 0, concepts.indices.contains(index),
        let layer = columns.layer(atColumn: event.column)
      else { return }
      place.tableLine = index
      select(layerAt: layer)
      leaveTable()
    } else if place.view == .layer, let dissection {
      let counts = ConceptCounts(dissection, models.vocabulary)
      if let concept = counts.concept(atLine: line) { rank(by: concept) }
    }
  }
}
