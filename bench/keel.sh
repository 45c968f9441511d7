#!/usr/bin/env bash
# The methods on the naturally imbalanced tables of KEEL, each tested on the five folds that its
# publisher has laid down: the default profile and its ablations beside the paper's space, tuned cheap
# methods and classical samplers.
#
# The shipped prior has seen these tables; scores on unseen data need a program that is built with
# the prior learned without them:
#
#   cmake --preset release -DAUTOSMOTE_PRIOR_TABLE=$PWD/bench/priors/without-keel.inc
#   cmake --build --preset release
#
#   AUTOSMOTE_DATA=FOLDER bench/keel.sh [--classifiers LIST] [--metrics LIST] [--threads N] [--out DIR]
#
# Runs append to DIR/results.csv (default: build/keel), and a run that was stopped goes on when the
# same command is given again. DIR/report.html and DIR/summary.json have the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

classifiers=svm,knn,logistic,tree,adaboost
metrics=macro-f1,mcc
threads=0
out=build/keel
while (($# > 0)); do
  case "$1" in
    --classifiers) classifiers=$2 ;;
    --metrics) metrics=$2 ;;
    --threads) threads=$2 ;;
    --out) out=$2 ;;
    *)
      echo "usage: AUTOSMOTE_DATA=FOLDER bench/keel.sh [--classifiers LIST] [--metrics LIST]" \
        "[--threads N] [--out DIR]" >&2
      exit 2
      ;;
  esac
  shift 2
done
if [[ ! -d "${AUTOSMOTE_DATA:-}/keel" ]]; then
  echo "keel.sh: set AUTOSMOTE_DATA to the folder that holds keel/yeast4.csv.gz ..." >&2
  exit 2
fi
files=()
for file in "$AUTOSMOTE_DATA"/keel/*.csv.gz; do
  [[ "$file" == *.folds.csv.gz || ! -r "${file%.csv.gz}.folds.csv.gz" ]] || files+=("$file")
done
methods=nothing,class-weight,class-weight-tuned,threshold,random-over-sampler,random-over-tuned,smote
methods+=,smote-amount-tuned,smote-tuned,borderline-smote,svm-smote,adasyn,smote-enn,smote-tomek
methods+=,polynom-fit-smote,prowsyn,lee,random-search,autosmote-paper,autosmote-random
methods+=,autosmote-prior,autosmote
"${AUTOSMOTE_BIN:-build/release/bin}/autosmote" compare "${files[@]}" --target class \
  --test-folds "$AUTOSMOTE_DATA/keel" --classifiers "$classifiers" --metrics "$metrics" \
  --methods "$methods" --repeats 5 --threads "$threads" --resume -o "$out"
