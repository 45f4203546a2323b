import Cluster
import Faults
import Glibc
import Images
import Interventions
import Laboratory
import Plots
import Tensors
import Terminal

/// Does what the state asks for, and says what came of it.
struct EffectPerformer {
  let laboratory: any Laboratory
  let screen: any Screen
  let options: ExplorerOptions
  /// Leaves news that come later, from any thread.
  let post: @Sendable (ExplorerEvent) -> Void
  /// The screen as it would be drawn now.
  let frame: () -> CellGrid

  /// The events that follow at once.
  func perform(_ effect: Effect) -> [ExplorerEvent] {
    switch effect {
    case .submit(let request):
      return [.submitted(laboratory.submit(request), request)]
    case .cancel(let job): laboratory.cancel(job)
    case .cluster(let order, let folder):
      guard let clusters = options.clusters else {
        let fault = Fault(.missing, "follow the jobs of", on: folder, found: "no way to do so here")
        return [.cluster(.failed(order, fault), folder: folder)]
      }
      let post = post
      clusters.perform(order, in: expanded(folder)) { post(.cluster($0, folder: folder)) }
    case .openEdit(let path):
      let path = expanded(path)
      switch options.readEdit(path) {
      case .success(let opened): return [.opened(opened, path: path)]
      case .failure(let fault): return [.failed(fault.description)]
      }
    case .readLabels(let path):
      let parts = path.split(separator: "@", maxSplits: 1).map(String.init)
      let file = expanded(parts.first ?? path)
      switch options.readLabels(file, parts.count > 1 ? LayerName(parts[1]) : nil) {
      case .success(let labels): return [.read(labels, path: path)]
      case .failure(let fault): return [.failed(fault.description)]
      }
    case .openNeighbour(var request):
      request.path = expanded(request.path)
      return perform(.submit(.neighbour(request)))
    case .openDirections(let path, let spaces):
      let path = expanded(path)
      switch options.readDirections(path, spaces) {
      case .success(let set): return [.openedDirections(set)]
      case .failure(let fault): return [.failed(fault.description)]
      }
    case .write(let write, let isConfirmed): return perform(write, isConfirmed: isConfirmed)
    case .setMouse(let isOn): screen.isMouseEnabled = isOn
    case .setScreen(let wishes): screen.wishes = wishes
    case .redraw: screen.invalidate()
    case .restoreSession(let model):
      let remark = options.sessions?.remark(model).map { [ExplorerEvent.failed($0)] } ?? []
      switch options.sessions?.read(model) {
      case .success(let session): return [.restored(session)] + remark
      case .failure(let fault): return [.restored(nil), .failed(fault.description)]
      case nil: return [.restored(nil)]
      }
    case .saveSession(let session, let model):
      if let problem = options.sessions?.write(session, model) { return [.failed(problem)] }
    case .openWorld, .quit: break
    }
    return []
  }

  private func perform(_ write: PendingWrite, isConfirmed: Bool) -> [ExplorerEvent] {
    let path = expanded(write.path)
    if !isConfirmed, let doubt = doubt(about: path) { return [.doubtful(write, doubt)] }
    switch write {
    case .edit(let edit, _):
      switch options.writeEdit(edit, path) {
      case .success: return [.saved(path: path)]
      case .failure(let fault): return [.failed(fault.description)]
      }
    case .directions(let set, _):
      switch options.writeDirections(set, path) {
      case .success: return [.written("directions", path: path)]
      case .failure(let fault): return [.failed(fault.description)]
      }
    case .shot: return writeShot(to: path)
    case .figure(let figure, _): return writeFigure(figure, to: path)
    case .sheet(let sheet, _): return perform(.submit(.sheet(sheet, path: path)))
    case .image(var request):
      request.path = path
      return perform(.submit(.export(request)))
    }
  }

  private func writeFigure(_ figure: Figure, to path: String) -> [ExplorerEvent] {
    do throws(Fault) {
      switch figure {
      case .plot(let plot) where path.hasSuffix(".png"): try PNG.write(plot.image(), to: path)
      case .bars(let bars) where path.hasSuffix(".png"): try PNG.write(bars.image(), to: path)
      default:
        let text = path.hasSuffix(".csv") ? figure.csv : figure.svg ?? figure.csv
        if let problem = options.writeText(text, path) { return [.failed(problem)] }
      }
      return [.written(path.hasSuffix(".csv") ? "figures" : "figure", path: path)]
    } catch {
      return [.failed(error.description)]
    }
  }

  /// Writes the screen as it is, in the form that the name asks for.
  private func writeShot(to path: String) -> [ExplorerEvent] {
    let grid = frame().shown(in: screen.abilities.colorMode)
    if path.hasSuffix(".png") {
      do throws(Fault) {
        try PNG.write(RGBImage(screen: grid, theme: options.theme), to: path)
        return [.written("screen", path: path)]
      } catch {
        return [.failed(error.description)]
      }
    }
    let text =
      if path.hasSuffix(".svg") {
        grid.svg(
          foreground: options.theme[.text].color ?? RGBColor(red: 200, green: 200, blue: 200),
          background: options.theme[.background].color ?? RGBColor(red: 0, green: 0, blue: 0)
        )
      } else if path.hasSuffix(".txt") {
        grid.plainText + "\n"
      } else {
        grid.ansiText
      }
    if let problem = options.writeText(text, path) { return [.failed(problem)] }
    return [.written("screen", path: path)]
  }

  /// What to ask about first; a folder of the file's name is an error to come, and no question.
  private func doubt(about path: String) -> WriteDoubt? {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR ? nil : .fileExists }
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
    let folder = String(path[..<slash])
    return access(folder, F_OK) == 0 ? nil : .noFolder(folder)
  }

  /// "~/x" in the home folder.
  private func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }
}
