import Experiments
import Faults
import Glibc
import Interventions
import Terminal

/// Does what the state asks for, and says what came of it.
struct EffectPerformer {
  let laboratory: any Laboratory
  let screen: any Screen
  let options: ExplorerOptions
  let now: () -> Double

  /// The events that follow at once.
  func perform(_ effect: Effect) -> [ExplorerEvent] {
    switch effect {
    case .submit(let request):
      return [.submitted(laboratory.submit(request), request, at: now())]
    case .cancel(let job): laboratory.cancel(job)
    case .openEdit(let path):
      let path = expanded(path)
      switch options.readEdit(path) {
      case .success(let opened): return [.opened(opened, path: path)]
      case .failure(let fault): return [.failed(fault.description)]
      }
    case .write(let write, let mayReplace): return perform(write, mayReplace: mayReplace)
    case .setMouse(let isOn): screen.isMouseEnabled = isOn
    case .quit: break
    }
    return []
  }

  private func perform(_ write: PendingWrite, mayReplace: Bool) -> [ExplorerEvent] {
    let path = expanded(write.path)
    if !mayReplace, access(path, F_OK) == 0 { return [.fileExists(write)] }
    switch write {
    case .edit(let edit, _):
      switch options.writeEdit(edit, path) {
      case .success: return [.saved(path: path)]
      case .failure(let fault): return [.failed(fault.description)]
      }
    case .image(var request):
      request.path = path
      return perform(.submit(.export(request)))
    }
  }

  /// "~/x" in the home folder.
  private func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }
}
