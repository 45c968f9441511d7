#!/usr/bin/env bash
# Fails on any tracked C++ file that clang-format 16 would change.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files -z -- '*.cc' '*.h' | xargs -0 --no-run-if-empty clang-format-16 --dry-run -Werror
echo "check_format: $(git ls-files -- '*.cc' '*.h' | wc -l) files are formatted"
