import Causes
import Faults
import Jobs
import Store

extension Workbench {
  /// Whole numbers that the store holds, read; those that cannot be are reported and made again.
  func recalledSums<Value>(
    _ key: StoreKey,
    _ name: String,
    _ read: ([Int64]) -> Value?
  ) -> Value? {
    recalled(key) { (record) throws(Fault) in
      if let numbers = record.integers(name), let value = read(numbers) { return value }
      throw Fault(
        .refused,
        "read a stored \(key.kind.rawValue)",
        found: "numbers that do not belong together",
        advice: "It is measured again"
      )
    }
  }

  /// The steps of an experiment on what units cause; what they find goes to `told`.
  func steps(
    for request: CauseRequest,
    sampleSize: Int,
    told: @escaping (CauseFinding) -> Void
  ) throws(Fault) -> any JobSteps {
    try checkSampleSize(sampleSize)
    switch request {
    case .curve(let request):
      return try CurveRun(self, request, sampleSize: sampleSize) { told(.curve($0)) }
    case .search(let request):
      return try SearchRun(self, request) { told(.search($0)) }
    case .averageEffect(let request):
      return try averageEffectRun(request) { told(.averageEffect($0)) }
    case .context(let request):
      return try ContextRun(self, request, sampleSize: sampleSize) { told(.context($0)) }
    case .contextMap(let request, let seed, let scene):
      return try ContextMapRun(self, request, seed: seed, scene: scene) { told(.contextMap($0)) }
    case .propagation(let request):
      return try PropagationRun(self, request, sampleSize: sampleSize) { told(.propagation($0)) }
    case .lineage(let earlier, let layer):
      return try LineageRun(self, from: earlier, to: layer, sampleSize: sampleSize) {
        told(.lineage($0))
      }
    }
  }
}
