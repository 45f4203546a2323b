import Cluster
import Experiments
import Faults
import Store

extension ClusterFolder {
  /// Takes the merged results over into a store.
  ///
  /// - Returns: What came of it, in words.
  /// - Throws: `Fault` that names the store; then nothing was changed.
  func collect(into store: Store) throws(Fault) -> String {
    guard store.path != Store.inMemory else {
      throw Fault(
        .usage,
        "take over the results of",
        on: path,
        expected: "a store in a file",
        found: "one that is forgotten at the end",
        advice: "Name another with --store"
      )
    }
    let outcomes = try ShardMerge(into: store, from: [self.store]).run()
    return "\(counted(outcomes.count, "result")) in \(displayable(store.path))"
  }
}
