import ArgumentParser
import Experiments
import Explorer
import Faults
import Images
import Laboratory
import Plots
import Store
import Tensors
import Terminal

struct ShotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shot",
    abstract: "Write the explorer's screen to a file, after some keys, without a terminal.",
    discussion: """
      Each key waits until all that the one before asked for is drawn. Keys are written with blanks \
      between them: single characters, the names Enter, Esc, Tab, Space, Up, Down, Left, Right, \
      PageUp, PageDown, Home, End, Backspace, and Ctrl-X; other words are typed letter by letter. \
      --keys ':view Space levels Enter Right Right'. --strip puts the screen at the start and \
      after every word of --keys on one sheet, each with the word above it.
      """
  )

  @Argument(
    help: ArgumentHelp(
      "FILE.svg, FILE.png, FILE.ansi or FILE.txt; - writes ANSI to standard output.",
      valueName: "file"
    )
  )
  var output: String

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("Columns and rows.", valueName: "120x40"))
  var size = "100x50"

  @Option(help: "What is pressed.")
  var keys = ""

  @Flag(help: "One PNG with the screen at the start and after every word of the keys.")
  var strip = false

  @Option(help: "Layer to show.", completion: .layers)
  var layer: String?

  @Option(help: "Scene to show.")
  var scene: Int?

  @Option(help: ArgumentHelp("Edit to start with.", valueName: "EDIT.json"), completion: .edits)
  var edit: String?

  @Option(help: ArgumentHelp("Theme by name or file.", valueName: "name"))
  var theme: String?

  @Option(help: ArgumentHelp("truecolor, 256, 16 or none. (default: truecolor)", valueName: "mode"))
  var color: String?

  @Option(
    help: ArgumentHelp(
      "half-blocks, quadrants or sextants. (default: half-blocks)",
      valueName: "mode"
    )
  )
  var pictures: PictureMode?

  @Option(help: "How many seconds are waited at most for all that the keys ask for.")
  var wait = 60

  func validate() throws {
    guard output == "-" || [".svg", ".png", ".ansi", ".txt"].contains(where: output.hasSuffix)
    else {
      throw ValidationError("Name a file that ends in .svg, .png, .ansi or .txt, or - for ANSI.")
    }
    if strip, !output.hasSuffix(".png") {
      throw ValidationError("--strip makes a FILE.png.")
    }
    if extent == nil {
      throw ValidationError("--size takes columns and rows from 60x20 to 500x200, such as 120x40.")
    }
    if let pictures, ![.halfBlocks, .quadrants, .sextants].contains(pictures) {
      throw ValidationError("--pictures takes half-blocks, quadrants or sextants.")
    }
    if let word = KeyScript(keys).misspelt {
      let near = nearest(to: word, among: KeyEvent.writtenNames)
      throw ValidationError(
        "--keys has '\(word)', which is no key. "
          + (near.isEmpty
            ? "Letters to be typed" : "Did you mean \(alternatives(near))? Letters to be typed")
          + " have blanks between them."
      )
    }
    if !(1...86_400).contains(wait) {
      throw ValidationError("--wait takes a number of seconds from 1 to 86400.")
    }
  }

  private var extent: GridSize? {
    let parts = size.lowercased().split(separator: "x").map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (60...500).contains(width), (20...200).contains(height)
    else { return nil }
    return GridSize(width: width, height: height)
  }

  func run() throws {
    let mode = try color.map { text throws(Fault) in try ColorMode.parse(text, option: "--color") }
    let configuration = try Configuration.load(model.config)
    var command = try ExploreCommand.parse([])
    (command.model, command.layer, command.edit, command.theme) = (model, layer, edit, theme)
    command.fresh = true
    let start = try ExploreCommand.Start(command: command, configuration: configuration)
    var options = start.explorer
    // Nothing long starts unasked, and no session of a person is touched.
    (options.sessions, options.dissectsUnasked, options.guide) = (nil, false, nil)
    if let scene { options.scene = max(0, scene) }
    options.wishes.pictures = pictures ?? .halfBlocks
    let laboratory = LocalLaboratory(
      start.workbench,
      store: OpenStores.open(model.storePath(configuration))
    )
    let script = KeyScript(keys)
    defer { laboratory.shutDown() }
    let shot = try Explorer.shot(
      size: extent ?? GridSize(width: 100, height: 50),
      laboratory: laboratory,
      options: options,
      colorMode: (mode ?? nil) ?? .truecolor,
      keys: script.words.map(\.events),
      patience: .seconds(wait)
    )
    start.problems.forEach { complain($0) }
    let frames = shot.frames.map { $0.shown(in: (mode ?? nil) ?? .truecolor) }
    if strip {
      try writeStrip(frames, ["at the start"] + script.words.map(\.text), options.theme)
    } else if let last = frames.last {
      try write(last, options.theme)
    }
    guard shot.isWhole else {
      throw Fault(
        .interrupted,
        "draw all that the keys ask for",
        found: "more to come after \(counted(wait, "second"))",
        advice: "The screen was written as it was; --wait takes more seconds"
      )
    }
  }

  private func writeStrip(
    _ frames: [CellGrid],
    _ captions: [String],
    _ theme: Theme
  ) throws(Fault) {
    let tiles = zip(frames, captions).map {
      PictureSheet.Tile(RGBImage(screen: $0, theme: theme), caption: $1)
    }
    try PNG.write(PictureSheet(tiles: tiles, columns: 2).image(), to: output)
  }

  private func write(_ frame: CellGrid, _ theme: Theme) throws(Fault) {
    if output.hasSuffix(".png") {
      return try PNG.write(RGBImage(screen: frame, theme: theme), to: output)
    }
    let text =
      if output.hasSuffix(".svg") {
        frame.svg(
          foreground: theme[.text].color ?? RGBColor(red: 200, green: 200, blue: 200),
          background: theme[.background].color ?? RGBColor(red: 0, green: 0, blue: 0)
        )
      } else if output.hasSuffix(".txt") {
        frame.plainText + "\n"
      } else {
        frame.ansiText
      }
    try Destination.write(Array(text.utf8), to: output, attempt: "write the screen")
  }
}

/// Keys as they are written in scripts: "L Right Right Enter".
struct KeyScript {
  /// The keys of each word: one, or the letters of a word that is typed.
  let words: [(text: String, events: [KeyEvent])]

  init(_ text: String) {
    words = text.split(whereSeparator: \.isWhitespace).map { word in
      let key = KeyEvent(written: String(word))
      return (String(word), key.map { [$0] } ?? word.map { .character($0) })
    }
  }

  var events: [KeyEvent] { words.flatMap(\.events) }

  /// The first word that is written as names of keys are, "Entr", "Ctrl-1" or "F99", and names none.
  var misspelt: String? {
    words.first { $0.events.count > 1 && Self.looksLikeName($0.text) }?.text
  }

  private static func looksLikeName(_ word: String) -> Bool {
    if word.contains(/^(?i:ctrl|control|alt|meta|shift)-./) { return true }
    return word.contains(/^F[0-9]+$/) || word.contains(/^[A-Z][a-z]{2,}([-A-Z][A-Za-z]*)?$/)
  }
}
