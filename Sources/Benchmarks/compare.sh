#!/usr/bin/env bash
# Sets Benchmarks beside PyTorch on this machine, both sides in turn, and prints the ratios.
#   Sources/Benchmarks/compare.sh [check] [--avx2] [--rounds N] [--single] [--subjects NAME...]
# --avx2 holds both sides to AVX2, as on a machine without AVX-512.
# Needs python3 with torch and numpy; writes 800 MB of random weights into .build once.
set -euo pipefail
cd "$(dirname "$0")/../.."
action=compare
if [ "${1:-}" = check ]; then action=check; shift; fi
if [ "${1:-}" = --avx2 ]; then
  # oneDNN of both sides and our kernels; PyTorch's own kernels; its matrix products.
  export ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2
  shift
fi
weights=.build/benchmark-weights
script=Sources/Benchmarks/pytorch_counterpart.py
swift build -c release --product Benchmarks
[ -e "$weights/hrnet" ] && [ -e "$weights/z.npy" ] || python3 "$script" write "$weights"
[ -e "$weights/image_520.npy" ] || python3 "$script" write-whole "$weights"
[ -e "$weights/stylegan2_1024.pt" ] || python3 "$script" write-styles "$weights"
exec python3 "$script" "$action" "$weights" "$(swift build -c release --show-bin-path)/Benchmarks" "$@"
