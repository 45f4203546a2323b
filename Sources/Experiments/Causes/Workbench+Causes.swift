import Causes
import Faults
import Jobs
import Store

extension Workbench {
  /// The steps of an experiment on what units cause; what they find goes to `onUpdate`.
  func steps(
    for request: CauseRequest,
    sampleSize: Int,
    onUpdate: @escaping (CauseFinding) -> Void
  ) throws(Fault) -> any JobSteps {
    try checkSampleSize(sampleSize)
    switch request {
    case .curve(let request):
      return try CurveRun(self, request, sampleSize: sampleSize) { onUpdate(.curve($0)) }
    case .search(let request):
      return try SearchRun(self, request) { onUpdate(.search($0)) }
    case .averageEffect(let request):
      return try averageEffectRun(request) { onUpdate(.averageEffect($0)) }
    case .context(let request):
      return try ContextRun(self, request, sampleSize: sampleSize) { onUpdate(.context($0)) }
    case .contextMap(let request, let seed, let scene):
      return try ContextMapRun(self, request, seed: seed, scene: scene) {
        onUpdate(.contextMap($0))
      }
    case .propagation(let request):
      return try PropagationRun(self, request, sampleSize: sampleSize) {
        onUpdate(.propagation($0))
      }
    case .lineage(let earlier, let layer):
      return try LineageRun(self, from: earlier, to: layer, sampleSize: sampleSize) {
        onUpdate(.lineage($0))
      }
    }
  }
}
