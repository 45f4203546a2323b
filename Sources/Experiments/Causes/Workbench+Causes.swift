import Causes
import Faults
import Jobs

extension Workbench {
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
    }
  }
}
