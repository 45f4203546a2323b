public import Causes
import Faults
import Tensors

extension Curve {
  /// Which of a curve's two figures is drawn.
  public enum Figure: String, Hashable, Sendable, CaseIterable {
    /// What happens to the concept.
    case effect
    /// What happens to the rest of the scene.
    case rest
  }

  /// The curve as a plot.
  ///
  /// - Parameters:
  ///   - concept: The concept's name.
  ///   - figure: Effect or damage.
  /// - Returns: The plot; points that could not be measured are left out.
  public func plot(of concept: String, _ figure: Figure = .effect) -> Plot {
    let lines = series.map { series in
      var points = series.points.compactMap { point in
        let estimate = figure == .effect ? point.effect : point.rest
        return estimate.map {
          PlotPoint(x: place(of: point), y: $0.value, halfWidth: $0.halfWidth)
        }
      }
      // Without units nothing happens; the line starts there.
      if !isOverLevels && !points.isEmpty { points.insert(PlotPoint(x: 0, y: 0), at: 0) }
      return PlotLine(series.kind.title, isControl: series.kind.isControl, points: points)
    }
    let all = lines.flatMap(\.points)
    let top = all.map { $0.y + ($0.halfWidth ?? 0) }.max() ?? 1
    let bottom = all.map { $0.y - ($0.halfWidth ?? 0) }.min() ?? 0
    let axis = PlotAxis(
      yTitle(of: concept, figure),
      min(0, max(bottom, -1))...max(figure == .effect ? 1 : 0.1, min(top, 1)),
      isPercent: true
    )
    let places = series.flatMap(\.points).map(place)
    let (first, last) = (places.min() ?? 0, places.max() ?? 1)
    return Plot(
      title: title(of: concept),
      x: isOverLevels
        ? PlotAxis("quantile that units are set to", first...last, isPercent: true)
        : PlotAxis("units of \(layer.name)", 0...max(1, last)),
      y: axis,
      lines: lines
    )
  }

  private func place(of point: CurvePoint) -> Double {
    isOverLevels ? point.quantile ?? 0 : Double(point.number)
  }

  /// What is done, over how many scenes.
  public func title(of concept: String) -> String {
    let verb =
      switch request.action {
      case .ablation: "ablated"
      case .insertion(let quantile): "inserted at quantile \(quantile)"
      case .levels(let number): "\(number) inserted at a level"
      }
    let place = request.place == .image ? "everywhere" : "cell by cell, \(counted(places, "cell"))"
    return "\(concept): units of \(layer.name) \(verb) \(place), "
      + "\(counted(scenes, "scene")) of seed \(seed)"
  }

  private func yTitle(of concept: String, _ figure: Figure) -> String {
    switch (figure, request.action) {
    case (.effect, .ablation): "\(concept) removed"
    case (.effect, _): "area that shows \(concept)"
    case (.rest, _): "rest changed"
    }
  }
}

extension CurveSeries.Kind {
  /// The line's name.
  public var title: String {
    switch self {
    case .given: "the units chosen"
    case .order(.iou): "by IoU"
    case .order(.iqr): "by IQR"
    case .order(.effect): "by effect"
    case .order(.ace): "by ACE"
    case .random: "random units"
    case .exchanged: "exchanged"
    }
  }

  /// Whether the line is there to compare with.
  public var isControl: Bool {
    switch self {
    case .given, .order: false
    case .random, .exchanged: true
    }
  }
}
