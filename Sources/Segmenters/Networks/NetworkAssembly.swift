import Faults
import Layers
import OneDNN

/// Writes a segmenter's steps from its plans.
struct NetworkAssembly {
  private(set) var network = Network()
  /// Where weights are taken from.
  var factory: LayerFactory

  init(_ factory: LayerFactory) { self.factory = factory }

  mutating func addInput() -> Slot { network.addInput() }

  mutating func add(_ operation: any Operation, _ inputs: Slot...) -> Slot {
    network.add(operation, inputs)
  }

  mutating func add(_ operation: any Operation, _ inputs: [Slot]) -> Slot {
    network.add(operation, inputs)
  }

  /// A convolution with what is fused into it.
  mutating func convolution(
    _ plan: ConvolutionPlan,
    _ input: Slot,
    nonlinearity: Nonlinearity = .rectified
  ) throws(Fault) -> Slot {
    network.add(try factory.convolution(plan, nonlinearity), input)
  }

  /// Convolutions one after the other.
  mutating func chain(
    _ plans: some Sequence<ConvolutionPlan>,
    _ input: Slot,
    nonlinearity: Nonlinearity = .rectified
  ) throws(Fault) -> Slot {
    var value = input
    for plan in plans { value = try convolution(plan, value, nonlinearity: nonlinearity) }
    return value
  }

  /// A convolution added to another value before what follows.
  mutating func residual(
    _ plan: ConvolutionPlan,
    _ input: Slot,
    past value: Slot,
    nonlinearity: Nonlinearity = .rectified
  ) throws(Fault) -> Slot {
    network.add(ResidualConvolution(try factory.convolution(plan, nonlinearity)), input, value)
  }

  /// The last convolution, in float32; `order` lists the classes as their logits are wanted.
  mutating func classifier(
    _ plan: ConvolutionPlan,
    _ input: Slot,
    order: [Int]
  ) throws(Fault) -> Slot {
    let layer = try factory.classifier(plan, order.map { $0..<$0 + 1 })
    return network.add(WidenedConvolution(layer), input)
  }

  /// A value at the extent of another.
  mutating func resized(
    _ value: Slot,
    like other: Slot,
    _ method: Resampling.Method = .bilinear
  ) -> Slot { network.add(Resizing(method), value, other) }

  /// A gate of a value's channels from their means.
  mutating func gate(
    _ plans: [ConvolutionPlan],
    _ means: Slot,
    end: Nonlinearity
  ) throws(Fault) -> Slot {
    let middle = try chain(plans.dropLast(), means)
    return try convolution(plans[plans.count - 1], middle, nonlinearity: end)
  }

  /// Each channel's mean over all places.
  mutating func mean(_ value: Slot) -> Slot {
    network.add(Resampling(.adaptiveAverage, height: 1, width: 1), value)
  }
}
