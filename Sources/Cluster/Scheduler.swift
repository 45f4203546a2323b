public import Faults
import TOMLKit

/// How a cluster's own scheduler is spoken to: the text of its scripts and commands.
///
/// In all of them stand words in braces: {name}, {folder}, {script}, {log}, {tasks}, {threads},
/// {memory} (MiB), {minutes}, {hours} ("hh:mm:ss"), {after}, {job}, {jobs}, {options}.
public struct Scheduler: Hashable, Sendable {
  /// The lines that a script of many tasks begins with; the scheduler reads them.
  public let array: String
  /// Those of a script of one task.
  public let single: String
  /// A shell expression for the number of a task, from 1.
  public let task: String
  /// A shell expression for the number of threads that a task was given.
  public let threads: String
  /// The command that submits a script.
  public let submit: String
  /// What it says of the job that a script waits for; empty where the scheduler does not know.
  public let after: String
  /// A regular expression whose first group is the job's name in what `submit` prints.
  public let job: String
  /// The command that prints a line while a job waits or runs.
  public let query: String
  /// The command that ends a job.
  public let cancel: String
  /// The command that runs a script of many tasks to its end, where nothing queues them.
  ///
  /// The steps then follow each other in one script. Empty for a scheduler.
  public let run: String
  /// The template that it was read from.
  public let text: String

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - text: TOML, a string for each property.
  ///   - name: What it is called in messages.
  /// - Throws: `Fault` of kind refused for what is no such file.
  public init(template text: String, named name: String) throws(Fault) {
    let table: TOMLTable
    do { table = try TOMLTable(string: text) } catch {
      throw Self.fault(name, expected: "a file in TOML", found: "\(error)")
    }
    func string(_ key: String, _ otherwise: String? = nil) throws(Fault) -> String {
      if let value = table[key]?.string ?? otherwise { return value }
      throw Self.fault(
        name,
        expected: "a string '\(key)'",
        found: table[key] == nil ? "none" : "another value"
      )
    }
    self.text = text
    run = try string("run", "")
    array = try string("array")
    single = try string("single")
    task = try string("task")
    threads = try string("threads", "{threads}")
    submit = try string("submit")
    after = try string("after", "")
    job = try string("job", "([0-9]+)")
    query = try string("query")
    cancel = try string("cancel")
    guard (try? Regex(job)) != nil else {
      throw Self.fault(name, expected: "a regular expression 'job'", found: "'\(job)'")
    }
    let known = Set(Self.keys)
    if let stranger = table.keys.first(where: { !known.contains($0) }) {
      let near = nearest(to: stranger, among: Self.keys)
      throw Self.fault(
        name,
        expected: near.isEmpty ? "only keys that are known" : alternatives(near),
        found: "the key '\(stranger)'"
      )
    }
  }

  private static let keys = [
    "array", "single", "task", "threads", "submit", "after", "job", "query", "cancel", "run",
  ]

  private static func fault(_ name: String, expected: String, found: String) -> Fault {
    Fault(
      .refused,
      "read the scheduler's template",
      on: name,
      expected: expected,
      found: found,
      advice: "'ganscope cluster template slurm' prints one to begin with"
    )
  }

  /// Whether jobs are queued, and can wait for each other.
  public var queues: Bool { run.isEmpty }

  /// The job's name in what the submission printed; nil if there is none.
  public func jobName(in output: String) -> String? {
    guard let expression = try? Regex(job), let match = output.firstMatch(of: expression),
      let found = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
    else { return nil }
    return String(found)
  }

  /// Refuses where the scheduler's commands are not on this machine: what is asked of a program that
  /// is not there would look like the answer that no job is left.
  ///
  /// - Throws: `Fault` of kind missing that names the command.
  func checkPresence() throws(Fault) {
    for command in [query, cancel] {
      let word = String(command.prefix { !$0.isWhitespace })
      // Anything but a plain word is for the shell to understand.
      guard word.allSatisfy({ $0.isLetter || $0.isNumber || "_-./".contains($0) }) else { continue }
      guard try ShellCommand.run("command -v \(word)").code != 0 else { continue }
      throw Fault(
        .missing,
        "ask the scheduler with",
        on: word,
        found: "no such command on this machine",
        advice: "Follow the jobs on a machine from which they can be submitted"
      )
    }
  }

  /// Puts values in place of words in braces.
  public static func filled(_ template: String, _ values: [String: String]) -> String {
    values.reduce(template) { $0.replacing("{\($1.key)}", with: $1.value) }
  }
}
