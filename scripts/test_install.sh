#!/usr/bin/env bash
# Installs a built preset into a temporary folder and builds and runs tests/install against it.
# usage: scripts/test_install.sh [PRESET]      (default: release)
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cmake --install "build/$preset" --prefix "$folder/prefix" >/dev/null
cmake -S tests/install -B "$folder/build" -G Ninja -DCMAKE_PREFIX_PATH="$folder/prefix" >/dev/null
cmake --build "$folder/build"
"$folder/build/consumer"
if [[ -x "$folder/prefix/bin/autosmote" ]]; then
  "$folder/prefix/bin/autosmote" --version
  share=$folder/prefix/share
  for file in bash-completion/completions/autosmote zsh/site-functions/_autosmote \
    fish/vendor_completions.d/autosmote.fish man/man1/autosmote.1; do
    grep -q classifier "$share/$file"
  done
  bash -n "$share/bash-completion/completions/autosmote"
fi
