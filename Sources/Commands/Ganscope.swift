import ArgumentParser
import Experiments

/// The root command; the explorer is its default.
struct Ganscope: ParsableCommand {
  static let version = Release.version

  static let configuration = CommandConfiguration(
    commandName: "ganscope",
    abstract: "Explore what the units of a generative network stand for, in a terminal.",
    discussion: HelpTopic.overview,
    version: Self.version,
    subcommands: [
      ExploreCommand.self,
      InspectCommand.self, GenerateCommand.self, SegmentCommand.self, DissectCommand.self,
      UnitsCommand.self, CompareCommand.self, SweepCommand.self, EditCommand.self,
      MeasureCommand.self, CurveCommand.self, AceCommand.self, RankingsCommand.self,
      BestCommand.self,
      ContextCommand.self, PropagationCommand.self, DirectionsCommand.self, WalkCommand.self,
      LineageCommand.self, ArtifactsCommand.self, DistanceCommand.self, PaperCommand.self,
      ReportCommand.self, ShotCommand.self, StoreCommand.self, ClusterCommand.self,
      DoctorCommand.self, InstallCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self
  )
}
