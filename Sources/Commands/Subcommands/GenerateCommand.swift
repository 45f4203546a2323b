import ArgumentParser

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Draw scenes to PNG files or raw arrays."
  )

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Scene numbers, such as 0-7,12. (default: 0; for a sheet 0-7)",
      valueName: "numbers"
    ),
    transform: NumberList.parse
  )
  var samples: NumberList?

  @Option(help: ArgumentHelp("Edit to apply.", valueName: "EDIT.json"), completion: .edits)
  var edit: String?

  @Option(
    help: ArgumentHelp(
      "A directory for one PNG a scene, or FILE.png for all in a grid.",
      valueName: "path"
    ),
    transform: OutputName.pictures
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Draw each scene before and after the edit and the difference, with the measured effect.",
      valueName: "FILE.png"
    ),
    transform: OutputName.picture
  )
  var sheet: String?

  @Option(
    help: "How many scenes the sheet's effect is measured on. (default: 200)",
    transform: SampleSize.parse
  )
  var sampleSize: SampleSize?

  @Option(
    help: ArgumentHelp(
      "Write raw float32 output, (batch, channels, height, width), as .npy.",
      valueName: "file"
    )
  )
  var npy: String?

  @Option(
    help: ArgumentHelp(
      "Write this layer's activations to --npy instead of images.",
      valueName: "layer"
    ),
    completion: .layers
  )
  var activations: String?

  @Option(help: "Only this unit of the activations.")
  var unit: Int?

  func validate() throws {
    if output == nil && npy == nil && sheet == nil {
      throw ValidationError(
        "Say where to write: --output DIRECTORY, --output FILE.png, --sheet FILE.png or --npy FILE."
      )
    }
    if let sheet {
      if edit == nil { throw ValidationError("--sheet goes with --edit EDIT.json.") }
      if !sheet.lowercased().hasSuffix(".png") {
        throw ValidationError("--sheet takes the name of a PNG.")
      }
    }
    if sampleSize != nil && sheet == nil {
      throw ValidationError("--sample-size goes with --sheet FILE.png.")
    }
    if unit != nil && activations == nil {
      throw ValidationError("--unit goes with --activations LAYER.")
    }
    if activations != nil && npy == nil {
      throw ValidationError("--activations goes with --npy FILE.")
    }
  }
}
