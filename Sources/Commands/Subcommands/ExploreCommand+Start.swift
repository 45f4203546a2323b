import Cluster
import Directions
import Experiments
import Explorer
import Faults
import Files
import Foundation
import Images
import Interventions
import Laboratory
import Store
import Tensors
import Terminal

extension ExploreCommand {
  /// Everything that is settled before the screen opens, so that mistakes are told on the prompt.
  struct Start {
    let workbench: WorkbenchOptions
    /// What to tell when the screen is closed again.
    var problems: [Fault] { theme.problems + (recipeProblem.map { [$0] } ?? []) }
    private(set) var explorer: ExplorerOptions
    private let theme: ThemeReading
    private var recipeProblem: Fault?
    private let screen: NCursesScreen.Options

    /// Settles it as the command was given, or for another demo world that was gone on to.
    init(
      command: ExploreCommand,
      configuration: Configuration,
      world: DemoWorld? = nil
    ) throws(Fault) {
      var workbench = try command.model.workbenchOptions(configuration)
      if let world { workbench.generator = .demo(world) }
      if let choice = command.previewPrecision {
        workbench.settings.previewPrecision = choice
        try workbench.settings.check()
      }
      explorer = ExplorerOptions(
        offer: workbench.offer,
        readEdit: Self.readEdit,
        writeEdit: Self.writeEdit
      )
      if world == nil, let path = command.recipe ?? command.edit {
        let (opened, recipe) = try EditFile.open(path)
        explorer.edit = opened.edit
        explorer.scene = opened.scene ?? 0
        explorer.layer = opened.layer
        if let recipe {
          workbench.seed = command.model.seed?.number ?? recipe.seed
          // The networks are loaded again later: a picture of another generator is told at once.
          let store = Store(path: command.model.storePath(configuration))
          recipeProblem = try Workbench(workbench, store: store).check(recipe)
        }
      }
      let isGiven =
        world == nil && (command.recipe != nil || command.edit != nil || command.layer != nil)
      explorer.restoresSession = !command.fresh && !isGiven
      explorer.sessions = SessionFolder()?.files(
        named: command.session,
        isFresh: !explorer.restoresSession
      )
      try Self.openFiles(of: command, store: command.model.storePath(configuration), &explorer)
      try Self.openDemo(workbench, isGiven: isGiven, &explorer)
      if world == nil, let layer = command.layer { explorer.layer = LayerName(layer) }
      explorer.seed = workbench.seed
      explorer.settings = workbench.settings
      explorer.offer = workbench.offer
      explorer.threadCount = workbench.chosenThreadCount
      explorer.hasSegmenter = workbench.segmenter != .none
      explorer.dissectsUnasked = workbench.demo != nil
      if let size = command.sampleSize?.count ?? configuration.sampleSize {
        explorer.sampleSizes.dissection = size
      }
      let library = Self.themeLibrary
      theme = try library.theme(named: command.theme ?? configuration.theme ?? "dark")
      explorer.theme = theme.theme
      explorer.themes = library.names.prefix(64).compactMap { name in
        try? library.theme(named: name).theme
      }
      var screen = try Self.screenOptions(command.color ?? configuration.color, configuration)
      screen.line = command.line ?? configuration.line ?? .auto
      screen.wishes.pictures = command.pictures ?? configuration.pictures ?? .automatic
      explorer.wishes = screen.wishes
      self.screen = screen
      explorer.keys = try configuration.keyChoices
      explorer.pictureColors = configuration.pictureColors ?? .automatic
      self.workbench = workbench
    }

    /// What the explorer may read and write beside networks and store.
    private static func openFiles(
      of command: ExploreCommand,
      store: String,
      _ explorer: inout ExplorerOptions
    ) throws(Fault) {
      explorer.readLabels = { path, layer in
        let text = layer.map { "\(path)@\($0)" } ?? path
        do throws(Fault) {
          return .success(try ComparedName(text).published())
        } catch {
          return .failure(error)
        }
      }
      explorer.writeText = { text, path in
        do throws(Fault) {
          try FinishedFile.write(Array(text.utf8), to: path, attempt: "write the screen")
          return nil
        } catch {
          return error.description
        }
      }
      // A way in of its own: what comes in is then noticed as any other program's results are.
      explorer.clusters = ClusterFollower { (folder) throws(Fault) in
        try folder.collect(into: Store(path: store, waiting: 2))
      }
      explorer.cluster = command.cluster
      if let path = command.dissection {
        let theirs = try TheirDissection(path)
        explorer.theirs = { theirs.units(layers: $0.layers, generator: $0.contentHash) }
      }
      explorer.readDirections = { path, spaces in
        Result { () throws(Fault) in try DirectionFile.read(path, spaces: spaces) }
      }
      explorer.writeDirections = { set, path in
        Result { () throws(Fault) in
          try FinishedFile.write(
            try DirectionFile.encode(set),
            to: path,
            attempt: "write the directions"
          )
        }
      }
    }

    /// The demo opens where the method shows itself.
    private static func openDemo(
      _ workbench: WorkbenchOptions,
      isGiven: Bool,
      _ explorer: inout ExplorerOptions
    ) throws(Fault) {
      guard let world = workbench.demo else { return }
      explorer.worlds = DemoWorld.allCases.map {
        WorldOffer(name: $0.rawValue, summary: $0.summary, isOpen: $0 == world)
      }
      guard let start = try DemoStart(world) else { return }
      let set = NamedSet(
        name: start.setName,
        layer: start.layer,
        units: start.units,
        remark: "the best \(start.units.count) for \(start.things) by measured effect"
      )
      explorer.sets = [set]
      guard !isGiven, workbench.seed == 1 else { return }
      explorer.layer = start.layer
      explorer.scene = start.scene
      explorer.startSet = set
      explorer.guide = GuideSubject(
        thing: start.thing,
        things: start.things,
        ground: start.ground
      )
    }

    func openScreen() throws(Fault) -> NCursesScreen { try NCursesScreen(screen) }

    private static func screenOptions(
      _ color: String?,
      _ configuration: Configuration
    ) throws(Fault) -> NCursesScreen.Options {
      let mode = try color.map { text throws(Fault) in
        try ColorMode.parse(text, option: "--color")
      }
      var options = NCursesScreen.Options(ScreenWishes(color: mode ?? nil))
      options.isMouseEnabled = configuration.mouse ?? true
      return options
    }

    private static var themeLibrary: ThemeLibrary {
      let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return ThemeLibrary(
        environment: ProcessInfo.processInfo.environment,
        executable: executable
      )
    }

    /// Reads EDIT.json, or the recipe of a PNG.
    private static let readEdit: @Sendable (String) -> Result<OpenedEdit, Fault> = { path in
      Result { () throws(Fault) in try EditFile.open(path).opened }
    }

    private static let writeEdit: @Sendable (Edit, String) -> Result<Void, Fault> = { edit, path in
      Result { () throws(Fault) in
        try FinishedFile.write(Array(try edit.json().utf8), to: path, attempt: "write the edit")
      }
    }
  }
}
