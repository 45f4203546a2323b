import Dissection
import Faults
import Laboratory
import Tensors
import Terminal

/// The row above the keys: news, or else what is known of the layer, and the job that goes on.
struct StatusLine: View {
  /// What is told, and what kind of news it is; nil for a hint.
  struct News {
    let text: String
    let kind: Notice.Kind?
  }

  let news: News?
  /// What is known of the layer, from long to short.
  let summary: [String]
  let jobs: JobBoard
  /// Whether the guide stands in the row above, which news leave in sight.
  let isGuided: Bool
  let palette: Palette

  /// News take this many rows at most; all of them can be read with the messages.
  private static let most = 5

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let start = area.width - jobPieces(width: area.width).width
    let room = start - 3
    if let news {
      draw(news, room: room, in: area, &grid)
    } else {
      let text = summary.first { CellText.width(of: $0) <= room } ?? summary.last ?? ""
      grid.put(text, row: area.row, column: 1, style: palette.quiet, maxWidth: max(0, room))
    }
    drawJob(in: area, &grid)
  }

  /// Draws news beside the job if they fit, else over the rows above: nothing told is cut off.
  private func draw(_ news: News, room: Int, in area: CellRect, _ grid: inout CellGrid) {
    var lines = CellText.wrapped(news.text, to: area.width - 2)
    if lines.count > Self.most {
      lines = Array(lines.prefix(Self.most - 1)) + ["… (! shows all)"]
    }
    if CellText.width(of: lines.last ?? "") > room { lines.append("") }
    let style = news.kind.map { palette.style($0) } ?? palette.accent
    for (offset, text) in lines.enumerated() {
      let above = offset - lines.count + 1
      let line = area.line(above < 0 && isGuided ? above - 1 : above)
      grid.fill(line, with: Cell(" ", palette.text))
      grid.put(text, row: line.row, column: 1, style: style)
    }
  }

  // MARK: The job

  /// The text, the bar's width, and the width of both with the gap before them.
  private func jobPieces(width: Int) -> (text: String, bar: Int, width: Int) {
    guard let text = jobs.headline?.text else { return ("", 0, 0) }
    let bar = width >= 120 ? 20 : 6
    let clipped = CellText.clipped(text, to: width - bar - 4)
    return (clipped, bar, CellText.width(of: clipped) + bar + 2)
  }

  private func drawJob(in area: CellRect, _ grid: inout CellGrid) {
    guard let share = jobs.headline?.fraction else { return }
    let (text, bar, width) = jobPieces(width: area.width)
    grid.put(text, row: area.row, column: area.width - width, style: palette.caption)
    grid.progress(
      share,
      in: CellRect(row: area.row, column: area.width - bar - 1, width: bar, height: 1),
      palette
    )
  }
}

extension CellGrid {
  /// Draws how much of something is done.
  mutating func progress(_ share: Double, in area: CellRect, _ palette: Palette) {
    meter(
      share,
      row: area.row,
      column: area.column,
      width: area.width,
      style: Style(palette.theme[.meterBackground], on: palette.theme[.meterBackground])
    ) { .rgb(palette.theme.color(.progress, at: $0)) }
  }
}

/// What is known of a layer.
struct LayerSummary {
  let layer: LayerDescription
  let segmenterStatus: SegmenterStatus
  /// The job that dissects it.
  let job: JobEntry?
  let dissection: LayerDissection?
  /// What a dissection would give, at what cost.
  let offer: String

  /// The same in words, from long to short.
  var texts: [String] {
    if segmenterStatus == .loading { return ["loading the segmenter …"] }
    let name = layer.name
    guard let dissection, dissection.countedScenes > 0 else {
      switch job?.status {
      case .running where job?.progress?.phase.hasPrefix("levels") == true:
        return ["\(name): finding the units' levels, then labels", "\(name): finding levels"]
      case .running: return ["\(name): labelling begins"]
      case .waiting: return ["\(name): dissected next", "\(name) is next"]
      default:
        return ["\(name) is not dissected yet: \(offer)", "\(name): \(offer)", offer]
      }
    }
    let scenes = counted(dissection.countedScenes, "scene")
    guard !dissection.labels.isEmpty else { return ["\(name): top scenes of \(scenes)"] }
    let count = dissection.interpretableCount
    let short = "\(name): \(counted(count, "unit")) \(count == 1 ? "matches" : "match")"
    if dissection.isProvisional {
      return ["\(short) a concept, provisionally", "\(name): provisional labels"]
    }
    return [
      "\(name): \(count) of \(layer.units) units match a concept, \(scenes)",
      "\(short) a concept, \(scenes)", "\(short) a concept", short,
    ]
  }
}

/// One line about a job.
struct JobWording {
  let text: String

  init(_ job: JobEntry) {
    guard job.status == .running, let progress = job.progress else {
      text = job.title
      return
    }
    let done = "\(grouped(progress.done))/\(grouped(progress.total))"
    let left = progress.secondsLeft.map { ", \(duration($0)) left" } ?? ""
    guard case .dissect(let layers, _) = job.request else {
      text = "\(progress.phase) \(done)\(left)"
      return
    }
    // Several layers wait for each other; and what is left is of one part of the work.
    let names = layers.count == 1 ? layers[0].rawValue : "\(layers.count) layers"
    text = "\(names), \(Self.part(progress.phase)) \(done)\(left)"
  }

  private static func part(_ phase: String) -> String {
    switch phase {
    case "joint counts": "part 2 of 3, counts"
    case "IoU counts": "part 3 of 3, IoU"
    default: phase.hasPrefix("levels") ? "part 1 of 3, levels" : phase
    }
  }
}
