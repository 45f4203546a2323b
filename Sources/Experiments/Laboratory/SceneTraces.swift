import Generators
import Interventions
import Segmenters
import Tensors

/// The newest scenes as far as they are drawn, so that a key costs only what it changes.
final class SceneTraces {
  /// A scene's name.
  struct Key: Hashable {
    let seed: UInt32
    let scene: Int
    /// What moves it, as the step of each direction.
    var movements: [DirectionEdit] = []
  }

  /// What is kept of a scene.
  final class Entry {
    /// What the generator computed of it.
    let trace: Trace
    /// The segmentation without an edit.
    var segmentation: LabelMap?

    init(_ trace: Trace) { self.trace = trace }
  }

  private var entries: [(key: Key, entry: Entry)] = []
  /// All scenes but the newest together keep at most so many bytes; the newest has its own limit.
  private static let byteLimit = 32 << 20

  /// Forgets all, as when scenes are computed another way from now on.
  func clear() { entries = [] }

  /// A scene, which is from now on the newest.
  subscript(key: Key) -> Entry? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    entries.append(entries.remove(at: index))
    return entries.last?.entry
  }

  /// Keeps a scene, and forgets the oldest ones beyond the limit before it needs memory.
  func keep(_ entry: Entry, for key: Key) {
    while entries.reduce(0, { $0 + $1.entry.trace.byteCount }) > Self.byteLimit {
      entries.removeFirst()
    }
    entries.append((key, entry))
  }
}
