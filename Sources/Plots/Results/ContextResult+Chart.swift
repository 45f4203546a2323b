public import Causes
public import Concepts
import Faults
import Tensors

extension ContextResult {
  /// The gains as bars, those where most appears first.
  ///
  /// - Parameters:
  ///   - concept: The concept's name.
  ///   - vocabulary: The names of contexts.
  ///   - limit: How many bars at most.
  /// - Returns: The chart.
  public func chart(of concept: String, _ vocabulary: ConceptVocabulary, limit: Int = 24)
    -> BarChart
  {
    let shown = contexts.prefix(limit)
    let ends = shown.flatMap { [$0.gain.value, $0.gain.value + ($0.gain.halfWidth ?? 0)] }
    let low = min(0, shown.map(\.gain.value).min() ?? 0)
    return BarChart(
      title:
        "\(concept) where \(counted(request.units.count, "unit")) of \(layer.name) are inserted, "
        + "\(counted(scenes, "scene")) of seed \(seed)",
      axis: PlotAxis(
        "share of the image gained, by what was there",
        low...max(ends.max() ?? 0, low + 1e-6),
        isPercent: true
      ),
      bars: shown.map { context in
        BarChart.Bar(
          vocabulary[context.concept].map { vocabulary.title(of: $0) } ?? "\(context.concept)",
          value: context.gain.value,
          halfWidth: context.gain.halfWidth,
          remark: counted(context.cells, "cell")
        )
      }
    )
  }
}
