import ArgumentParser
import Cluster
import Experiments
import Explorer
import Faults
import Glibc
import Interventions
import Laboratory
import Store
import Terminal

struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Browse units by concept and edit scenes, on the screen. (default)",
    discussion: "A PNG that ganscope exported restores its edit; an EDIT.json does too."
  )

  @Argument(
    help: ArgumentHelp(
      "A picture exported by ganscope, or an EDIT.json.",
      valueName: "RECIPE.png"
    )
  )
  var recipe: String?

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("Edit to start with.", valueName: "EDIT.json"), completion: .edits)
  var edit: String?

  @Option(
    help: ArgumentHelp(
      "Show the labels of a finished gandissect folder, or of its dissect.json, beside ours.",
      valueName: "folder"
    )
  )
  var dissection: String?

  @Flag(help: "Begin anew instead of going on with the last session.")
  var fresh = false

  @Option(
    help: ArgumentHelp(
      "Session to go on with, or to begin under that name.",
      valueName: "name"
    )
  )
  var session: String?

  @Option(help: "Layer to start with.", completion: .layers)
  var layer: String?

  @Option(help: "How many scenes a dissection counts. (default: 1000)", transform: SampleSize.parse)
  var sampleSize: SampleSize?

  @Option(
    help: ArgumentHelp(
      "What the screen is computed with; files and statistics go by --precision. (default: auto)",
      valueName: "numbers"
    )
  )
  var previewPrecision: PrecisionChoice?

  @Option(help: ArgumentHelp("Theme by name or file.", valueName: "name"))
  var theme: String?

  @Option(help: ArgumentHelp("auto, truecolor, 256, 16 or none.", valueName: "mode"))
  var color: String?

  @Option(
    help: ArgumentHelp(
      "How pictures are shown: as images where the terminal says so, or as you say. (default: auto)",
      valueName: "mode"
    )
  )
  var pictures: PictureMode?

  @Option(
    help: ArgumentHelp(
      "How fast the line to the terminal is: measured, or as you say.",
      valueName: "line"
    )
  )
  var line: LineKind?

  @Option(
    help: ArgumentHelp(
      "Follow the jobs of this folder of 'ganscope cluster start', and explore what they dissect.",
      valueName: "folder"
    )
  )
  var cluster: String?

  @Flag(help: "Write a configuration file with every key and its default, and open nothing.")
  var printDefaultConfig = false

  func validate() throws {
    if let session,
      session.isEmpty || session.count > 64
        || !session.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    {
      throw ValidationError("A session's name has letters, digits, - and _.")
    }
    if recipe != nil && edit != nil {
      throw ValidationError("The file brings its own edit; leave --edit out.")
    }
  }

  func run() throws {
    if printDefaultConfig {
      return try Destination.write(
        Array(Configuration.defaultFile.utf8),
        to: "-",
        attempt: "write the configuration to"
      )
    }
    try suggestCommand()
    let configuration = try Configuration.load(model.config)
    let command = try cluster.map { try following($0) } ?? self
    var start = try Start(command: command, configuration: configuration)
    try requireTerminal()
    let screen = try start.openScreen()
    let problems = start.problems
    let store = OpenStores.open(model.storePath(configuration))
    while let name = Explorer.run(
      screen: screen,
      laboratory: LocalLaboratory(start.workbench, store: store),
      options: start.explorer
    ) {
      do {
        let world = DemoWorld(rawValue: name)
        start = try Start(command: command, configuration: configuration, world: world)
      } catch {
        screen.close()
        throw error
      }
    }
    configuration.warnings.forEach { complain("\($0)") }
    problems.forEach { complain($0) }
    if let ending = screen.ending { throw ExitCode(ending.exitCode) }
  }

  /// The command for what a folder's jobs work on, where none is named here.
  private func following(_ folder: String) throws -> ExploreCommand {
    guard model.generator == nil, model.demo == nil else { return self }
    let plan = try ClusterFolder(folder).plan()
    let work = try ClusterWork(plan.arguments)
    var command = self
    command.model = work.model(in: plan.directory)
    command.model.store = model.store
    command.model.threads = model.threads
    command.sampleSize = sampleSize ?? SampleSize(work.sampleSize)
    return command
  }

  /// A first word that is neither a command nor a file was probably mistyped.
  private func suggestCommand() throws {
    guard let recipe, access(recipe, F_OK) != 0, !recipe.lowercased().hasSuffix(".png") else {
      return
    }
    let names = Ganscope.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !names.contains(recipe) else {
      throw Fault(
        .usage,
        "run",
        on: recipe,
        found: "options before the command",
        advice: "Put the command first: ganscope \(recipe) --option …"
      )
    }
    let near = alternatives(nearest(to: recipe, among: names))
    throw Fault(
      .usage,
      "run",
      on: recipe,
      found: "no command and no file of that name",
      advice: near.isEmpty ? "'ganscope --help' lists the commands" : "Did you mean \(near)?"
    )
  }

  private func requireTerminal() throws(Fault) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw Fault(
        .usage,
        "open the explorer",
        expected: "a terminal as standard input and output",
        found: "a pipe or a file",
        advice: "In scripts use the commands that 'ganscope --help' lists, such as "
          + "'ganscope dissect' and 'ganscope units'"
      )
    }
  }
}
