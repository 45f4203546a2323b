import ArgumentParser
import Directions
import Faults
import Interventions

struct DirectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directions",
    abstract: "Find, list, measure and name directions through a generator's latent space.",
    discussion: "'ganscope help directions' tells what they are and what the numbers mean.",
    subcommands: [Find.self, List.self, Show.self, Name.self, Edit.self]
  )

  /// How directions are found.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case components, factorization, concept
  }

  struct Find: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Find directions and write them to a file."
    )

    @OptionGroup var model: ModelOptions

    @Option(
      help: """
        components: of latents or a layer's activations; factorization: of the weights; concept: \
        along which a concept's area changes most. (default: concept with --concept)
        """
    )
    var by: Method?

    @Option(
      help: "Components of this layer's activations instead of the latents.",
      completion: .layers
    )
    var layer: String?

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Concepts, each with a direction of its own.", valueName: "names")
    )
    var concept: [String] = []

    @Option(help: "The space that the directions are in; w where there is one, else z.")
    var space: String?

    @Option(
      help: ArgumentHelp(
        "The inputs of w that they are for, 0 the coarsest; all if absent.",
        valueName: "range"
      ),
      transform: InputRange.parse
    )
    var inputs: InputRange?

    @Option(help: "How many components or factors.")
    var count = 20

    @Option(help: "How many scenes are looked at.", transform: SampleSize.parse)
    var sampleSize = SampleSize(1000)

    @Option(
      help: ArgumentHelp("The file to write.", valueName: "FILE.npz"),
      transform: OutputName.file
    )
    var output: String

    var method: Method { by ?? (concept.isEmpty ? .components : .concept) }

    func validate() throws {
      if !concept.isEmpty && method != .concept {
        throw ValidationError("--concept goes with --by concept.")
      }
      if concept.isEmpty && method == .concept {
        throw ValidationError("--by concept goes with --concept NAME.")
      }
      if layer != nil && method != .components {
        throw ValidationError("--layer goes with --by components.")
      }
      if !(1...DirectionFile.countLimit).contains(count) {
        throw ValidationError("--count takes a number from 1 to \(DirectionFile.countLimit).")
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the directions of a file.")

    @OptionGroup var model: ModelOptions

    @Argument(help: ArgumentHelp("Directions of ganscope or GANSpace.", valueName: "FILE.npz"))
    var file: String

    @Option(help: "The space that a file of GANSpace is in, where widths do not tell.")
    var space: String?

    @Flag(help: "Write JSON.")
    var json = false
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure what moving scenes along a direction causes."
    )

    @OptionGroup var model: ModelOptions
    @OptionGroup var choice: DirectionChoice

    @OptionGroup var movement: Movement

    @Option(help: "How many scenes are measured.", transform: SampleSize.parse)
    var sampleSize = SampleSize(200)

    @Option(help: ArgumentHelp("Write the effects; - for standard output.", valueName: "file"))
    var json: String?
  }

  struct Name: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a direction of a file another name."
    )

    @OptionGroup var model: ModelOptions
    @OptionGroup var choice: DirectionChoice

    @Argument(help: ArgumentHelp("The new name.", valueName: "name"))
    var name: String

    @Option(help: "The space that a file of GANSpace is in, where widths do not tell.")
    var space: String?

    func validate() throws {
      if name.isEmpty || name.count > Direction.nameLimit || Int(name) != nil {
        throw ValidationError(
          "A direction's name has 1 to \(Direction.nameLimit) characters and is no number."
        )
      }
    }
  }

  struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write an edit that moves scenes along a direction."
    )

    @OptionGroup var model: ModelOptions
    @OptionGroup var choice: DirectionChoice

    @OptionGroup var movement: Movement

    @Option(
      help: ArgumentHelp("Add to this edit of units or directions.", valueName: "EDIT.json")
    )
    var onto: String?

    @Option(
      help: ArgumentHelp(
        "The file to write; - for standard output. (default: EDIT.json, unless it is there)",
        valueName: "file"
      )
    )
    var output: String?
  }
}

/// How far scenes are moved along a direction, and in which inputs.
struct Movement: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "How far scenes are moved, in standard deviations.",
    transform: Strength.parse
  )
  var strength = Strength(2)

  @Option(
    help: ArgumentHelp("Only these inputs of w.", valueName: "range"),
    transform: InputRange.parse
  )
  var inputs: InputRange?

  @Option(help: "The space that a file of GANSpace is in, where widths do not tell.")
  var space: String?
}
