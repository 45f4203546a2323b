public import Faults
import Files
import Foundation

/// Work that is done by a cluster's jobs, as a folder remembers it.
public struct ClusterPlan: Codable, Hashable, Sendable {
  /// One script: the shards of a phase, or their merge.
  public struct Step: Codable, Hashable, Sendable {
    /// The word of `--phase`; "all" for work without phases.
    public let phase: String
    /// Whether it merges what the phase's shards made.
    public let isMerge: Bool

    /// "levels", "merge-levels".
    public var name: String { isMerge ? "merge-\(phase)" : phase }
  }

  /// A script that was handed over.
  public struct Submission: Codable, Hashable, Sendable {
    /// The name of its step, or "sequence" for all of them.
    public let step: String
    /// The scheduler's name for it.
    public let job: String
  }

  /// The program that runs on the nodes.
  public let program: String
  /// Its command, without store and share.
  public let arguments: [String]
  /// Where relative paths begin.
  public let directory: String
  /// The phases in order.
  public let phases: [String]
  /// How many shards each phase is divided into.
  public let shards: Int
  /// The layers that the phase "levels" is divided into, all scenes each; empty where it is divided
  /// by scenes as the other phases are.
  public let levelLayers: [String]
  /// Threads of a shard.
  public let threads: Int
  /// MiB of memory that a shard may take.
  public let memory: Int
  /// Minutes that a shard may take, phase by phase.
  public let minutes: [String: Int]
  /// Further lines for the scripts' heads.
  public let options: [String]
  /// A folder of each node's own for the store of a running shard; nil for the shared one.
  public let scratch: String?
  /// The scheduler's template.
  public let template: String
  /// What was handed over, oldest first.
  public var submissions: [Submission] = []

  /// Makes a plan.
  public init(
    program: String,
    arguments: [String],
    directory: String,
    phases: [String],
    shards: Int,
    levelLayers: [String] = [],
    threads: Int,
    memory: Int,
    minutes: [String: Int],
    options: [String],
    scratch: String?,
    template: String
  ) {
    self.program = program
    self.arguments = arguments
    self.directory = directory
    self.phases = phases
    self.shards = shards
    self.levelLayers = levelLayers
    self.threads = threads
    self.memory = memory
    self.minutes = minutes
    self.options = options
    self.scratch = scratch
    self.template = template
  }

  /// The steps in order.
  public var steps: [Step] {
    phases.flatMap { [Step(phase: $0, isMerge: false), Step(phase: $0, isMerge: true)] }
  }

  /// Whether a phase is divided by layers.
  func isByLayers(_ phase: String) -> Bool { phase == "levels" && !levelLayers.isEmpty }

  /// How many shards a phase has.
  func shardCount(of phase: String) -> Int { isByLayers(phase) ? levelLayers.count : shards }

  /// The scheduler.
  public var scheduler: Scheduler {
    get throws(Fault) { try Scheduler(template: template, named: "of the folder") }
  }
}

/// The folder of a plan: where scripts, logs, shards and the merged store lie.
public struct ClusterFolder: Hashable, Sendable {
  /// Its absolute path.
  public let path: String

  /// Names a folder.
  public init(_ path: String) {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  var planPath: String { path + "/plan.json" }
  /// The merged store.
  public var store: String { path + "/store.sqlite" }

  func script(_ step: String) -> String { "\(path)/scripts/\(step).sh" }
  /// The log of a shard or of a merge.
  public func log(_ name: String) -> String { "\(path)/logs/\(name).log" }
  func finishedShard(_ phase: String, _ number: Int) -> String {
    "\(path)/done/\(phase)-\(number).sqlite"
  }
  func mark(ofMerged phase: String) -> String { "\(path)/done/\(phase).merged" }

  /// Whether there is a plan in it.
  public var hasPlan: Bool { FileManager.default.fileExists(atPath: planPath) }

  /// Reads its plan.
  ///
  /// - Throws: `Fault` of kind missing for no plan, refused for a damaged one.
  public func plan() throws(Fault) -> ClusterPlan {
    guard hasPlan else {
      throw Fault(
        .missing,
        "read the plan of",
        on: path,
        found: "no plan.json there",
        advice: "'ganscope cluster start FOLDER ...' makes one"
      )
    }
    let bytes = try RegularFile.read(planPath, to: "read the plan", limit: 1 << 24)
    do {
      let plan = try JSONDecoder().decode(ClusterPlan.self, from: Data(bytes))
      guard !plan.phases.isEmpty, (1...100_000).contains(plan.shards),
        plan.levelLayers.count <= 100_000, plan.phases.allSatisfy({ $0.allSatisfy(\.isLetter) })
      else { throw damage("impossible numbers") }
      return plan
    } catch let fault as Fault {
      throw fault
    } catch {
      throw damage("something else")
    }
  }

  private func damage(_ found: String) -> Fault {
    Fault(
      .refused,
      "read the plan",
      on: planPath,
      expected: "what 'ganscope cluster start' wrote",
      found: found
    )
  }

  /// Writes a plan.
  public func save(_ plan: ClusterPlan) throws(Fault) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do { data = try encoder.encode(plan) } catch {
      throw Fault(.defect, "write the plan", on: planPath, found: "\(error)")
    }
    try FinishedFile.write(Array(data), to: planPath, attempt: "write the plan")
  }

  /// Makes the folders inside it.
  public func prepare() throws(Fault) {
    for name in ["scripts", "logs", "running", "done"] {
      try FinishedFile.makeFolder(path + "/" + name, attempt: "make the folder")
    }
  }
}
