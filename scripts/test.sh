#!/usr/bin/env bash
# Builds the `dev` preset and the Python package and runs every test: GoogleTest programs through
# ctest, then pytest, which tests the package and compares autosmote with scikit-learn and
# imbalanced-learn. On a bare Debian 12 or Ubuntu 24.04 it first installs what is missing (as root
# or with sudo). Ends non-zero if anything failed.
#
# Tests on the measuring data need its folder in AUTOSMOTE_DATA and are skipped without it.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

if [[ -z "${AUTOSMOTE_DATA:-}" ]]; then
  echo "******************************************************************************"
  echo "AUTOSMOTE_DATA is not set: the tests that need the measuring data are SKIPPED."
  echo "******************************************************************************"
elif [[ ! -d "$AUTOSMOTE_DATA" ]]; then
  echo "test.sh: AUTOSMOTE_DATA=$AUTOSMOTE_DATA is not a folder" >&2
  exit 2
else
  # Tests run in folders of their own.
  AUTOSMOTE_DATA=$(realpath "$AUTOSMOTE_DATA")
  export AUTOSMOTE_DATA
fi

scripts/install_dependencies.sh
make_venv
build_preset dev
install_package

failed=()
ctest --test-dir build/dev --parallel "$jobs" --output-on-failure --no-tests=error ||
  failed+=(ctest)
# Side by side, each file as a whole: its tests share reports and fits.
AUTOSMOTE_BIN=$PWD/build/dev/bin .venv/bin/python -m pytest -q -rs -p no:cacheprovider \
  --numprocesses "$jobs" --dist loadfile tests ||
  failed+=(pytest)

if ((${#failed[@]} > 0)); then
  echo "test.sh: FAILED: ${failed[*]}" >&2
  exit 1
fi
