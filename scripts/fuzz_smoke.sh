#!/usr/bin/env bash
# Runs each fuzzer of a preset for a while, starting from its seed corpus (fuzz/corpus/NAME). What
# it finds stays in build/fuzz/findings/.
# usage: scripts/fuzz_smoke.sh [SECONDS [PRESET]]       (default: 20, for each fuzzer; fuzz)
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
preset=${2:-fuzz}
shopt -s nullglob

count=0
for source in fuzz/*_fuzz.cc; do
  name=$(basename "$source" .cc)
  if [[ ! -x "build/$preset/bin/$name" ]]; then
    echo "fuzz_smoke.sh: build/$preset/bin/$name is not there: run scripts/build.sh $preset first" >&2
    exit 2
  fi
  seeds=(fuzz/corpus/"$name"/)
  grown=build/fuzz/corpus/$name
  findings=build/fuzz/findings/$name
  mkdir -p "$grown" "$findings"
  log=build/fuzz/$name.log
  if ! "build/$preset/bin/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
      -artifact_prefix="$findings/" "$grown" "${seeds[@]}" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    echo "fuzz_smoke.sh: $name failed; its input is in $findings" >&2
    exit 1
  fi
  echo "$name: $(tail -n 1 "$log")"
  count=$((count + 1))
done
if ((count == 0)); then
  echo "fuzz_smoke.sh: no fuzz/*_fuzz.cc" >&2
  exit 1
fi
echo "fuzz_smoke: $count fuzzers, $seconds s each, no finding"
