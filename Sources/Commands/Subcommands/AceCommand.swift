public import ArgumentParser
public import Causes
import Faults
import Tensors

struct AceCommand: ParsableCommand {
  /// How shares are optimised.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case scenes, published
  }

  static let configuration = CommandConfiguration(
    commandName: "ace",
    abstract:
      "Find the units that cause a concept together, by gradients: the average causal effect.",
    discussion: """
      Each unit of the layer gets a share alpha from 0 to 1 of how much it is switched off. Gradients \
      through generator and segmenter move the shares so that the concept goes and the rest stays. \
      Units in the order of their shares are the ranking 'ace': of 'units --sort ace', 'edit --by ace', \
      'curve --by ace', of the searches of 'best', and of the explorer.

      What it costs is said before it starts; --minutes becomes a number of steps first. Ctrl-C keeps \
      what there is, the same command goes on, and so do more steps. The same number of steps gives \
      the same bits, whatever the threads and interruptions.

      --method scenes (the usual one) starts from the effect of each unit alone where the layer is \
      swept, else from IoU, else from the first gradient. A step looks at 16 scenes that show the \
      concept: how much of it is left where it was, and how much the other things lose where it was \
      not. The shares add up to --limit. Every 10 steps the first units are switched off on scenes of \
      the next seed; the best shares count, and it stops where none are found any more. The result is \
      measured on scenes of the seed after that, beside the units that it started from.

      --method published is gandissect's: one place of a scene at a time, with the concept where units \
      are switched off and without where they are inserted; a regulariser; started from IoU, so the \
      layer must be dissected; the last shares count. --full takes its full length, which is days for a \
      large network. With --parity published its mistakes are made too: insertions are measured at \
      the place of another scene, averaged where ablations are summed (fim), and fia ablates one place.
      """
  )

  @OptionGroup var model: ModelOptions

  @Option(help: "The layer.", completion: .layers)
  var layer: String

  @Option(help: "The concept; CATEGORY:NAME where several share a name.")
  var concept: String

  @Option(help: "scenes: on whole scenes, stopped by others; published: as gandissect does.")
  var method: Method = .scenes

  @Option(help: "How many steps. (default: 200, published 50)")
  var steps: Int?

  @Option(help: "As many steps as fit in this time here, counted before the start.")
  var minutes: Double?

  @Option(help: "How many units are judged together.")
  var limit = 20

  @Option(help: "What damage costs: shares of the concept for a share of the rest that changes.")
  var damage = 1.0

  @Option(help: "How many scenes are learned from. (default: 128, published 200)")
  var training: Int?

  @Option(help: "How many held-out scenes the result is measured on.", transform: SampleSize.parse)
  var sampleSize = SampleSize(200)

  @Option(
    help: "Published: how many scenes are searched for places. (default: 1000, in full 10000)"
  )
  var search: Int?

  @Option(help: "Published: ace, fim (measured in the whole image) or fia (ablated there too).")
  var variant: PublishedRecipe.Variant?

  @Option(help: "Published: what units are set to: mean where the concept is, tcm or h99.")
  var constant: PublishedRecipe.Constant?

  @Flag(help: "Published, in its full length: 10000 scenes searched, 500 steps.")
  var full = false

  @Option(help: ArgumentHelp("Write everything; - for standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Write the first units as an edit.", valueName: "EDIT.json"),
    completion: .edits
  )
  var edit: String?

  func validate() throws {
    if steps != nil && minutes != nil {
      throw ValidationError("--steps and --minutes exclude each other: either is the budget.")
    }
    if let steps, !(1...100_000).contains(steps) {
      throw ValidationError("--steps takes a number from 1 to 100000.")
    }
    if let minutes, !(minutes > 0 && minutes <= 100_000) {
      throw ValidationError("--minutes takes a number above 0, such as 2.")
    }
    if limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    if !(damage >= 0 && damage <= 100) {
      throw ValidationError("--damage takes a number from 0 to 100.")
    }
    for (name, count) in [("--training", training), ("--search", search)] {
      if let count, !(1...1_000_000).contains(count) {
        throw ValidationError("\(name) takes a number from 1 to 1000000.")
      }
    }
    guard method == .scenes else { return }
    if search != nil || variant != nil || constant != nil || full {
      throw ValidationError(
        "--search, --variant, --constant and --full go with --method published."
      )
    }
  }

  /// What is asked for, but for the number of steps where it follows from the time.
  func request(_ concept: Int, hasPublishedErrors: Bool) -> AverageEffectRequest {
    var request = AverageEffectRequest(
      layer: .init(layer),
      concept: concept,
      limit: limit,
      damageWeight: damage,
      heldOutScenes: sampleSize.count
    )
    switch method {
    case .scenes:
      var recipe = SceneRecipe()
      recipe.trainingScenes = training ?? recipe.trainingScenes
      request.recipe = .scenes(recipe)
      request.steps = steps ?? AverageEffectRequest.usualSteps
    case .published:
      var recipe = full ? PublishedRecipe.full : PublishedRecipe()
      recipe.searchScenes = search ?? recipe.searchScenes
      recipe.trainingScenes = training ?? recipe.trainingScenes
      recipe.variant = variant ?? .place
      recipe.constant = constant ?? .weightedMean
      recipe.hasPublishedErrors = hasPublishedErrors
      request.recipe = .published(recipe)
      request.steps = steps ?? (full ? PublishedRecipe.fullSteps : 50)
    }
    return request
  }
}

extension PublishedRecipe.Variant: ExpressibleByArgument {}
extension PublishedRecipe.Constant: ExpressibleByArgument {}
