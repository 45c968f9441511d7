#!/usr/bin/env bash
# Runs `autosmote fit` on the sets that docs/benchmarks.md names and writes the closing tables, as
# printed, to docs/results/first-runs.md.
#
# usage: AUTOSMOTE_DATA=FOLDER bench/quality_runs.sh
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

if [[ ! -d "${AUTOSMOTE_DATA:-}/paper" ]]; then
  echo "quality_runs.sh: set AUTOSMOTE_DATA to the folder of the measuring data" >&2
  exit 2
fi
build_preset release autosmote_cli

document=docs/results/first-runs.md
part=build/first-runs.md
out=build/quality
mkdir -p docs/results "$out"

# A section with the command and what it prints. The data's own path is left out of both.
run() {
  local command=(build/release/bin/autosmote fit "$@")
  echo "${command[*]}" | sed "s|$AUTOSMOTE_DATA|\$AUTOSMOTE_DATA|g" >&2
  {
    printf '\n    $ %s\n\n```\n' "${command[*]}"
    "${command[@]}" --quiet
    printf '```\n'
  } | sed "s|$AUTOSMOTE_DATA|\$AUTOSMOTE_DATA|g" >>"$part"
}

cat >"$part" <<END
# First runs

Closing tables as the program prints them, one split and one seed each, written by \`bench/quality_runs.sh\` on $(date -u +%F), commit $(git rev-parse --short HEAD). A single split says little about a method: with few minority rows in the test part the scores of two splits differ by more than the methods do, which the interval in each verdict shows. So these tables show what the program does; they do not rank methods.

Natural sets have no separate test part here: the validation scores of the table are those the search has chosen by, and the verdict stands on five outer folds that no search saw. The sets of the paper use its protocol at ratio 100: validation and test are a fifth of the rows each, with 20 minority rows for mozilla4 and 7 for phoneme; the test part is looked at once.

## Natural sets, default profile
END
for table in keel/yeast4 keel/abalone19 mixed/credit_g; do
  run "$AUTOSMOTE_DATA/$table.csv.gz" --target class --seed 0 -o "$out/$(basename "$table")"
done
printf '\n## Sets of the paper, profile of the paper, ratio 100\n' >>"$part"
for set in mozilla4 phoneme; do
  for classifier in svm knn tree adaboost; do
    run "$AUTOSMOTE_DATA/paper/$set.csv.gz" --target class --classifier "$classifier" \
      --metric macro-f1 --imbalance 100 --profile paper --episodes 1000 --seed 0 \
      -o "$out/$set-$classifier"
  done
done
mv "$part" "$document"
echo "written: $document"
