import Faults
import Layers
import OneDNN
import Tensors

extension Trace {
  /// Draws all that follows the first edited layer, and keeps it if it fits.
  func redraw(_ plan: EditPlan, from first: Slot) throws(Fault) -> Picture {
    edited = nil
    var made: EditedValues? = usesWindows ? EditedValues(plan) : nil
    var known = plain.filter { $0.key <= first }
    guard let output = known[first] else {
      throw Fault(.defect, "draw an edit", found: "no activation of the edited layer")
    }
    let start = try plan.applied(to: output, first)
    known[first] = start
    made?.outputs[first] = start
    let visited = usesWindows ? keepable : plan.slots
    var pass = ForwardPass(generator.network, from: known, visiting: visited)
    let image = try pass.run(to: generator.imageValue) { (slot, maps) throws(Fault) in
      guard made != nil, slot > first else { return try plan.applied(to: maps, slot) }
      made?.values[slot] = maps
      made?.places[slot] = Window(allOf: maps.shape)
      let output = try plan.applied(to: maps, slot)
      if output !== maps { made?.outputs[slot] = output }
      if let count = made?.byteCount, count > byteLimit / 2 { made = nil }
      return output
    }
    edited = made
    return Picture(image: image.tensor(), renderedShare: 1)
  }

  /// Computes again what the last edit and this one make different, window by window.
  ///
  /// - Returns: The picture, or nil if not all that it takes is kept.
  func update(to plan: EditPlan, from first: Slot) throws(Fault) -> Picture? {
    var update = TraceUpdate(self, to: plan)
    // Should it fail half updated, it would fit no edit: it stays away until it is done.
    edited = nil
    guard try update.prepare(from: first) else { return nil }
    try update.run()
    if update.edited.byteCount <= byteLimit / 2 { edited = update.edited }
    let image = try update.value(of: generator.imageValue)
    let share = Double(update.computedPixels) / Double(max(1, image.shape.planeCount))
    return Picture(image: image.tensor(), renderedShare: share)
  }
}
