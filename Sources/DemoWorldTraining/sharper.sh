#!/usr/bin/env bash
# Trains the country at 128 x 128 pixels on a machine with a GPU, in two commands of six minutes:
#   sharper.sh first OUT [OPTIONS]            draws the scenes, trains, leaves OUT/stage
#   sharper.sh second OUT STAGE [OPTIONS]     goes on from that stage, on this machine or another
# Both leave only files of less than 16 MB in OUT, and keep the stage up to date once a minute. The
# second leaves the generator, samples and figures too. OPTIONS are those of train_gan.py.
set -euo pipefail
usage="usage: sharper.sh first OUT [OPTIONS], or sharper.sh second OUT STAGE [OPTIONS]"
part=${1:?$usage}
out=${2:?$usage}
shift 2
case $part in
  first) from=() ;;
  second) from=(--from-stage "${1:?$usage}"); shift ;;
  *) echo "$usage" >&2; exit 64 ;;
esac
folder=$(dirname "$0")
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
mkdir -p "$out"
start=$SECONDS
"$folder/train.sh" train_gan.py --size 128 --folder "$state" --stage "$out/stage" "${from[@]}" \
  --schedule 40,80,120,160,300,600 --batches 64,64,64,64,64,64 --sparsity 0.3 --overlap 0 \
  --minutes 4.2 "$@" | tee "$out/$part.log"
cp "$state"/gan-country-128/sheet.png "$out/$part.png" 2>/dev/null || true
if [ "$part" = second ]; then
  "$folder/train.sh" export.py --size 128 --folder "$state" --generator-only --name country-128 \
    --output "$out" | tee -a "$out/$part.log"
  "$folder/train.sh" evaluate.py --folder "$state" --weights "$out" --name country-128 \
    --segmenter "$folder/../CDemoWorld/weights" --scenes "${SCENES:-200}" --sweep 0 --layers 6,8 \
    --threads "$(nproc)" | tee "$out/figures.txt"
fi
echo "$part part done in $((SECONDS - start)) seconds"
