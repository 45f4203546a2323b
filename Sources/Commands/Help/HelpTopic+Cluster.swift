extension HelpTopic {
  static let cluster = HelpTopic(
    name: "cluster",
    summary: "shards as jobs of Slurm, PBS, Grid Engine, LSF, or a shell loop",
    text: """
      CLUSTERS

        ganscope cluster start RUN --shards 64 --threads 4 --option '#SBATCH -p long' -- \\
          dissect --generator church.pth --segmenter upp/ --layers all --sample-size 10000
        ganscope cluster status RUN --follow --retries 2
        ganscope cluster collect RUN

      RUN is a folder that all nodes see: scripts, plan.json, a log for each shard (logs/),
      stores at work and finished (running/, done/), and the merged store.sqlite. Each node
      writes only to stores of its own shards. Every phase ('ganscope help shards') is an
      array of jobs followed by a merge, and each waits for the one before; --dry-run
      prints all scripts and commands, and any script can be run by hand: bash
      RUN/scripts/counts.sh 3.

        status      how far each step is; --follow until it is over, --retries submits
                    again what failed. It may be closed and started again at any time.
        resubmit    what failed or was lost; finished shards stay, begun ones go on
        cancel      ends all jobs
        collect     takes the results over into your store

      IN THE EXPLORER

        ganscope explore --cluster RUN

      opens what RUN works on and follows it among the jobs (t); ':cluster RUN' does so in an
      explorer that is open. Enter there shows a bar for each step, what its shards told last
      and why shards failed; r submits again what failed, x ends the jobs. When all is merged
      the results are taken over into the open store and labels appear; m does it once more.
      Leaving the explorer leaves the jobs alone. With --cluster the explorer dissects nothing
      by itself.

      Levels are divided by layers, all scenes each, where shards of the scenes would take
      more than 4 GB.

      Time limits are four times what a batch takes on the machine where start is run, and
      ten minutes; --minutes sets them. Threads are those of the allocation. A job whose
      node dies is queued again and goes on from its store. --scratch DIR keeps a running
      shard's store on a disk of the node's own and copies it back at its end, for file
      systems on which SQLite is slow.

      The scripts set MALLOC_MMAP_THRESHOLD_=4194304, so that memory which a process has used
      and freed goes back to the system; with large networks this is a tenth of its memory,
      also for processes that are started by hand beside each other.

      HOW LARGE IT GETS

      'Benchmarks shards' makes 1,000 shards of 10 scenes from a seed (one layer, 512 units,
      389 concepts, 100 levels) and merges them one at a time: 1.07 MB a shard, 176 s and
      322 MB of memory on a busy machine, equal to the bit to what one process counts.
      Extrapolated from that, not measured: both counting phases of all layers of six models
      over 10,000 scenes, all shards of a run kept until its end.

        nodes    shards    merges
           10      9 GB    10 min
          100     45 GB    28 min
        1,000    126 GB   344 min

      Shards that are merged as they come ('store merge --partial') and removed take the
      room of a few; models and layers can be merged beside each other.

      OTHER SCHEDULERS

      --scheduler slurm, pbs, sge, lsf, shell (no scheduler: a loop, also over ssh), or a
      file: 'ganscope cluster template slurm > mine.toml' prints one to change. Words in
      braces are filled in. Its commands are given 30 seconds to answer and two minutes to
      submit or end a job. Where they are not on a machine the files still tell how far
      shards are, and it is said that whether jobs wait or run is not known. Only the Slurm
      template and the shell are tried in the tests of this program.
      """
  )
}
