#!/usr/bin/env bash
# Runs a training script with jemalloc: `train.sh train_gan.py --smoke`.
set -euo pipefail
library=$(find /usr/lib -name 'libjemalloc.so.2' -print -quit 2>/dev/null || true)
if [ -n "$library" ]; then
  export LD_PRELOAD="$library" MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1 OMP_WAIT_POLICY=PASSIVE
else
  echo "warning: libjemalloc.so.2 not found (Debian: libjemalloc2); training will be slow" >&2
fi
folder=$(dirname "$0")
script=${1:?usage: train.sh SCRIPT [OPTIONS]}
shift
exec "${PYTHON:-python3}" "$folder/$script" "$@"
