#!/usr/bin/env bash
# Configures and builds a preset of CMakePresets.json, with ccache where it is installed.
# usage: scripts/build.sh PRESET [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh
build_preset "$@"
