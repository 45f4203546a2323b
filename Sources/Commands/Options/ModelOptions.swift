public import ArgumentParser
public import Checkpoints
public import Dissection
public import Experiments
import Laboratory
public import Terminal

extension Convention: ExpressibleByArgument {}
extension PrecisionChoice: ExpressibleByArgument {}
extension LayoutHint: ExpressibleByArgument {}
extension SceneSeeding: ExpressibleByArgument {}
extension DemoWorld: ExpressibleByArgument {}
extension LineKind: ExpressibleByArgument {}
extension PictureMode: ExpressibleByArgument {}

/// Which generator and segmenter, which scenes, and where results are kept.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Checkpoint of a progressive GAN (.pth or .safetensors); a demo world if absent.",
      valueName: "file"
    ),
    completion: .file()
  )
  var generator: String?

  @Option(
    help: ArgumentHelp(
      "Demo world: \(DemoWorld.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "(default: country)",
      valueName: "world"
    )
  )
  var demo: DemoWorld?

  @Option(
    help: ArgumentHelp(
      "Key of the network to take where the file holds several; the averaged generator if absent.",
      valueName: "key"
    )
  )
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "What the generator's file does not tell: fused-kernels, plain-kernels or no-pixel-norm.",
      valueName: "layout"
    )
  )
  var layout: LayoutHint?

  @OptionGroup(title: "StyleGAN2") var style: StyleFlags

  @Option(
    help: ArgumentHelp(
      "Directory of a segmenter, or 'none' to work without labels.",
      valueName: "directory"
    ),
    completion: .directory
  )
  var segmenter: String?

  @Option(
    help: "Seed of the scenes: scene n is row n of NumPy's RandomState(seed). (default: 1)",
    transform: SeedNumber.parse
  )
  var seed: SeedNumber?

  @Option(
    help: ArgumentHelp(
      "Random numbers of scenes: numpy, or nvidia: scene n is what NVIDIA draws for seed n. "
        + "(default: numpy)",
      valueName: "seeding"
    )
  )
  var seeding: SceneSeeding?

  @Option(help: ArgumentHelp("Database of results.", valueName: "path"), completion: .file())
  var store: String?

  @Option(help: "Recipe of levels and counts. (default: gandissect)")
  var convention: Convention?

  @Option(
    help: ArgumentHelp(
      "What a unit's level is: iqr, maxiou, quantile[=0.995] or heldout[=0.995]. "
        + "(default: iqr; quantile=0.99 with dissect)",
      valueName: "rule"
    ),
    completion: .thresholds
  )
  var threshold: String?

  @OptionGroup(title: "Segmentation") var segmentation: SegmentationFlags

  @Option(
    help: ArgumentHelp(
      "What statistics, exports and scripts are computed with: float32, bfloat16 or auto. "
        + "(default: float32)",
      valueName: "numbers"
    )
  )
  var precision: PrecisionChoice?

  @Option(
    help: ArgumentHelp(
      "Threads of a computation. (default: one for a demo world, else the processor's cores)",
      valueName: "count"
    )
  )
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Configuration instead of ~/.config/ganscope/config.toml.",
      valueName: "file"
    )
  )
  var config: String?

  func validate() throws {
    if let threads, !(1...256).contains(threads) {
      throw ValidationError("--threads takes a number from 1 to 256.")
    }
    if demo != nil && generator != nil {
      throw ValidationError("--demo and --generator exclude each other.")
    }
    if segmenter == "" { throw ValidationError("--segmenter takes a directory or 'none'.") }
  }
}
