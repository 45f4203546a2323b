extension HelpTopic {
  static let shards = HelpTopic(
    name: "shards",
    summary: "work in parts: --shard, --phase, --units, store merge",
    text: """
      SHARDS

      A dissection, sweep, measurement, curve, context, distance or lineage can be done in
      parts, by any number of processes on any machines, each with a store of its own.
      Nothing is shared while they run; merged, the parts are what one process would have
      stored, to the bit. (A search by 'best' goes from one decision to the next, each over
      all scenes, and 'propagation' tells changes in units of an activity over all scenes:
      both are one process, which can be interrupted and goes on.)

        ganscope measure --edit off.json --shard 3/64 --store shard3.sqlite
        ganscope sweep --layer layer4 --units 0-127 --store units0.sqlite
        ganscope store merge all.sqlite shard*.sqlite

      --shard 3/64 is the third of 64 shares of the scenes, in whole batches of up to 8. A
      sweep can be divided by --units, by --shard, or by both. Killed and started again, a
      shard goes on from its store.

      A dissection has phases, of which each needs the merged result of the one before,
      which --base names (it is only read):

        1. levels   100 levels of each unit over the scenes of seed 2; no segmenter
        2. joint    counts over the same scenes, by which labels are chosen; only with the
                    thresholds iqr and maxiou, and a segmenter
        3. counts   counts over the scenes of the seed

        for phase in levels joint counts; do
          for n in 1 2 3 4; do
            ganscope dissect --sample-size 10000 --phase $phase --shard $n/4 \\
              --store $phase-$n.sqlite --base all.sqlite
          done
          ganscope store merge all.sqlite $phase-*.sqlite
        done

      (leave --base out in the first phase). Levels need a generator alone; the largest
      activations of every unit go into each of their shards, up to 150 MB a layer, so that
      of large layers it is better to give each process some --layers and all scenes.

      A merge is all or nothing. A shard that is missing, unfinished, damaged, of other
      networks or choices, or that overlaps another is named, and nothing is changed.
      --partial keeps what makes no whole yet; it is listed as a part and never shown as a
      result. Merged by it as they come, shards can be removed long before the last is
      there, so that they never take much room together. Processors of different kinds
      (AVX2, AVX-512) differ in the last bits, so their parts are refused together unless
      all are held to one with ONEDNN_MAX_CPU_ISA=AVX2, or with --mixed.
      """
  )
}
