#!/usr/bin/env bash
# Sets Benchmarks beside PyTorch on this machine, both sides in turn, and prints the ratios.
#   Sources/Benchmarks/compare.sh [check] [--rounds N] [--subjects NAME...]
# Needs python3 with torch and numpy; writes 800 MB of random weights into .build once.
set -euo pipefail
cd "$(dirname "$0")/../.."
action=compare
if [ "${1:-}" = check ]; then action=check; shift; fi
weights=.build/benchmark-weights
script=Sources/Benchmarks/pytorch_counterpart.py
swift build -c release --product Benchmarks
[ -e "$weights/hrnet" ] && [ -e "$weights/z.npy" ] || python3 "$script" write "$weights"
[ -e "$weights/image_520.npy" ] || python3 "$script" write-whole "$weights"
exec python3 "$script" "$action" "$weights" "$(swift build -c release --show-bin-path)/Benchmarks" "$@"
