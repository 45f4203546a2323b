public import Causes
public import Faults
import Jobs
public import Laboratory
import Store
public import Tensors

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
      return try curveRun(request, sampleSize: sampleSize) { onUpdate(.curve($0)) }
    case .search(let request): return try searchRun(request) { onUpdate(.search($0)) }
    case .averageEffect(let request):
      return try averageEffectRun(request) { onUpdate(.averageEffect($0)) }
    case .context(let request):
      return try contextRun(request, sampleSize: sampleSize) { onUpdate(.context($0)) }
    case .contextMap(let request, let seed, let scene):
      return try contextMapRun(request, seed: seed, scene: scene) { onUpdate(.contextMap($0)) }
    case .propagation(let request):
      return try propagationRun(request, sampleSize: sampleSize) { onUpdate(.propagation($0)) }
    case .lineage(let earlier, let layer):
      return try lineageRun(of: layer, from: earlier, sampleSize: sampleSize) {
        onUpdate(.lineage($0))
      }
    }
  }

  // MARK: Contexts

  /// Measures what inserting units causes in each context.
  ///
  /// - Throws: `Fault` without a segmenter, or for units that the layer has not.
  public func contexts(
    _ request: ContextRequest,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> ContextResult {
    try checkSampleSize(sampleSize)
    let run = try contextRun(request, sampleSize: sampleSize) { _ in }
    return try drive(run, progress: progress).result
  }

  func contextRun(
    _ request: ContextRequest,
    sampleSize: Int,
    onUpdate: @escaping (ContextResult) -> Void
  ) throws(Fault) -> ContextRun {
    let layer = try layer(request.layer)
    let batches = try books.batches(sampleSize: sampleSize)
    let key = keys.cause(
      .context,
      layer,
      sampleSize: sampleSize,
      detail: request.canonicalText
    )
    return try ContextRun(
      networks,
      request,
      in: layer,
      over: batches,
      at: books.entry(key, over: batches),
      onUpdate: onUpdate
    )
  }

  /// Tries units at each cell of one scene.
  ///
  /// - Throws: `Fault` without a segmenter, or for units that the layer has not.
  public func contextMap(
    _ request: ContextRequest,
    scene: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> ContextMap {
    let run = try contextMapRun(request, seed: options.seed, scene: scene) { _ in }
    return try drive(run, progress: progress).map
  }

  private func contextMapRun(
    _ request: ContextRequest,
    seed: UInt32,
    scene: Int,
    onUpdate: @escaping (ContextMap) -> Void
  ) throws(Fault) -> ContextMapRun {
    try checkScenes([scene])
    return try ContextMapRun(
      networks,
      request,
      in: layer(request.layer),
      seed: seed,
      scene: scene,
      onUpdate: onUpdate
    )
  }

  // MARK: Through the layers

  /// Follows an insertion through the later layers.
  ///
  /// - Throws: `Fault` without a segmenter, for units that the layer has not, or for the last layer.
  public func propagation(
    _ request: PropagationRequest,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Propagation {
    try checkSampleSize(sampleSize)
    let run = try propagationRun(request, sampleSize: sampleSize) { _ in }
    return try drive(run, progress: progress).propagation
  }

  private func propagationRun(
    _ request: PropagationRequest,
    sampleSize: Int,
    onUpdate: @escaping (Propagation) -> Void
  ) throws(Fault) -> PropagationRun {
    let layer = try layer(request.insertion.layer)
    let key = keys.cause(
      .propagation,
      layer,
      sampleSize: sampleSize,
      detail: "\(request.cellsPerScene) cells, \(request.insertion.canonicalText)"
    )
    return try PropagationRun(
      networks,
      request,
      in: layer,
      over: books.batches(sampleSize: sampleSize),
      at: books.entry(key),
      onUpdate: onUpdate
    )
  }

  /// Measures which units of an earlier layer feed those of a layer.
  ///
  /// - Throws: `Fault` for layers that are not there or not in this order.
  public func lineage(
    of name: LayerName,
    from earlier: LayerName,
    sampleSize: Int,
    progress: ProgressHandler = ignoreProgress
  ) throws(Fault) -> Lineage {
    try checkSampleSize(sampleSize)
    let run = try lineageRun(of: name, from: earlier, sampleSize: sampleSize) { _ in }
    return try drive(run, progress: progress).lineage
  }

  func lineageRun(
    of name: LayerName,
    from earlier: LayerName,
    sampleSize: Int,
    onUpdate: @escaping (Lineage) -> Void
  ) throws(Fault) -> LineageRun {
    let (source, target) = (try layer(earlier), try layer(name))
    let batches = try books.batches(sampleSize: sampleSize)
    let key = keys.lineage(source, target, sampleSize: sampleSize)
    return try LineageRun(
      networks,
      from: source,
      to: target,
      over: batches,
      at: books.entry(key, over: batches),
      onUpdate: onUpdate
    )
  }
}
