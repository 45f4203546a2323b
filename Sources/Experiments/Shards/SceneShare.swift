import Faults
import Store

/// One of so many shares of a sample's scenes.
public struct SceneShare: Hashable, Sendable {
  /// Which one, from 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// Names a share; nil for one that there is not.
  public init?(number: Int, of count: Int) {
    guard count <= 100_000, (1...max(1, count)).contains(number) else { return nil }
    (self.number, self.count) = (number, count)
  }

  /// The scenes of the share: whole batches, spread evenly.
  ///
  /// - Throws: `Fault` of kind usage if there are more shares than batches.
  func scenes(ofSample sampleSize: Int, batchSize: Int) throws(Fault) -> Range<Int> {
    let batches = (sampleSize + batchSize - 1) / batchSize
    guard count <= batches else {
      throw Fault(
        .usage,
        "divide \(sampleSize) scenes",
        expected: "at most \(batches) shares: scenes are computed \(batchSize) at a time",
        found: "\(count)"
      )
    }
    let (first, last) = ((number - 1) * batches / count, number * batches / count)
    return first * batchSize..<min(last * batchSize, sampleSize)
  }
}

extension SceneShare: CustomStringConvertible {
  /// "3/64".
  public var description: String { "\(number)/\(count)" }
}
