import Faults
import Glibc
import Interventions
import Layers
import OneDNN
import Tensors

/// Edits that fit a generator, by the value that they change.
struct EditPlan {
  private let edits: [Slot: [LayerEdit]]

  init(_ edits: [LayerEdit], of generator: some Generator) throws(Fault) {
    var bySlot: [Slot: [LayerEdit]] = [:]
    for edit in edits {
      let slot = try generator.slot(of: edit.layer, toDo: "edit layer")
      if let layer = generator.summary.layer(edit.layer) { try check(edit, fits: layer) }
      bySlot[slot, default: []].append(edit)
    }
    self.edits = bySlot
  }

  /// The values that are changed.
  var slots: Set<Slot> { Set(edits.keys) }

  /// Edits a layer's output in place.
  func apply(to output: FeatureMaps, _ slot: Slot) throws(Fault) {
    for edit in edits[slot] ?? [] { try blend(edit, into: output) }
  }

  /// A layer's output after its edits: itself if there are none, else a copy.
  func applied(to output: FeatureMaps, _ slot: Slot) throws(Fault) -> FeatureMaps {
    guard edits[slot] != nil else { return output }
    let edited = output.copy()
    try apply(to: edited, slot)
    return edited
  }
}

private func blend(_ edit: LayerEdit, into maps: FeatureMaps) throws(Fault) {
  guard edit.weight.shape.batch == 1 || edit.weight.shape.batch == maps.shape.batch else {
    throw Fault(
      .usage,
      "edit layer",
      on: edit.layer.rawValue,
      expected: "an edit for 1 or \(maps.shape.batch) samples",
      found: "\(edit.weight.shape.batch)"
    )
  }
  // An edit of a few cells leaves the others alone; the rest of its tensors is not even read.
  let place = edit.touchedPlace
  guard let place, maps.shape.batch == 1, edit.weight.shape == maps.shape,
    place.pixelCount * 2 < maps.shape.planeCount
  else { return maps.blend(edit.weight, edit.replacement) }
  guard place.pixelCount > 0 else { return }
  let part = maps.crop(place)
  part.blend(edit.weight.crop(place), edit.replacement.crop(place))
  maps.paste(part, from: Window(allOf: part.shape), at: place)
}

extension FeatureMaps {
  fileprivate func blend(_ weight: Tensor, _ replacement: Tensor) {
    blend(
      weight: FeatureMaps(weight, on: session),
      replacement: FeatureMaps(replacement, on: session)
    )
  }
}

extension LayerEdit {
  /// The cells of the first sample whose weight is not 0 for every unit; none is an empty window.
  fileprivate var touchedPlace: Window? {
    let (plane, width) = (weight.shape.planeCount, weight.shape.width)
    guard weight.shape.batch == 1, plane > 1 else { return nil }
    let zeros = [Float](repeating: 0, count: plane)
    return weight.values.withUnsafeBufferPointer { values in
      var place: Window?
      for unit in 0..<weight.shape.channels {
        guard let first = values.baseAddress?.advanced(by: unit * plane),
          memcmp(first, zeros, plane * MemoryLayout<Float>.stride) != 0
        else { continue }
        for cell in 0..<plane where first[cell] != 0 {
          let here = Window(row: cell / width, column: cell % width, height: 1, width: 1)
          place = place?.union(here) ?? here
        }
      }
      return place ?? Window(row: 0, column: 0, height: 0, width: 0)
    }
  }
}

extension Tensor {
  /// A rectangle of each feature map.
  fileprivate func crop(_ window: Window) -> Tensor {
    var cropped: [Float] = []
    cropped.reserveCapacity(shape.batch * shape.channels * window.pixelCount)
    for map in 0..<shape.batch * shape.channels {
      for row in window.row..<window.row + window.height {
        let first = map * shape.planeCount + row * shape.width + window.column
        cropped += values[first..<first + window.width]
      }
    }
    return Tensor(Shape(shape.batch, shape.channels, window.height, window.width), cropped)
  }
}

private func check(_ edit: LayerEdit, fits layer: LayerDescription) throws(Fault) {
  let shape = edit.weight.shape
  guard shape.channels == layer.units, shape.height == 1 || shape.height == layer.height,
    shape.width == 1 || shape.width == layer.width
  else {
    throw Fault(
      .usage,
      "edit layer",
      on: layer.name.rawValue,
      expected: "tensors of shape (1 or batch, \(layer.units), 1 or \(layer.height), "
        + "1 or \(layer.width))",
      found: "\(shape)",
      advice: "The edit may belong to another generator"
    )
  }
}
