import Causes
import Concepts
import Dissection
import Plots
import Tensors

/// A figure that can be written as a vector or a pixel picture.
enum Figure: Hashable, Sendable {
  case plot(Plot)
  case bars(BarChart)

  /// The figure as an SVG document.
  var svg: String {
    switch self {
    case .plot(let plot): plot.svg()
    case .bars(let bars): bars.svg()
    }
  }
}

extension ExplorerState {
  /// The figure that the view shows, with its title, and a name for its file; nil where the view
  /// shows pictures or is a table.
  var figure: (figure: Figure, name: String)? {
    switch place.view {
    case .unit, .levels:
      guard let profile else { return nil }
      let plots = LevelPlots(
        profile: profile,
        vocabulary: models.vocabulary,
        index: levelIndex(in: profile)
      )
      let kind = place.view == .unit ? .iou : place.levels.figure
      var plot = plots.plot(kind)
      plot.title = "\(profile.layer) unit \(profile.unit), \(profile.rule.title)"
      let word =
        switch kind {
        case .iou: "iou"
        case .quality: "iqr"
        case .activations: "activations"
        }
      return (.plot(plot), "\(profile.layer)-unit\(profile.unit)-\(word)")
    case .finding: return findingFigure
    default: return nil
    }
  }

  private var findingFigure: (figure: Figure, name: String)? {
    guard let shown = place.finding, let concept = shown.request.concept else { return nil }
    let name = title(ofConcept: concept)
    switch finding {
    case .curve(let curve):
      return (
        .plot(CurveView.plot(curve, of: name, shown)),
        "\(curve.layer.name)-\(name)-\(shown.showsOther ? "rest" : "curve")"
      )
    case .context(let result):
      guard let vocabulary = models.vocabulary else { return nil }
      return (.bars(result.chart(of: name, vocabulary)), "\(result.layer.name)-\(name)-contexts")
    case .propagation(let propagation):
      return (
        .plot(propagation.plot(of: name)),
        "\(propagation.request.insertion.layer)-\(name)-propagation"
      )
    default: return nil
    }
  }
}
