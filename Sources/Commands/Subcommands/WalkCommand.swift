import ArgumentParser
import Faults
import Images

struct WalkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walk",
    abstract: "Draw scenes along a direction, or from scene to scene, as a strip or an animation.",
    discussion: """
      With --directions and --direction each row is a scene, from -strength on the left to \
      +strength on the right. Without them the way leads through the scenes of --samples in turn. \
      --animate writes one animated PNG instead, which browsers play and others show still.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("Directions of ganscope or GANSpace.", valueName: "FILE.npz"))
  var directions: String?

  @Option(help: "The direction's number from 0, or its name.")
  var direction: String?

  @Option(help: "The space that a file of GANSpace is in, where widths do not tell.")
  var space: String?

  @Option(
    help: "How far to both sides, in standard deviations. (default: 3)",
    transform: Strength.parse
  )
  var strength: Strength?

  @Option(
    help: ArgumentHelp("Only these inputs of w.", valueName: "range"),
    transform: InputRange.parse
  )
  var inputs: InputRange?

  @Option(
    help: ArgumentHelp("Scene numbers, such as 0-3,12.", valueName: "numbers"),
    transform: NumberList.parse
  )
  var samples = NumberList([0, 1, 2, 3])

  @Option(help: "How many pictures for each scene, or from one scene to the next. (default: 7)")
  var steps: Int?

  @Option(help: ArgumentHelp("Edit to apply on the way.", valueName: "EDIT.json"))
  var edit: String?

  @Flag(help: "Write an animation instead of a strip.")
  var animate = false

  @Option(help: "Milliseconds that each picture of an animation is shown.")
  var delay = 80

  @Option(help: ArgumentHelp("The picture to write.", valueName: "FILE.png"))
  var output: String

  func validate() throws {
    if (directions == nil) != (direction == nil) {
      throw ValidationError("--directions FILE goes with --direction NUMBER.")
    }
    if directions == nil, strength != nil || inputs != nil || space != nil {
      throw ValidationError("--strength, --inputs and --space go with --directions FILE.")
    }
    if directions == nil, samples.numbers.count < 2 {
      throw ValidationError("Without a direction the way needs two --samples or more.")
    }
    if let strength, strength.value <= 0 {
      throw ValidationError("--strength takes a number above 0: the strip shows both sides.")
    }
    if let steps, !(2...PNG.frameLimit / 2).contains(steps) {
      throw ValidationError("--steps takes a number from 2 to \(PNG.frameLimit / 2).")
    }
    if !(1...60_000).contains(delay) {
      throw ValidationError("--delay takes a number from 1 to 60000.")
    }
  }
}
