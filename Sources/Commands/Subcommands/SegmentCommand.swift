import ArgumentParser

struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Name the concept of every pixel of scenes or of PNG files."
  )

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp("Scene numbers, such as 0-7,12.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var samples: NumberList?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Pictures to segment instead of scenes.", valueName: "PNG")
  )
  var image: [String] = []

  @Option(
    help: ArgumentHelp("Edit to apply to the scenes.", valueName: "EDIT.json"),
    completion: .edits
  )
  var edit: String?

  @Option(
    help: ArgumentHelp(
      "A directory for one coloured PNG an image and labels.json.",
      valueName: "directory"
    ),
    transform: OutputName.folder
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write int32 concept numbers, (batch, channels, height, width), as .npy.",
      valueName: "file"
    )
  )
  var npy: String?

  @Option(
    help: ArgumentHelp(
      "Write the mean area of every concept; - for standard output.",
      valueName: "file"
    )
  )
  var json: String?

  func validate() throws {
    if samples != nil && !image.isEmpty {
      throw ValidationError("--samples and --image exclude each other.")
    }
    if edit != nil && !image.isEmpty {
      throw ValidationError("--edit changes scenes; it cannot change --image files.")
    }
  }
}
