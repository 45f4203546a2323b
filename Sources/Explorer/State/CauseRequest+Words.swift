import Causes
import Faults
import Laboratory

extension CauseRequest {
  /// The job whose cost is told before it begins.
  var estimated: EstimatedJob {
    if case .averageEffect(let request) = self {
      return .averageEffect(request.layer, concept: request.concept)
    }
    return .cause(self)
  }

  /// The concept that it is about; nil for a lineage.
  var concept: Int? {
    switch self {
    case .curve(let request): request.concept
    case .search(let request): request.concept
    case .averageEffect(let request): request.concept
    case .context(let request), .contextMap(let request, _, _): request.concept
    case .propagation(let request): request.insertion.concept
    case .lineage: nil
    }
  }

  /// What it is, in a few words for the list of jobs.
  func title(_ name: (Int) -> String) -> String {
    switch self {
    case .curve(let request): "\(name(request.concept)) against units of \(request.layer)"
    case .search(let request): "the best set for \(name(request.concept))"
    case .averageEffect(let request):
      "causal units of \(name(request.concept)) in \(request.layer), "
        + counted(request.steps, "step")
    case .context(let request): "where \(name(request.concept)) appears, \(request.layer)"
    case .contextMap(let request, _, let scene):
      "where \(name(request.concept)) can go in scene \(grouped(scene))"
    case .propagation(let request):
      "\(name(request.insertion.concept)) on its way from \(request.insertion.layer)"
    case .lineage(let earlier, let layer): "what feeds \(layer) from \(earlier)"
    }
  }
}

extension EstimatedJob {
  /// Whether it answers a question about what units cause.
  var isCause: Bool {
    switch self {
    case .cause, .averageEffect: true
    case .dissection, .measurement, .sweep: false
    }
  }
}
