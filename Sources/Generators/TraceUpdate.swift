import Faults
import Layers
import OneDNN
import Tensors

/// The way from what a trace shows to what it shows under another edit.
///
/// A change spreads from step to step: each knows how far. Where the part of a step's output that
/// has to be computed is nearly all of it, all of it is.
struct TraceUpdate {
  private let trace: Trace
  private let plan: EditPlan
  private(set) var edited: EditedValues
  private var previous: EditPlan?
  /// Where values have changed since the last picture.
  private var changed: [Slot: Window] = [:]
  /// How many of the image's pixels were computed.
  private(set) var computedPixels = 0

  init(_ trace: Trace, to plan: EditPlan) {
    self.trace = trace
    self.plan = plan
    edited = EditedValues(plan)
    if let last = trace.edited {
      previous = last.plan
      edited.values = last.values
      edited.places = last.places
      edited.outputs = last.outputs
    }
  }

  /// Chooses where to start, and tells whether all that it takes is at hand.
  mutating func prepare(from first: Slot) throws(Fault) -> Bool {
    let kept = trace.keepable
    let start = min(first, previous?.slots.min() ?? first)
    let later = trace.generator.network.steps.filter { $0.output >= start }
    let needed = Set(later.flatMap { $0.inputs + [$0.output] }).filter { kept.contains($0) }
    let hasPlain = needed.allSatisfy { trace.plain[$0] != nil }
    if let previous, hasPlain, try isNearerToPlain(first, previous) { restore() }
    return hasPlain || needed.allSatisfy { (edited.values[$0] ?? trace.plain[$0]) != nil }
  }

  /// Whether less changes from the picture without an edit than from the last one.
  private func isNearerToPlain(_ first: Slot, _ previous: EditPlan) throws(Fault) -> Bool {
    guard previous.slots.isSubset(of: plan.slots) else { return true }
    guard let plain = trace.plain[first], let last = edited.outputs[first] else { return false }
    let output = try plan.applied(to: plain, first)
    return difference(output, plain) < difference(output, last)
  }

  private func difference(_ one: FeatureMaps, _ other: FeatureMaps) -> Int {
    one.difference(from: other, within: Window(allOf: one.shape))?.pixelCount ?? 0
  }

  /// Takes the last edit back.
  private mutating func restore() {
    for (slot, maps) in edited.values {
      guard let plain = trace.plain[slot], let place = edited.places[slot],
        place.pixelCount * 2 < maps.shape.planeCount
      else {
        edited.values[slot] = nil
        edited.places[slot] = nil
        continue
      }
      maps.paste(plain, from: place, at: place)
      edited.places[slot] = nil
    }
    edited.outputs = [:]
    previous = nil
  }

  /// A value as later steps read it.
  func value(of slot: Slot) throws(Fault) -> FeatureMaps {
    if let known = edited.outputs[slot] ?? edited.values[slot] ?? trace.plain[slot] { return known }
    let network = trace.generator.network
    guard let step = network.steps.first(where: { $0.output == slot }), step.operation.isCheap
    else { throw Fault(.defect, "draw an edit", found: "a value that was let go") }
    var inputs: [FeatureMaps] = []
    for input in step.inputs { inputs.append(try value(of: input)) }
    return try step.operation.apply(to: inputs)
  }

  /// Computes step by step what has changed.
  mutating func run() throws(Fault) {
    let touched = plan.slots.union(previous?.slots ?? [])
    let kept = trace.keepable
    for step in trace.generator.network.steps {
      if step.inputs.contains(where: { changed[$0] != nil }) {
        if kept.contains(step.output) {
          try compute(step)
        } else {
          // It is as large as its input, and made from it where it is read.
          changed[step.output] = step.inputs.compactMap { changed[$0] }.reduce(nil) {
            $0?.union($1) ?? $1
          }
        }
      }
      if touched.contains(step.output) { try edit(step.output) }
    }
  }

  private mutating func edit(_ slot: Slot) throws(Fault) {
    guard let before = edited.values[slot] ?? trace.plain[slot] else { return }
    let last = edited.outputs[slot]
    let output = try plan.applied(to: before, slot)
    edited.outputs[slot] = output === before ? nil : output
    let different = output.difference(from: last ?? before, within: Window(allOf: output.shape))?
      .rounded(within: output.shape)
    // Without an edit so far, what was computed again has changed as well.
    let spread = last == nil ? changed[slot] : nil
    changed[slot] =
      spread.flatMap { spread in different.map { $0.union(spread) } ?? spread }
      ?? different
  }

  private mutating func compute(_ step: Step) throws(Fault) {
    let slot = step.output
    guard let known = edited.values[slot] ?? trace.plain[slot] else {
      throw Fault(.defect, "draw an edit", found: "a value that was let go")
    }
    var shapes: [Shape] = []
    for input in step.inputs { shapes.append(try shape(of: input)) }
    let windows = step.windows(
      changed: step.inputs.map { changed[$0] },
      shapes: shapes,
      output: known.shape
    )
    guard let windows, windows.computed.pixelCount * 4 <= known.shape.planeCount * 3 else {
      var inputs: [FeatureMaps] = []
      for input in step.inputs { inputs.append(try value(of: input)) }
      edited.values[slot] = try step.operation.apply(to: inputs)
      note(slot, Window(allOf: known.shape))
      return
    }
    var inputs: [FeatureMaps] = []
    for (input, window) in zip(step.inputs, windows.inputs) {
      inputs.append(try value(of: input, in: window))
    }
    let output = try step.operation.apply(to: inputs)
    let target = edited.values[slot] ?? known.copy()
    target.paste(
      output,
      from: windows.affected.relative(to: windows.computed),
      at: windows.affected
    )
    edited.values[slot] = target
    note(slot, windows.affected)
  }

  private mutating func note(_ slot: Slot, _ window: Window) {
    changed[slot] = window
    edited.places[slot] = edited.places[slot]?.union(window) ?? window
    if slot == trace.generator.imageValue { computedPixels = window.pixelCount }
  }

  private func shape(of slot: Slot) throws(Fault) -> Shape {
    if let known = edited.values[slot] ?? trace.plain[slot] { return known.shape }
    let steps = trace.generator.network.steps
    guard let step = steps.first(where: { $0.output == slot }), let input = step.inputs.first else {
      throw Fault(.defect, "draw an edit", found: "a value that was let go")
    }
    return try shape(of: input)
  }

  /// A part of a value; what is not kept is made from that part of what it comes from.
  private func value(of slot: Slot, in window: Window?) throws(Fault) -> FeatureMaps {
    guard let window else { return try value(of: slot) }
    if let known = edited.outputs[slot] ?? edited.values[slot] ?? trace.plain[slot] {
      return known.crop(window)
    }
    let steps = trace.generator.network.steps
    guard let step = steps.first(where: { $0.output == slot }), step.inputs.count == 1 else {
      throw Fault(.defect, "draw an edit", found: "a value that was let go")
    }
    let input = try value(of: step.inputs[0], in: window)
    return try step.operation.overwrite(input) ? input : step.operation.apply(to: [input])
  }
}

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
