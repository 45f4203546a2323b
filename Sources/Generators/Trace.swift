public import Faults
public import Interventions
import Layers
public import OneDNN
public import Tensors

/// What a generator computes for one latent, held by whoever looks at it from many sides.
///
/// It is asked for a layer's activation, for the image, for the image under an edit, in any order.
/// It computes only what it does not have, and of an edit only what the edit can touch: where few
/// cells have changed, a window of each later layer. It keeps at most so many bytes and computes
/// again what they do not hold. It lives in the generator's lane.
public final class Trace {
  /// The numbers that it computes with.
  public let precision: Precision
  let generator: any Generator
  /// What is known without an edit, the inputs among it.
  private(set) var plain: [Slot: FeatureMaps]
  /// What the last edit made of it.
  var edited: EditedValues?
  let byteLimit: Int
  let usesWindows: Bool
  private let inputs: Set<Slot>
  /// The image first, then layers by when they were asked for.
  private var recent: [Slot] = []
  private var lastActivation: (layer: LayerName, tensor: Tensor)?

  init(
    _ generator: any Generator,
    inputs: [Slot: FeatureMaps],
    precision: Precision,
    usesWindows: Bool,
    byteLimit: Int
  ) {
    self.generator = generator
    self.precision = precision
    self.byteLimit = byteLimit
    // A window is cut out of the first sample.
    self.usesWindows = usesWindows && inputs.values.allSatisfy { $0.shape.batch == 1 }
    self.inputs = Set(inputs.keys)
    plain = inputs
  }
}

extension Generator {
  /// Begins to look at what the generator makes of a latent.
  ///
  /// - Parameters:
  ///   - latents: Latents of shape (batch, latent width, 1, 1).
  ///   - space: The space that they are of; nil for that of random scenes.
  ///   - precision: The numbers to compute with.
  ///   - usesWindows: Whether edits of a few cells are drawn again only where they show, which may
  ///     differ from the whole by 1e-5. Statistics and exports leave it out: then every result is
  ///     that of `generate`, to the bit.
  ///   - byteLimit: How much the trace keeps.
  /// - Returns: A trace that has computed nothing yet.
  /// - Throws: `Fault` for latents of another width.
  public func trace(
    _ latents: Tensor,
    in space: LatentSpace? = nil,
    precision: Precision = .float32,
    usesWindows: Bool = false,
    byteLimit: Int = 192 << 20
  ) throws(Fault) -> Trace {
    Trace(
      self,
      inputs: try checkedInputs(latents, in: space, precision),
      precision: precision,
      usesWindows: usesWindows,
      byteLimit: byteLimit
    )
  }
}

extension Trace {
  /// An image under an edit.
  public struct Picture: Sendable {
    /// The image of shape (batch, channels, height, width), raw: about -1...1, not clamped.
    public let image: Tensor
    /// The share of its pixels that had to be computed.
    public let renderedShare: Double
  }

  /// The image without an edit.
  ///
  /// - Parameter layers: Layers that will be asked for or edited next, to be kept on the way.
  /// - Returns: The image of shape (batch, channels, height, width), raw: about -1...1, not clamped.
  /// - Throws: `Fault` for an unknown layer.
  public func image(keeping layers: [LayerName] = []) throws(Fault) -> Tensor {
    var wanted: [Slot] = []
    for layer in layers { wanted.append(try generator.slot(of: layer, toDo: "keep layer")) }
    return try value(of: generator.imageValue, keeping: wanted).tensor()
  }

  /// A layer's output without an edit, of shape (batch, units, height, width).
  ///
  /// - Throws: `Fault` for an unknown layer.
  public func activation(of layer: LayerName) throws(Fault) -> Tensor {
    if let lastActivation, lastActivation.layer == layer { return lastActivation.tensor }
    let slot = try generator.slot(of: layer, toDo: "observe layer")
    let tensor = try value(of: slot, keeping: []).tensor()
    lastActivation = (layer, tensor)
    return tensor
  }

  /// The image under an edit.
  ///
  /// - Parameter edits: What to change in layers' outputs; several of one layer apply in order.
  /// - Returns: The image and how much of it was computed.
  /// - Throws: `Fault` for an edit that does not fit.
  public func picture(under edits: [LayerEdit]) throws(Fault) -> Picture {
    let plan = try EditPlan(edits, of: generator)
    guard let first = plan.slots.min() else {
      return Picture(image: try image(), renderedShare: 0)
    }
    _ = try value(of: first, keeping: [])
    if usesWindows, let picture = try update(to: plan, from: first) { return picture }
    return try redraw(plan, from: first)
  }

  /// How many bytes it keeps.
  public var byteCount: Int {
    let plainCount = plain.values.reduce(0) { $0 + $1.byteCount }
    return plainCount + (edited?.byteCount ?? 0) + (lastActivation?.tensor.values.count ?? 0) * 4
  }
}

extension Trace {
  /// The values that are worth their memory: all but what is made again in a pass over memory.
  var keepable: Set<Slot> {
    Set(generator.network.steps.filter { !$0.operation.isCheap }.map(\.output))
      .union(generator.layerValues)
  }

  /// A value without an edit, computed from what is known.
  func value(of slot: Slot, keeping wanted: [Slot]) throws(Fault) -> FeatureMaps {
    let asked = wanted + [slot]
    note(asked)
    for slot in [slot] + wanted where plain[slot] == nil {
      var pass = ForwardPass(generator.network, from: plain, visiting: keepable)
      let value = try pass.run(to: slot) { (made, maps) throws(Fault) in
        self.keep(maps, as: made, protecting: asked)
        return maps
      }
      plain[slot] = value
    }
    guard let value = plain[slot] else {
      throw Fault(.defect, "trace a generator", found: "a value that was let go")
    }
    return value
  }

  private func note(_ asked: [Slot]) {
    recent.removeAll { asked.contains($0) }
    recent += asked.filter { $0 != generator.imageValue }
  }

  /// Half of the memory is for what is known without an edit, half for what the last one made of it.
  private func keep(_ maps: FeatureMaps, as slot: Slot, protecting asked: [Slot]) {
    var room = byteLimit / 2 - plain.values.reduce(0) { $0 + $1.byteCount } - maps.byteCount
    guard room < 0 else {
      plain[slot] = maps
      return
    }
    guard asked.contains(slot) else { return }
    let known = plain.keys.filter { !inputs.contains($0) && !asked.contains($0) }
    let ages = Dictionary(uniqueKeysWithValues: recent.enumerated().map { ($1, $0) })
    for old in known.sorted(by: { ages[$0] ?? -1 < ages[$1] ?? -1 })
    where room < 0 && old != generator.imageValue {
      room += plain.removeValue(forKey: old)?.byteCount ?? 0
    }
    plain[slot] = maps
  }
}
