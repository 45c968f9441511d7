#!/usr/bin/env bash
# Runs clang-tidy 16 (rules: .clang-tidy, warnings are errors) over the C++ sources of the `dev`
# preset, which must have been configured.
#   --changed [BASE]   only files that differ from BASE (default: main), or are not committed yet
set -euo pipefail
cd "$(dirname "$0")/.."
database=build/dev/compile_commands.json
if [[ ! -f "$database" ]]; then
  echo "check_tidy.sh: $database is not there: run cmake --preset dev first" >&2
  exit 2
fi

case "${1:-}" in
  "") mapfile -t files < <(git ls-files -- 'src/*.cc' 'apps/*.cc') ;;
  --changed)
    mapfile -t files < <({
      git diff --name-only --diff-filter=d "${2:-main}" -- 'src/*.cc' 'apps/*.cc'
      git ls-files --others --exclude-standard -- 'src/*.cc' 'apps/*.cc'
    } | sort -u)
    ;;
  *)
    echo "usage: scripts/check_tidy.sh [--changed [BASE]]" >&2
    exit 2
    ;;
esac

# clang-tidy counts on standard error what it left out of system headers; only findings are wanted.
printf '%s\0' "${files[@]}" |
  xargs -0 --no-run-if-empty -n 1 -P "$(nproc)" clang-tidy-16 -p build/dev --quiet \
    --extra-arg=-Wno-unknown-warning-option 2>/dev/null
echo "check_tidy: ${#files[@]} files are clean"
