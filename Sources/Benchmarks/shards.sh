#!/usr/bin/env bash
# Measures what sharding costs on this machine: processes side by side, start-up, merges.
#   Sources/Benchmarks/shards.sh [--program FILE] [--scenes N] [--rounds N] [-- OPTIONS OF DISSECT]
# such as: Sources/Benchmarks/shards.sh -- --generator church.pth --segmenter upp/ --layers layer4
# The demo world's layer4 by default. Ratios within a round are what counts: other programs disturb.
# 'Benchmarks shards' measures the merge of many; with the paces that are told at the end it prints the
# table for 10, 100 and 1,000 nodes.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=.build/release/ganscope scenes=256 rounds=3
while [ $# -gt 0 ]; do
  case $1 in
    --program) program=$2; shift 2 ;;
    --scenes) scenes=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --) shift; break ;;
    *) echo "There is no option $1." >&2; exit 64 ;;
  esac
done
[ $# -gt 0 ] || set -- --layers layer4
# Threads that spin while they wait take the processor from whatever else runs.
export OMP_WAIT_POLICY=passive
program=$(realpath "$program")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dissect=("$program" dissect "$@" --sample-size "$scenes")

"${dissect[@]}" --phase levels --store "$folder/base.sqlite" > /dev/null
joint=("${dissect[@]}" --phase joint --base "$folder/base.sqlite")
now() { date +%s%N; }
# Seconds since a time.
since() { awk "BEGIN { printf \"%.2f\", ($(now) - $1) / 1e9 }"; }
for round in $(seq "$rounds"); do
  rm -f "$folder"/[tosu]*.sqlite*
  start=$(now)
  "${joint[@]}" --shard 1/1 --threads 2 --store "$folder/two.sqlite" > /dev/null
  two=$(since "$start") start=$(now)
  "${joint[@]}" --shard 1/1 --threads 1 --store "$folder/one.sqlite" > /dev/null
  one=$(since "$start") start=$(now)
  "${joint[@]}" --shard 1/2 --threads 1 --store "$folder/s1.sqlite" > /dev/null & first=$!
  "${joint[@]}" --shard 2/2 --threads 1 --store "$folder/s2.sqlite" > /dev/null
  wait $first
  shards=$(since "$start") start=$(now)
  # All is done already: what is left is to start, to load the networks and to read the store.
  "${joint[@]}" --shard 1/1 --threads 1 --store "$folder/one.sqlite" > /dev/null
  startup=$(since "$start")
  rm -f "$folder"/merged.sqlite*; cp "$folder/base.sqlite" "$folder/merged.sqlite"; start=$(now)
  "$program" store merge "$folder/merged.sqlite" "$folder/s1.sqlite" "$folder/s2.sqlite" > /dev/null
  merge=$(since "$start")
  rm -f "$folder"/union.sqlite*
  "$program" store merge "$folder/union.sqlite" "$folder/one.sqlite" > /dev/null
  "$program" store merge "$folder/union.sqlite" "$folder/merged.sqlite" > /dev/null
  awk "BEGIN {
    printf \"round $round, joint counts of $scenes scenes: two threads %.2f s, one thread %.2f s, \", $two, $one
    printf \"two processes %.2f s, start-up %.2f s, merge %.2f s; \", $shards, $startup, $merge
    printf \"scenes per second and core against one process of two threads: one thread %.2f, two processes %.2f\n\", \
      2 * $two / $one, $two / $shards
  }"
  paces=$(awk "BEGIN {
    printf \"--scene-seconds %.4f --start-seconds %.2f\", 2 * ($one - $startup) / $scenes, $startup }")
  du -k "$folder/s1.sqlite" | awk '{ print "a shard of half the scenes takes " $1 " KiB" }'
done
echo "of this model, both counting phases: Benchmarks shards $paces"
