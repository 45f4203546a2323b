import Generators
import Interventions
import Segmenters
import Tensors

/// The newest scenes without an edit, so that a toggled unit costs only what follows its layer.
final class SceneCache {
  /// A scene's name.
  struct Key: Hashable {
    let seed: UInt32
    let scene: Int
  }

  /// What is kept of a scene.
  struct Entry {
    var image: Tensor
    var activations: [LayerName: Tensor]
    var segmentation: LabelMap?
  }

  private var entries: [(key: Key, entry: Entry)] = []
  /// Kept scenes hold at most so many activations.
  private static let activationLimit = 8 << 20

  /// Forgets all, as when scenes are computed another way from now on.
  func clear() { entries = [] }

  subscript(key: Key) -> Entry? {
    entries.first { $0.key == key }?.entry
  }

  /// Keeps a scene and forgets the oldest ones beyond the limit, though never the newest.
  func keep(_ entry: Entry, for key: Key) {
    entries.removeAll { $0.key == key }
    entries.append((key, entry))
    while entries.count > 1, entries.reduce(0, { $0 + $1.entry.size }) > Self.activationLimit {
      entries.removeFirst()
    }
  }
}

extension SceneCache.Entry {
  fileprivate var size: Int {
    activations.values.reduce(image.values.count) { $0 + $1.values.count }
  }
}
