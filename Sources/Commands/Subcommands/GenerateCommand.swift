import ArgumentParser

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Draw scenes to PNG files or raw arrays."
  )

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp("Scene numbers, such as 0-7,12.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var samples = NumberList([0])

  @Option(help: ArgumentHelp("Edit to apply.", valueName: "EDIT.json"))
  var edit: String?

  @Option(
    help: ArgumentHelp(
      "A directory for one PNG a scene, or FILE.png for all in a grid.",
      valueName: "path"
    )
  )
  var output: String?

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
    )
  )
  var activations: String?

  @Option(help: "Only this unit of the activations.")
  var unit: Int?

  func validate() throws {
    if output == nil && npy == nil {
      throw ValidationError(
        "Say where to write: --output DIRECTORY, --output FILE.png or --npy FILE."
      )
    }
    if unit != nil && activations == nil {
      throw ValidationError("--unit goes with --activations LAYER.")
    }
    if activations != nil && npy == nil {
      throw ValidationError("--activations goes with --npy FILE.")
    }
  }
}
