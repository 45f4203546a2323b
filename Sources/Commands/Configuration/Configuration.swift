import Dissection
import Experiments
import Faults
import Laboratory
import Segmenters
import TOMLKit

/// What a person set once in config.toml; the command line wins over it.
struct Configuration: Equatable {
  var generator: String?
  var segmenter: String?
  var store: String?
  var seed: UInt32?
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
  var mouse: Bool?

  /// What is doubtful but no reason to stop, such as a misspelt key.
  var warnings: [String] = []

  static let keys = [
    "generator", "segmenter", "store", "seed", "convention", "threshold",
    "segmentation-size", "downsample",
    "all-parts", "quadrants", "parity", "precision", "preview-precision", "threads", "sample-size",
    "theme", "color", "mouse",
  ]

  init() {}

  /// Parses the text of a configuration file; the path is for the messages.
  init(text: String, path: String) throws(Fault) {
    let table = try Self.parse(text, path: path)
    let reader = ConfigurationReader(table: table, path: path)
    generator = try reader.string("generator")
    segmenter = try reader.string("segmenter")
    store = try reader.string("store")
    seed = try reader.integer("seed", in: 0...Int(UInt32.max)).map { UInt32($0) }
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
    mouse = try reader.boolean("mouse")
    warnings = table.keys.filter { !Self.keys.contains($0) }.sorted().map { key in
      let near = nearest(to: key, among: Self.keys).first.map { ", did you mean '\($0)'?" } ?? ""
      return "\(displayable(path)): unknown key '\(displayable(key))'\(near)"
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
