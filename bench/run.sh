#!/usr/bin/env bash
# Measures everything docs/benchmarks.md reports and writes the figures into it; raw results are in
# build/bench/results. Builds the `bench` and `release` presets and a Python with scikit-learn.
#
# usage: AUTOSMOTE_DATA=FOLDER bench/run.sh [--quick]
#   --quick   3 instead of 5 runs of each whole search, no bench/growth.py, and no
#             bench/quality_runs.sh at the end
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

quick=()
case "${1:-}" in
  "") ;;
  --quick) quick=(--quick) ;;
  *) echo "usage: AUTOSMOTE_DATA=FOLDER bench/run.sh [--quick]" >&2; exit 2 ;;
esac
if [[ ! -d "${AUTOSMOTE_DATA:-}/paper" ]]; then
  echo "run.sh: set AUTOSMOTE_DATA to the folder of the measuring data" >&2
  exit 2
fi
AUTOSMOTE_DATA=$(realpath "$AUTOSMOTE_DATA")
export AUTOSMOTE_DATA

build_preset release autosmote_cli
build_preset bench
make_venv

python3 bench/measure.py build/bench/results "${quick[@]}"
((${#quick[@]} > 0)) || .venv/bin/python bench/growth.py --json build/bench/results/growth.json
python3 bench/write_table.py build/bench/results docs/benchmarks.md
((${#quick[@]} > 0)) || bench/quality_runs.sh
