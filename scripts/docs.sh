#!/usr/bin/env bash
# Builds the documentation as a site in build/site, from docs/, the help of the program, the Python
# docstrings and the C++ headers. Fails on a link or an anchor that leads nowhere, and on a page
# that would load anything from elsewhere. usage: scripts/docs.sh [serve]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

scripts/install_dependencies.sh
make_venv .venv-docs docs/requirements.txt
build_preset dev autosmote_cli
export AUTOSMOTE_BIN=$PWD/build/dev/bin NO_MKDOCS_2_WARNING=1
if [[ "${1:-}" == serve ]]; then
  exec .venv-docs/bin/mkdocs serve
fi

# Not --quiet: MkDocs would then count no warnings.
.venv-docs/bin/mkdocs build --strict
if grep -rnE '<(script|link|img|iframe)[^>]+(src|href)="?(https?:)?//' --include='*.html' build/site; then
  echo "docs.sh: these pages of build/site load from elsewhere" >&2
  exit 1
fi
echo "docs.sh: $(find build/site -name '*.html' | wc -l) pages in build/site"
