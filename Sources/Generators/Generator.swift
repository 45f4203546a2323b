public import Faults
public import Interventions
public import Layers
public import OneDNN
public import Tensors

/// A network that makes images from latents, every layer open to view and edits.
///
/// A family says what its steps are, which of their values are layers, and how latents enter; how
/// the steps are run, observed, edited and traced is the same for all. A generator changes nothing
/// in itself while it runs. It is not `Sendable`: it lives in its session's lane.
public protocol Generator: AnyObject {
  /// What it is.
  var summary: GeneratorSummary { get }
  /// The session that its weights and feature maps live in.
  var session: Session { get }
  /// The steps from latents to the image.
  var network: Network { get }
  /// The value of each of the summary's layers, in their order.
  var layerValues: [Slot] { get }
  /// The value of each of the summary's styles, in their order.
  var styleValues: [Slot] { get }
  /// The image's value: float32 of shape (batch, channels, height, width), about -1...1.
  var imageValue: Slot { get }

  /// The network's inputs for latents of one of the summary's spaces.
  ///
  /// - Parameters:
  ///   - latents: Shape (batch, width, 1, 1); the width was checked.
  ///   - space: The space.
  ///   - precision: The numbers to compute with.
  /// - Returns: A value for every input of the network that the steps to the image need.
  /// - Throws: `Fault` for latents that cannot be.
  func inputs(
    _ latents: Tensor,
    in space: LatentSpace,
    precision: Precision
  ) throws(Fault) -> [Slot: FeatureMaps]

  /// Latents of random scenes moved along directions, which were checked and lead somewhere.
  func moved(
    _ latents: PlacedLatents,
    along directions: [DirectionEdit]
  ) throws(Fault) -> PlacedLatents

  /// Latents of random scenes in another of the summary's spaces, with nothing done to them there.
  ///
  /// - Throws: `Fault` of kind usage for a space that random latents are not mapped to.
  func mapped(_ latents: Tensor, to space: LatentSpace) throws(Fault) -> Tensor
}

extension Generator {
  /// No styles.
  public var styleValues: [Slot] { [] }

  /// Makes images from latents.
  ///
  /// Each sample and each layer gets the same bits whatever else is observed or edited after it.
  ///
  /// - Parameters:
  ///   - latents: Latents of shape (batch, latent width, 1, 1).
  ///   - space: The space that they are of; nil for that of random scenes.
  ///   - edits: What to change in layers' outputs; several of one layer apply in order.
  ///   - observing: The layers whose outputs, before edits, to return.
  ///   - precision: The numbers to compute with.
  /// - Returns: The images and the observed layers' outputs.
  /// - Throws: `Fault` for latents of another width, an unknown layer, or an edit that does not fit.
  public func generate(
    _ latents: Tensor,
    in space: LatentSpace? = nil,
    edits: [LayerEdit] = [],
    observing: Set<LayerName> = [],
    precision: Precision = .float32
  ) throws(Fault) -> Generation {
    let plan = try EditPlan(edits, of: self)
    let observed = try slots(of: observing, toDo: "observe layer")
    let inputs = try checkedInputs(latents, in: space, precision)
    return try finish(
      ForwardPass(network, from: inputs, visiting: plan.slots.union(observed)),
      plan: plan,
      observed: observed
    )
  }

  /// Computes the layers up to a given one, so that what follows can be computed several times.
  ///
  /// - Parameters:
  ///   - layer: The layer to stop at.
  ///   - latents: Latents of shape (batch, latent width, 1, 1).
  ///   - space: The space that they are of; nil for that of random scenes.
  ///   - precision: The numbers to compute with.
  /// - Returns: What it takes to go on.
  /// - Throws: `Fault` for latents of another width or an unknown layer.
  public func begin(
    to layer: LayerName,
    from latents: Tensor,
    in space: LatentSpace? = nil,
    precision: Precision = .float32
  ) throws(Fault) -> Continuation {
    let slot = try slot(of: layer, toDo: "begin to layer")
    var values = try checkedInputs(latents, in: space, precision)
    let needed = network.values(neededAfter: slot).union([slot])
    for value in needed.sorted() {
      var pass = ForwardPass(network, from: values, visiting: [])
      values[value] = try pass.run(to: value)
    }
    return Continuation(
      layer: layer,
      slot: slot,
      values: values.filter { needed.contains($0.key) },
      precision: precision
    )
  }

  /// Goes on from a layer's output.
  ///
  /// - Parameters:
  ///   - continuation: What `begin` computed; it stays as it is.
  ///   - edits: What to change, in its layer or later ones.
  ///   - observing: The layers whose outputs, before edits, to return: its own or later ones.
  /// - Returns: The images, equal to the bit to those of `generate`, and the observed outputs.
  /// - Throws: `Fault` for an unknown or earlier layer, or an edit that does not fit.
  public func generate(
    from continuation: Continuation,
    edits: [LayerEdit] = [],
    observing: Set<LayerName> = []
  ) throws(Fault) -> Generation {
    let plan = try EditPlan(edits, of: self)
    let observed = try slots(of: observing, toDo: "observe layer")
    let visited = plan.slots.union(observed)
    if let earlier = visited.min(), earlier < continuation.slot {
      throw Fault(
        .usage,
        "go on after layer",
        on: continuation.layer.rawValue,
        expected: "edits and views of this layer or later ones",
        found: "\(layerName(of: earlier))"
      )
    }
    var values = continuation.values
    var activations: [LayerName: Tensor] = [:]
    if let output = values[continuation.slot] {
      if observed.contains(continuation.slot) {
        activations[continuation.layer] = output.tensor()
      }
      values[continuation.slot] = try plan.applied(to: output, continuation.slot)
    }
    let pass = ForwardPass(network, from: values, visiting: visited)
    return try finish(pass, plan: plan, observed: observed, known: activations)
  }

  private func finish(
    _ pass: ForwardPass,
    plan: EditPlan,
    observed: Set<Slot>,
    known: [LayerName: Tensor] = [:]
  ) throws(Fault) -> Generation {
    var (pass, activations) = (pass, known)
    let image = try pass.run(to: imageValue) { (slot, output) throws(Fault) in
      if observed.contains(slot) { activations[self.layerName(of: slot)] = output.tensor() }
      try plan.apply(to: output, slot)
      return output
    }
    return Generation(images: image.tensor(), activations: activations)
  }
}

extension Generator {
  /// The value of a layer.
  func slot(of name: LayerName, toDo attempt: String) throws(Fault) -> Slot {
    if let index = summary.layers.firstIndex(where: { $0.name == name }) {
      return layerValues[index]
    }
    if let index = summary.styles.firstIndex(where: { $0.name == name }) {
      return styleValues[index]
    }
    throw Fault(
      .usage,
      attempt,
      on: name.rawValue,
      found: "no layer of this name",
      advice: "The generator has \(summary.layers.map(\.name.rawValue).joined(separator: ", "))"
    )
  }

  func slots(of names: Set<LayerName>, toDo attempt: String) throws(Fault) -> Set<Slot> {
    var slots: Set<Slot> = []
    for name in names { slots.insert(try slot(of: name, toDo: attempt)) }
    return slots
  }

  func layerName(of slot: Slot) -> LayerName {
    layerValues.firstIndex(of: slot).map { summary.layers[$0].name }
      ?? styleValues.firstIndex(of: slot).map { summary.styles[$0].name }
      ?? "a value without a name"
  }

  /// The network's inputs for latents whose width is checked.
  func checkedInputs(
    _ latents: Tensor,
    in space: LatentSpace?,
    _ precision: Precision
  ) throws(Fault) -> [Slot: FeatureMaps] {
    let space = space ?? summary.latentSpaces[0]
    guard latents.shape.sampleCount == space.width, latents.shape.batch > 0 else {
      throw Fault(
        .usage,
        "generate images",
        expected: "latents \(space.name) of \(space.width) values",
        found: "latents of shape \(latents.shape)"
      )
    }
    let shape = Shape(latents.shape.batch, space.width, 1, 1)
    return try inputs(Tensor(shape, latents.values), in: space, precision: precision)
  }
}
