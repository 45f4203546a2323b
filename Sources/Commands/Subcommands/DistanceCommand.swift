import ArgumentParser

struct DistanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distance",
    abstract: "Compare scenes with real pictures, or with an edit, by what they show.",
    discussion: """
      The Fréchet distance of class areas (Fréchet segmentation distance), in squared per cent of \
      the image, with a bootstrap interval, and beside it that of the features of the segmenter's \
      encoder in the mean of all positions, in their own unit: no Inception network, so comparable \
      with figures of the same segmenter only. Small samples make every distance larger: compare only \
      figures of the same sample sizes. --rank orders a layer's units by how far the scenes that \
      activate them most lie from the pictures, or from the other scenes.
      """
  )

  @OptionGroup var model: ModelOptions

  @OptionGroup(title: "Shards") var sharing: ShardOptions

  @Option(help: ArgumentHelp("A folder of PNGs of the generator's size.", valueName: "folder"))
  var real: String?

  @Option(
    help: ArgumentHelp("Compare scenes under this edit.", valueName: "EDIT.json"),
    completion: .edits
  )
  var edit: String?

  @Option(
    help: ArgumentHelp(
      "Compare with the scenes of another generator, a file or a demo world.",
      valueName: "generator"
    )
  )
  var against: String?

  @Option(help: ArgumentHelp("Order the units of this layer.", valueName: "layer"))
  var rank: String?

  @Option(help: "With --rank: how many top scenes each unit is judged by.")
  var top = 40

  @Option(help: "With --rank: how many units are listed.")
  var limit = 20

  @Option(help: "How many scenes, and pictures at most.", transform: SampleSize.parse)
  var sampleSize = SampleSize(1000)

  @Option(help: "How many bootstrap samples the interval is of.")
  var replicates = 100

  @Option(help: ArgumentHelp("Write the figures; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write class areas and pooled features of scenes and pictures, for other programs.",
      valueName: "file.npz"
    )
  )
  var npz: String?

  func validate() throws {
    try refuseOutput(sharing.isPartial, [json, npz])
    if sharing.isPartial && against != nil {
      throw ValidationError(
        "--shard does one generator's scenes at a time: share each with --rank or --edit."
      )
    }
    if real == nil && edit == nil && against == nil && rank == nil {
      throw ValidationError("Say what to compare with: --real, --edit, --against or --rank.")
    }
    if against != nil && (real != nil || rank != nil) {
      throw ValidationError("--against goes without --real and --rank.")
    }
    if !(0...10_000).contains(replicates) {
      throw ValidationError("--replicates takes a number from 0 to 10000.")
    }
    if top < 2 || limit < 1 { throw ValidationError("--top takes 2 or more, --limit 1 or more.") }
  }
}
