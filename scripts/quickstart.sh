#!/usr/bin/env bash
# From a fresh clone to a first result: installs what is missing (as root or with sudo), builds the
# `release` preset and learns an over-sampling strategy for the example data.
# Program: build/release/bin/autosmote. Results: build/quickstart/.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

scripts/install_dependencies.sh
build_preset release autosmote_cli

command=(build/release/bin/autosmote fit examples/data/wine_quality.csv --target rating
         --classifier svm --metric macro-f1 --seed 0 -o build/quickstart)
echo
echo "\$ ${command[*]}"
"${command[@]}"
echo
echo "The balanced table and what was learned:"
ls -l build/quickstart
echo
echo "All of it to look at, in a browser: $PWD/build/quickstart/report.html"
