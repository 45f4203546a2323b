import Synchronization

/// The newest value that was derived, so that a frame derives it once.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let newest = Mutex<(key: Key, value: Value)?>(nil)

  /// The value of a key, made again only if the key is another one.
  func value(for key: Key, make: () -> Value) -> Value {
    if let known = newest.withLock({ $0?.key == key ? $0?.value : nil }) { return known }
    let value = make()
    newest.withLock { $0 = (key, value) }
    return value
  }
}
