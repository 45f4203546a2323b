import ArgumentParser
import Dissection
import Experiments
import Faults
import Files
import Reports
import Tensors

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a folder that any browser opens: dissected layers, their units and scenes."
  )

  @OptionGroup var model: ModelOptions

  @Argument(
    help: ArgumentHelp("The folder to write.", valueName: "directory"),
    transform: OutputName.folder
  )
  var directory: String

  @Option(
    help: ArgumentHelp("Layers such as layer4,layer7, or all dissected.", valueName: "names"),
    completion: .layers
  )
  var layers = "all"

  @Option(help: "How many top scenes of each unit are drawn, 0 to 20.")
  var examples = 5

  @Flag(help: "Replace an older report in the folder.")
  var replace = false

  func validate() throws {
    if !(0...20).contains(examples) {
      throw ValidationError("--examples takes a number from 0 to 20.")
    }
  }
}

extension ReportCommand {
  private static let attempt = ReportWriter.attempt

  func run() throws {
    let reporter = Reporter(isStored: false)
    let isReplaceable: ((String) -> Bool)? = replace ? { Self.isReport($0) } : nil
    try FinishedFolder.check(directory, attempt: Self.attempt, isReplaceable: isReplaceable)
    let workbench = try model.openWorkbench(withSegmenter: true, store: .reading)
    let dissections = try dissections(of: workbench)
    let writer = ReportWriter(workbench: workbench, examples: examples, progress: reporter.report)
    try FinishedFolder.write(to: directory, attempt: Self.attempt) { folder throws(Fault) in
      try writer.write(dissections, to: folder)
    }
    try say("\(directory)/index.html: \(counted(dissections.count, "layer"))")
  }

  /// Whether a folder holds a report of this program.
  private static func isReport(_ folder: String) -> Bool {
    let page = try? RegularFile.read("\(folder)/index.html", to: attempt)
    return page?.starts(with: Array(ReportPage.signature.utf8)) ?? false
  }

  private func dissections(of workbench: Workbench) throws(Fault) -> [LayerDissection] {
    let names = layers == "all" ? nil : layers.split(separator: ",").map { LayerName(String($0)) }
    var found: [LayerDissection] = []
    for layer in try workbench.layers(names) {
      if let dissection = try workbench.storedDissection(of: layer.name),
        dissection.countedScenes > 0
      {
        found.append(dissection)
      } else if names != nil {
        throw try workbench.undissected(layer.name, "report on")
      }
    }
    if !found.isEmpty { return found }
    for layer in workbench.layers where try !workbench.otherStoredRules(of: layer.name).isEmpty {
      throw try workbench.undissected(layer.name, "report on")
    }
    throw Fault(
      .missing,
      Self.attempt,
      found: "no layer is dissected yet",
      advice: "Run 'ganscope dissect' first"
    )
  }
}
