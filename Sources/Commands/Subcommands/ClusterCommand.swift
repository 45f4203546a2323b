import ArgumentParser
import Cluster
import Faults

struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Do long work in shards, as jobs of a cluster's own scheduler.",
    discussion: """
      Scripts are written into a folder that all nodes see, and submitted: an array of shards and \
      its merge for each phase. Nothing runs that the printed commands would not run by hand. \
      'ganscope help cluster' tells how.
      """,
    subcommands: [
      Start.self, Status.self, Resubmit.self, Cancel.self, Collect.self, Template.self,
    ],
    defaultSubcommand: Status.self
  )
}

/// The folder of a plan.
struct ClusterFolderOption: ParsableArguments {
  @Argument(help: "The folder that 'ganscope cluster start' was given.")
  var folder: String

  var place: ClusterFolder { ClusterFolder(folder) }
}

extension ClusterCommand {
  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the scripts for a command and submit them.",
      usage: "ganscope cluster start <folder> [options] -- dissect --sample-size 10000 ..."
    )

    @Argument(help: "A folder that all nodes see, for scripts, logs and stores; new or empty.")
    var folder: String

    @Option(help: "How many shards each phase is divided into.")
    var shards = 8

    @Option(
      help: ArgumentHelp(
        "slurm, pbs, sge, lsf, shell, or a file made from what 'cluster template' prints.",
        valueName: "name"
      )
    )
    var scheduler = "slurm"

    @Option(help: "Threads of a shard.")
    var threads = 2

    @Option(help: ArgumentHelp("MiB of memory of a shard.", valueName: "MiB"))
    var memory = 4096

    @Option(help: "Minutes that a shard may take. (default: four times what is measured here)")
    var minutes: Int?

    @Option(
      name: .customLong("option"),
      help: ArgumentHelp(
        "A further line for the scripts' heads: '#SBATCH --partition=long'.",
        valueName: "line"
      )
    )
    var options: [String] = []

    @Option(
      help: ArgumentHelp(
        "A folder of each node's own, where a shard's store lies while it runs.",
        valueName: "folder"
      )
    )
    var scratch: String?

    @Option(help: ArgumentHelp("The program on the nodes. (default: this one)", valueName: "path"))
    var program: String?

    @Flag(help: "Print the scripts and commands; write and run nothing.")
    var dryRun = false

    @Argument(
      parsing: .postTerminator,
      help: ArgumentHelp("The command, with its options.", valueName: "command")
    )
    var command: [String] = []

    func validate() throws {
      if command.isEmpty {
        throw ValidationError("Say after -- what is to be done: -- dissect --layers all.")
      }
      for (name, value, range) in [
        ("--shards", shards, 1...100_000), ("--threads", threads, 1...256),
        ("--memory", memory, 64...1 << 24), ("--minutes", minutes ?? 1, 1...1_000_000),
      ] where !range.contains(value) {
        throw ValidationError(
          "\(name) takes a number from \(range.lowerBound) to \(range.upperBound)."
        )
      }
    }
  }

  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell how far the shards are, once or until they end."
    )

    @OptionGroup var options: ClusterFolderOption

    @Flag(help: "Go on telling until all is merged, or nothing runs any more.")
    var follow = false

    @Option(help: "With --follow: how many times to submit again what failed.")
    var retries = 0

    func validate() throws {
      if !(0...1000).contains(retries) {
        throw ValidationError("--retries takes a number from 0 to 1000.")
      }
    }
  }

  struct Resubmit: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Submit again what failed or was lost; finished shards stay."
    )

    @OptionGroup var options: ClusterFolderOption

    @Flag(help: "Print the scripts and commands; write and run nothing.")
    var dryRun = false
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End all jobs; 'cluster resubmit' goes on from what they stored."
    )

    @OptionGroup var options: ClusterFolderOption
  }

  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take the merged results over into a store of your own."
    )

    @OptionGroup var options: ClusterFolderOption

    @OptionGroup var target: StoreOptions
  }

  struct Template: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the template of a scheduler, to be changed for another."
    )

    @Argument(help: "slurm, pbs, sge, lsf or shell.")
    var name = "slurm"
  }
}
