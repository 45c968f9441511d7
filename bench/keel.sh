#!/usr/bin/env bash
# The methods on the naturally imbalanced tables of KEEL: all of them on the five folds that the
# tables' publisher has laid down, and those that tune on ten random splits, too. Writes the tables
# of docs/results/keel.md.
#
# The shipped prior has seen these tables; scores on unseen data need a program that is built with
# the prior learned without them:
#
#   cmake --preset release -DAUTOSMOTE_PRIOR_TABLE=$PWD/bench/priors/without-keel.inc
#   cmake --build --preset release
#
#   AUTOSMOTE_DATA=FOLDER bench/keel.sh [--classifiers LIST] [--metrics LIST] [--threads N] [--out DIR]
#
# Runs append to DIR/own/results.csv and DIR/random/results.csv (default: build/keel), and a run that
# was stopped goes on when the same command is given again.
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
all=nothing,class-weight,class-weight-tuned,threshold,random-over-sampler,random-over-tuned,smote
all+=,smote-amount-tuned,smote-tuned,borderline-smote,svm-smote,adasyn,smote-enn,smote-tomek
all+=,polynom-fit-smote,prowsyn,lee,random-search,autosmote-paper,autosmote-random
all+=,autosmote-prior,autosmote
tuned=nothing,class-weight-tuned,threshold,smote-amount-tuned,smote-tuned,random-search
tuned+=,autosmote-random,autosmote-prior,autosmote

# compare PART CLASSIFIERS METHODS OPTION...
compare() {
  local part=$1 classifiers=$2 methods=$3
  shift 3
  "${AUTOSMOTE_BIN:-build/release/bin}/autosmote" compare "${files[@]}" --target class \
    --classifiers "$classifiers" --metrics "$metrics" --methods "$methods" --threads "$threads" \
    --resume --json -o "$out/$part" "$@"
}

own=(--test-folds "$AUTOSMOTE_DATA/keel" --repeats 5)
random=(--repeats 10 --seed 1000)
mkdir -p "$out/own" "$out/random"
compare own "$classifiers" "$all" "${own[@]}" >/dev/null
compare random "$classifiers" "$tuned" "${random[@]}" >/dev/null
# The runs are there: what follows ranks and tests those of each classifier.
for classifier in ${classifiers//,/ }; do
  compare own "$classifier" "$all" "${own[@]}" --quiet >"$out/own/of-$classifier.json"
  compare random "$classifier" "$tuned" "${random[@]}" --quiet >"$out/random/of-$classifier.json"
done
python3 bench/classifier_tables.py keel "$out" docs/results/keel.md
echo "keel.sh: wrote docs/results/keel.md"
