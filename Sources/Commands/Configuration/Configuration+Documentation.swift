import Explorer

extension Configuration {
  /// A key of the file, what it is set to when it is left out, and what it does.
  private struct Entry {
    let key: String
    let usual: String
    let meaning: String
    /// Whether the usual value can be written into a file; some have no value of their own.
    var isLiteral = true
  }

  private static let entries = [
    Entry(
      key: "generator",
      usual: "\"church.pth\"",
      meaning: "checkpoint of a generator; a demo world if absent",
      isLiteral: false
    ),
    Entry(
      key: "segmenter",
      usual: "\"segmenter/\"",
      meaning: "its segmenter, or \"none\"",
      isLiteral: false
    ),
    Entry(
      key: "store",
      usual: "\"store.sqlite\"",
      meaning: "database of results",
      isLiteral: false
    ),
    Entry(key: "seed", usual: "1", meaning: "seed of the scenes"),
    Entry(
      key: "seeding",
      usual: "\"numpy\"",
      meaning: "random numbers of scenes; or \"nvidia\": scene n is what NVIDIA draws for seed n"
    ),
    Entry(
      key: "layout",
      usual: "\"fused-kernels\"",
      meaning: "what the generator's file does not tell: or plain-kernels, no-pixel-norm",
      isLiteral: false
    ),
    Entry(
      key: "psi",
      usual: "0.7",
      meaning: "truncation of the StyleGAN2 named here; 1 if absent",
      isLiteral: false
    ),
    Entry(
      key: "cutoff",
      usual: "8",
      meaning: "how many of its w inputs are truncated; all if absent",
      isLiteral: false
    ),
    Entry(
      key: "noise",
      usual: "\"none\"",
      meaning: "its noise: constant, none, or the seed of other noise as text",
      isLiteral: false
    ),
    Entry(key: "label", usual: "0", meaning: "its label, if it is conditional", isLiteral: false),
    Entry(key: "convention", usual: "\"gandissect\"", meaning: "recipe of levels and counts"),
    Entry(
      key: "threshold",
      usual: "\"iqr\"",
      meaning: "what a unit's level is: iqr, maxiou, quantile=0.995 or heldout=0.995",
      isLiteral: false
    ),
    Entry(
      key: "segmentation-size",
      usual: "[256]",
      meaning: "sides at which the segmenter sees an image; its own if absent",
      isLiteral: false
    ),
    Entry(
      key: "downsample",
      usual: "2",
      meaning: "image pixels for a pixel of label maps; 1 in pictures, 2 in statistics if absent",
      isLiteral: false
    ),
    Entry(key: "all-parts", usual: "false", meaning: "tell the parts of all objects"),
    Entry(key: "quadrants", usual: "false", meaning: "divide objects in four"),
    Entry(key: "parity", usual: "\"corrected\"", meaning: "or \"published\", with its mistakes"),
    Entry(key: "precision", usual: "\"float32\"", meaning: "of statistics, exports and scripts"),
    Entry(key: "preview-precision", usual: "\"auto\"", meaning: "of the explorer's screen"),
    Entry(
      key: "threads",
      usual: "2",
      meaning: "threads of a computation; one for a demo world, else the cores, if absent",
      isLiteral: false
    ),
    Entry(key: "sample-size", usual: "1000", meaning: "scenes that a dissection counts"),
    Entry(key: "theme", usual: "\"dark\"", meaning: "colours of the screen, by name or file"),
    Entry(key: "color", usual: "\"auto\"", meaning: "auto, truecolor, 256, 16 or none"),
    Entry(
      key: "pictures",
      usual: "\"auto\"",
      meaning: "auto, half-blocks, quadrants, sextants, kitty, iterm or sixel"
    ),
    Entry(
      key: "picture-colors",
      usual: "\"auto\"",
      meaning: "pictures in 256 or 16 colours: nearest, mixed by a pattern, or the better of both"
    ),
    Entry(
      key: "line",
      usual: "\"auto\"",
      meaning: "how fast the line to the terminal is: auto measures it, fast or slow"
    ),
    Entry(key: "mouse", usual: "true", meaning: "whether the explorer asks for mouse reports"),
  ]

  /// The keys with their values and meanings, for the help.
  static var documentation: String {
    entries.map { entry in
      let assignment = "\(entry.key) = \(entry.usual)"
      return "  \(assignment)\n      \(entry.meaning)"
    }.joined(separator: "\n")
  }

  /// A file that changes nothing: every key with its default; those without one are comments.
  static var defaultFile: String {
    "# ganscope's configuration. The command line wins over it.\n"
      + entries.map { entry in
        "\n# \(entry.key): \(entry.meaning)\n"
          + "\(entry.isLiteral ? "" : "# ")\(entry.key) = \(entry.usual)\n"
      }.joined() + keyTables
  }

  /// The tables of keys; they come last, as TOML has it.
  private static var keyTables: String {
    KeyChoices.tables.map { table in
      let head = table.name.isEmpty ? "[keys]" : "[keys.\(table.name)]"
      return "\n# \(table.title)\n\(head)\n"
        + table.entries.map { entry in
          let keys = entry.keys.map(quoted).joined(separator: ", ")
          return "\(entry.action) = [\(keys)]  # \(entry.meaning)\n"
        }.joined()
    }.joined()
  }

  private static func quoted(_ key: String) -> String {
    key == "\"" || key == "\\" ? "\"\\\(key)\"" : "\"\(key)\""
  }
}
