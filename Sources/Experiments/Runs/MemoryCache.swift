import Faults
import Generators
import Tensors

/// What was computed and is wanted again, as long as it fits in memory.
struct MemoryCache<Key: Hashable, Value> {
  private var values: [Key: Value] = [:]
  private var byteCount = 0
  private static var byteLimit: Int { 128 << 20 }

  subscript(key: Key) -> Value? { values[key] }

  /// Keeps a value if there is room.
  mutating func keep(_ value: Value, for key: Key, bytes: Int) {
    guard byteCount + bytes <= Self.byteLimit else { return }
    values[key] = value
    byteCount += bytes
  }
}

/// The generator up to a layer for every batch of scenes, computed once while it fits in memory.
struct BatchContinuations {
  let layer: LayerName
  private var known = MemoryCache<Int, Continuation>()

  init(to layer: LayerName) { self.layer = layer }

  mutating func continuation(
    _ batches: SceneBatches,
    _ batch: Int,
    by networks: Networks
  ) throws(Fault) -> Continuation {
    if let known = known[batch] { return known }
    let made = try networks.draw(batches.latents(batch, of: networks.latents), to: layer)
    known.keep(made, for: batch, bytes: made.byteCount)
    return made
  }
}
