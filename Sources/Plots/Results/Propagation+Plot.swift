public import Causes
import Faults
import Tensors

extension Propagation {
  /// The change against the layer, where the concept appeared and where not.
  public func plot(of concept: String) -> Plot {
    func line(_ name: String, _ figure: (Layer) -> Estimate?) -> PlotLine {
      PlotLine(
        name,
        points: layers.enumerated().compactMap { index, layer in
          figure(layer).map {
            PlotPoint(x: Double(index + 1), y: $0.value, halfWidth: $0.halfWidth)
          }
        }
      )
    }
    let lines = [
      line("appeared (\(appearances))") { $0.appeared },
      line("did not (\(failures))") { $0.failed },
    ]
    let top = lines.flatMap(\.points).map { $0.y + ($0.halfWidth ?? 0) }.max() ?? 1
    let first = layers.first?.layer.name.rawValue ?? ""
    let last = layers.last?.layer.name.rawValue ?? ""
    return Plot(
      title:
        "\(concept) inserted in \(request.insertion.layer), \(counted(scenes, "scene")) of seed \(seed)",
      x: PlotAxis("later layers, \(first) to \(last)", 1...Double(max(2, layers.count))),
      y: PlotAxis("mean change, of mean activity", 0...max(top, 1e-6), isPercent: true),
      lines: lines
    )
  }
}
