/// The text of a step's script.
struct ClusterScript {
  let plan: ClusterPlan
  let folder: ClusterFolder
  let scheduler: Scheduler
  let step: ClusterPlan.Step
  /// The shards that are still to be done.
  let shards: [Int]

  /// What stands for words in braces.
  var values: [String: String] {
    let minutes = max(1, plan.minutes[step.phase] ?? 60)
    return [
      "name": "ganscope-\(step.name)", "folder": folder.path,
      "script": quoted(folder.script(step.name)),
      "log": quoted(folder.log("scheduler-\(step.name)")),
      "tasks": "\(shards.count)", "threads": "\(plan.threads)", "memory": "\(plan.memory)",
      "minutes": "\(minutes)", "hours": "\(minutes / 60):\(two(minutes % 60)):00",
      "options": plan.options.joined(separator: "\n"),
    ]
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The whole script.
  var text: String {
    // Where the log stands in a comment for the scheduler it is taken as it is.
    var head = values
    head["log"] = folder.log("scheduler-\(step.name)")
    let top = Scheduler.filled(step.isMerge ? scheduler.single : scheduler.array, head)
      .split(separator: "\n", omittingEmptySubsequences: true).joined(separator: "\n")
    return top + "\n" + (step.isMerge ? merge : shard)
  }

  private var command: String {
    ([plan.program] + plan.arguments).map(quoted).joined(separator: " ")
  }

  /// What tells a task its part.
  private var share: String {
    plan.isByLayers(step.phase)
      ? "--layers \"${layers[$((shard - 1))]}\"" : "--shard \"$shard/\(plan.shards)\""
  }

  private var shard: String {
    let layers =
      plan.isByLayers(step.phase)
      ? "layers=(\(plan.levelLayers.map(quoted).joined(separator: " ")))\n" : ""
    let isPhased = step.phase != "all"
    let base = plan.phases.first == step.phase ? "" : " --base \"$folder/store.sqlite\""
    return """
      # The \(isPhased ? "phase \(step.phase)" : "shards"), made by ganscope cluster. By hand: bash THIS 1
      set -u
      folder=\(quoted(folder.path))
      shards=(\(shards.map(String.init).joined(separator: " ")))
      task=\(scheduler.task)
      shard=${shards[$((task - 1))]}
      \(layers)\
      threads=\(Scheduler.filled(scheduler.threads, values))
      finished="$folder/done/\(step.phase)-$shard.sqlite"
      work="$folder/running/\(step.phase)-$shard.sqlite"
      exec >> "$folder/logs/\(step.phase)-$shard.log" 2>&1
      if [ -e "$finished" ]; then echo "== was done before"; exit 0; fi
      echo "== began at $(date -u '+%F %T') on $(hostname)"
      store=$work
      scratch=\(quoted(plan.scratch ?? ""))
      if [ -n "$scratch" ]; then
        here=$(mktemp -d "$scratch/ganscope.XXXXXX") || { echo "== ended with 74"; exit 74; }
        trap 'rm -rf "$here"' EXIT
        store=$here/store.sqlite
        if [ -e "$work" ]; then cp "$work" "$store" || { echo "== ended with 74"; exit 74; }; fi
      fi
      cd \(quoted(plan.directory)) || { echo "== ended with 66"; exit 66; }
      export GANSCOPE_PROGRESS=10 SWIFT_BACKTRACE=interactive=no OMP_WAIT_POLICY=passive
      # Else the C library keeps weights that were converted as holes among what is in use.
      export MALLOC_MMAP_THRESHOLD_=4194304
      \(command)\(isPhased ? " --phase \(step.phase)" : "") \\
        \(share) --threads "$threads" --store "$store"\(base) &
      child=$!
      trap 'kill -TERM $child 2>/dev/null' TERM INT
      wait $child; code=$?
      while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
      if [ -n "$scratch" ] && [ -e "$store" ]; then
        cp "$store" "$work.new" && mv "$work.new" "$work" || code=74
      fi
      if [ $code = 0 ]; then mv "$work" "$finished" || code=74; fi
      echo "== ended with $code"
      exit $code

      """
  }

  private var merge: String {
    """
    # The merge of the phase \(step.phase), made by ganscope cluster. By hand: bash THIS
    set -u
    folder=\(quoted(folder.path))
    exec >> "$folder/logs/\(step.name).log" 2>&1
    echo "== began at $(date -u '+%F %T') on $(hostname)"
    if [ -e "$folder/done/\(step.phase).merged" ]; then echo "== was done before"; exit 0; fi
    export GANSCOPE_PROGRESS=10 SWIFT_BACKTRACE=interactive=no
    \(quoted(plan.program)) store merge "$folder/store.sqlite" \\
      "$folder"/done/\(step.phase)-{1..\(plan.shardCount(of: step.phase))}.sqlite
    code=$?
    if [ $code = 0 ]; then touch "$folder/done/\(step.phase).merged" || code=74; fi
    echo "== ended with $code"
    exit $code

    """
  }
}

/// A word as the shell takes it literally.
func quoted(_ text: String) -> String {
  let isPlain = text.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || "_-./=,:+@%".contains($0))
  }
  return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}
