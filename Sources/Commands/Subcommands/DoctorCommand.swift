import Dissection
import ArgumentParser
import Concepts
import Experiments
import Faults
import Glibc
import Laboratory
import OneDNN
import Store
import Terminal

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what ganscope finds here: terminal, colours, processor, store, networks."
  )

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("auto, truecolor, 256, 16 or none.", valueName: "mode"))
  var color: String?

  @Option(
    help: ArgumentHelp(
      "auto, half-blocks, quadrants, sextants, kitty, iterm or sixel.",
      valueName: "mode"
    )
  )
  var pictures: PictureMode?

  func run() throws {
    let (configuration, trouble) = readConfiguration()
    let mode = try (color ?? configuration.color).map { text throws(Fault) in
      try ColorMode.parse(text, option: "--color")
    }
    try say("ganscope \(Ganscope.version)")
    let wishes = ScreenWishes(
      color: mode ?? nil,
      pictures: pictures ?? configuration.pictures ?? .automatic
    )
    try section("terminal", terminal(try TerminalReport.current(wishes: wishes)))
    try section("engine", engine(try model.workbenchOptions(configuration)))
    try section("configuration", configurationFacts(configuration, trouble))
    try section("store", store(at: model.storePath(configuration)))
    try section("networks", try networks(configuration))
  }

  private typealias Facts = [(heading: String, text: String)]

  private func section(_ title: String, _ facts: Facts) throws(Fault) {
    try say("\n\(title)")
    let width = facts.map(\.heading.count).max() ?? 0
    for (heading, text) in facts {
      let blanks = String(repeating: " ", count: width - heading.count)
      try say("  \(heading)\(blanks)  \(displayable(text))")
    }
  }

  /// The person's configuration, or the defaults and what is wrong with it.
  private func readConfiguration() -> (Configuration, Fault?) {
    var configuration = Configuration()
    do throws(Fault) {
      configuration = try Configuration.load(model.config)
      _ = try configuration.keyChoices
      return (configuration, nil)
    } catch {
      return (configuration, error)
    }
  }

  private func configurationFacts(_ configuration: Configuration, _ trouble: Fault?) -> Facts {
    let path = model.config ?? Configuration.defaultPath
    let isThere = path.map { access($0, F_OK) == 0 } ?? false
    let file = path.map { isThere ? $0 : "none: there is no \($0)" } ?? "none: HOME is not set"
    return [("file", file)] + (trouble.map { [("trouble", $0.description)] } ?? [])
      + configuration.warnings.map { ("warning", $0) }
  }

  private func terminal(_ report: TerminalReport) -> Facts {
    let size = report.size.map { "\($0.width)x\($0.height)" } ?? "not a terminal"
    return [
      ("type", report.terminal), ("size", size), ("shown as", report.entry),
      ("colours", "\(report.color.mode): \(report.color.reason)"),
      ("pictures", "\(report.pictures.name): \(report.pictures.reason)"),
      ("locale", "\(report.locale): \(report.localeReason)"),
    ] + report.hints.map { ("hint", $0) }
  }

  private func engine(_ options: WorkbenchOptions) -> Facts {
    let limit = environment(Processor.limitVariable)
    return [
      ("oneDNN", Processor.libraryVersion),
      (
        "instructions",
        "\(Processor.instructionSet), own kernels \(Processor.kernelInstructionSet)"
      ), ("held to", limit ?? "nothing less: \(Processor.limitVariable) is not set"),
      ("bfloat16", Processor.hasBFloat16 ? "computed natively" : "not offered here"),
      (
        "statistics",
        "and files in \(options.settings.precision.resolved), screen in \(options.previewPrecision)"
      ), ("scenes", "counted by \(options.settings.rule.title)"),
    ]
  }

  private func store(at path: String) -> Facts {
    guard path == Store.inMemory || OpenStores.isThere(path) else {
      return [("file", "none yet: there is no \(path)")]
    }
    let store = Store(path: path)
    var facts: Facts = [("file", store.path)]
    var troubles = store.condition.trouble.map { [$0] } ?? []
    do throws(Fault) {
      let summaries = try store.summaries(checked: true)
      facts.append(("results", "\(summaries.count)"))
      let damaged = summaries.count { $0.isDamaged }
      if damaged > 0 { facts.append(("damaged", "\(damaged), as 'ganscope store list' tells")) }
    } catch {
      if !troubles.contains(error) { troubles.append(error) }
    }
    return facts + troubles.map { ("trouble", $0.description) }
  }

  private func networks(_ configuration: Configuration) throws(Fault) -> Facts {
    let options = try model.workbenchOptions(configuration)
    do throws(Fault) {
      let store = try OpenStores.openExisting(model.storePath(configuration), isWanted: false)
      let workbench = try Workbench(options, store: store)
      let generator = workbench.generatorFacts
      return [
        (
          "generator",
          "\(generator.name), \(generator.layers.count) layers, images of "
            + "\(generator.imageWidth)x\(generator.imageHeight), \(generator.contentHash.prefix(12))"
        ),
        (
          "segmenter",
          workbench.segmenterFacts.map {
            "\($0.name), \($0.vocabulary.count - 1) concepts, \($0.contentHash.prefix(12))"
          } ?? "none"
        ), ("segmented", options.settings.countingSegmentation.canonicalText),
      ]
    } catch {
      return [("trouble", error.description)]
    }
  }
}
