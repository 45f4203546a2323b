import Dissection
import Experiments
import Explorer
import Checkpoints
import Faults
import Generators
import Laboratory
import Segmenters
import Terminal
import TOMLKit

/// What a person set once in config.toml; the command line wins over it.
struct Configuration: Equatable {
  var generator: String?
  var segmenter: String?
  var store: String?
  var seed: UInt32?
  var seeding: SceneSeeding?
  var layout: LayoutHint?
  var psi: Double?
  var cutoff: Int?
  var noise: String?
  var label: Int?
  var convention: Convention?
  var threshold: String?
  var segmentationSizes: [Int]?
  var downsample: Int?
  var allParts: Bool?
  var quadrants: Bool?
  var parity: SegmentationFlags.Parity?
  var precision: PrecisionChoice?
  var previewPrecision: PrecisionChoice?
  var threads: Int?
  var sampleSize: Int?
  var theme: String?
  var color: String?
  var pictures: PictureMode?
  var pictureColors: PictureColors?
  var line: LineKind?
  var mouse: Bool?
  /// Keys of the explorer; what is wrong with them is told where they are used.
  private var keyReading = Result<KeyChoices, Fault>.success(KeyChoices())

  /// What is doubtful but no reason to stop, such as a misspelt key.
  var warnings: [String] = []

  static let keys = [
    "generator", "segmenter", "store", "seed", "seeding", "layout", "psi", "cutoff", "noise",
    "label",
    "convention", "threshold",
    "segmentation-size", "downsample",
    "all-parts", "quadrants", "parity", "precision", "preview-precision", "threads", "sample-size",
    "theme", "color", "pictures", "picture-colors", "line", "mouse", "keys",
  ]

  init() {}

  /// Parses the text of a configuration file; the path is for the messages.
  init(text: String, path: String) throws(Fault) {
    let table = try Self.parse(text, path: path)
    let reader = ConfigurationReader(table: table, path: path, lines: ConfigurationLines(text))
    generator = try reader.string("generator")
    segmenter = try reader.string("segmenter")
    store = try reader.string("store")
    seed = try reader.integer("seed", in: 0...Int(UInt32.max)).map { UInt32($0) }
    seeding = try reader.choice("seeding")
    layout = try reader.choice("layout")
    psi = try reader.number("psi", in: -10...10)
    cutoff = try reader.integer("cutoff", in: 0...64)
    noise = try reader.string("noise")
    label = try reader.integer("label", in: 0...1_000_000)
    _ = try style
    convention = try reader.choice("convention")
    threshold = try reader.string("threshold")
    segmentationSizes = try reader.integers(
      "segmentation-size",
      in: SegmentationOptions.allowedSizes
    )
    downsample = try reader.integer("downsample", in: 1...64)
    allParts = try reader.boolean("all-parts")
    quadrants = try reader.boolean("quadrants")
    parity = try reader.choice("parity")
    precision = try reader.choice("precision")
    previewPrecision = try reader.choice("preview-precision")
    threads = try reader.integer("threads", in: 1...256)
    sampleSize = try reader.integer("sample-size", in: 1...1_000_000)
    theme = try reader.string("theme")
    color = try reader.string("color")
    pictures = try reader.choice("pictures")
    pictureColors = try reader.choice("picture-colors")
    line = try reader.choice("line")
    mouse = try reader.boolean("mouse")
    keyReading = Result { () throws(Fault) in try reader.keyChoices("keys") }
    warnings = table.keys.filter { !Self.keys.contains($0) }.sorted().map { key in
      let near = nearest(to: key, among: Self.keys).first.map { ", did you mean '\($0)'?" } ?? ""
      return "\(displayable(path)): unknown key '\(displayable(key))'\(near)"
    }
  }

  /// The explorer's keys.
  ///
  /// - Throws: `Fault` of kind refused for keys that cannot be had.
  var keyChoices: KeyChoices {
    get throws(Fault) { try keyReading.get() }
  }

  /// How a StyleGAN2 is used; nil where nothing is said of it.
  var style: StyleSettings? {
    get throws(Fault) {
      var settings = StyleSettings()
      if let psi { settings.psi = Float(psi) }
      settings.cutoff = cutoff
      if let label { settings.label = label }
      if let noise { settings.noise = try StyleSettings.Noise(written: noise) }
      return settings == StyleSettings() ? nil : settings
    }
  }

  /// The parser's words without those that the fault says anyway.
  private static func plain(_ text: String) -> String {
    let opening = "Error while parsing "
    return text.hasPrefix(opening) ? "a mistake in \(text.dropFirst(opening.count))" : text
  }

  private static func parse(_ text: String, path: String) throws(Fault) -> TOMLTable {
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      let place = error.source.begin
      throw Fault(
        .refused,
        "read the configuration",
        on: "\(path):\(place.line):\(place.column)",
        expected: "TOML",
        found: Self.plain(error.description),
        advice: "Mend that line or remove the file"
      )
    } catch {
      throw Fault(.refused, "read the configuration", on: path, found: "\(error)")
    }
  }
}
