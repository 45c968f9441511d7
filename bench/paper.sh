#!/usr/bin/env bash
# The AutoSMOTE paper's experiment as one command: six data sets, imbalance ratios 20, 50 and 100,
# four classifiers, macro-F1 and MCC, the paper's resamplers, and what the paper could not show:
# random search in the same space, tuned threshold, eight more over-samplers, intervals, validation
# optimism.
#
# The shipped prior of the default profile's search has seen most of these sets; scores on unseen
# data need a program that is built with the prior that bench/learn_prior.sh has learned without them:
#
#   cmake --preset release -DAUTOSMOTE_PRIOR_TABLE=$PWD/bench/priors/without-paper.inc
#   cmake --build --preset release
#
#   AUTOSMOTE_DATA=FOLDER bench/paper.sh [--quick | --more | --costly] [--repeats N] [--threads N]
#                                        [--out DIR]
#
# Runs append to DIR/results.csv (default: build/paper, with --quick build/paper-quick and so on). A
# run that was stopped or killed goes on where it was when the same command is given again. At the
# end the table is written to docs/results/paper.md (paper-quick.md and so on).
#   --quick   two sets, one ratio, two repeats, searches of 60 episodes; minutes instead of hours
#   --more    what the paper has not: logistic regression by all three metrics, and svm and knn by
#             average precision, without the methods that cost most
#   --costly  the classifiers that cost most: xgboost by all three metrics, and tree and adaboost by
#             average precision, with the methods that matter most beside the default profile; one
#             repeat
set -euo pipefail
cd "$(dirname "$0")/.."

sets=(phoneme phishing_websites eeg_eye_state mozilla4 magic_telescope electricity)
ratios=20,50,100
repeats=10
episodes=0
name=paper
threads=0
out=
repeats_given=
usage() {
  echo "usage: AUTOSMOTE_DATA=FOLDER bench/paper.sh [--quick | --more | --costly] [--repeats N]" \
    "[--threads N] [--out DIR]" >&2
  exit 2
}
while (($# > 0)); do
  case "$1" in
    --quick)
      [[ $name == paper ]] || usage
      sets=(phoneme mozilla4)
      ratios=50
      repeats=2
      episodes=60
      name=paper-quick
      shift
      ;;
    --more)
      [[ $name == paper ]] || usage
      name=paper-more
      shift
      ;;
    --costly)
      [[ $name == paper ]] || usage
      name=paper-costly
      repeats=1
      shift
      ;;
    --repeats | --threads | --out)
      (($# >= 2)) || usage
      case "$1" in
        --repeats) repeats_given=$2 ;;
        --threads) threads=$2 ;;
        --out) out=$2 ;;
      esac
      shift 2
      ;;
    *) usage ;;
  esac
done
repeats=${repeats_given:-$repeats}
out=${out:-build/$name}
program=${AUTOSMOTE_BIN:-build/release/bin}/autosmote

if [[ -z "${AUTOSMOTE_DATA:-}" ]]; then
  echo "paper.sh: set AUTOSMOTE_DATA to the folder that holds paper/phoneme.csv.gz ..." >&2
  exit 2
fi
if [[ ! -x "$program" ]]; then
  echo "paper.sh: no program $program; build it first: scripts/build.sh release" >&2
  exit 2
fi
files=()
for set in "${sets[@]}"; do
  file=$AUTOSMOTE_DATA/paper/$set.csv.gz
  if [[ ! -r "$file" ]]; then
    echo "paper.sh: $file cannot be read" >&2
    exit 2
  fi
  files+=("$file")
done

# A CSV file does not show that numbers such as -1 and 1 name categories; schema.tsv says it.
columns=()
for set in "${sets[@]}"; do
  mapfile -t -O "${#columns[@]}" columns < <(awk -F'\t' -v file="paper/$set.csv.gz" \
    '$1 == file && $3 == "nominal" { print $2 }' "$AUTOSMOTE_DATA/schema.tsv")
done

classifiers=(svm knn tree adaboost)
# compare METHODS [CLASSIFIERS [METRICS]]: all runs that are missing, then the summary of these
compare() {
  "$program" compare "${files[@]}" --target class --imbalance "$ratios" \
    --classifiers "${2:-$(IFS=,; echo "${classifiers[*]}")}" --metrics "${3:-macro-f1,mcc}" \
    --methods "$1" --repeats "$repeats" --episodes "$episodes" --threads "$threads" --resume --json \
    -o "$out" ${columns[@]:+--nominal "$(IFS=,; echo "${columns[*]}")"}
}

# The methods of the paper's table that resample; CTGAN, TVAE and MESA do not.
paper_methods=nothing,cluster-centroids,condensed-nearest-neighbour,edited-nearest-neighbours
paper_methods+=,repeated-edited-nearest-neighbours,all-knn,instance-hardness-threshold,near-miss
paper_methods+=,neighbourhood-cleaning-rule,one-sided-selection,random-under-sampler,tomek-links
paper_methods+=,random-over-sampler,smote,smoten,adasyn,borderline-smote,kmeans-smote,svm-smote
paper_methods+=,smote-enn,smote-tomek,autosmote-paper
more_methods=class-weight,class-weight-tuned,threshold,random-over-tuned,smote-amount-tuned,smote-tuned
more_methods+=,prowsyn,polynom-fit-smote,lee,smobd,safe-level-smote,geometric-smote,mwmote,smote-ipf
more_methods+=,random-search,autosmote-random,autosmote-prior,autosmote

mkdir -p "$out" docs/results
if [[ $name == paper-more ]]; then
  methods=$paper_methods,$more_methods
  for costly in condensed-nearest-neighbour smoten autosmote-paper; do
    methods=${methods/$costly,/}
  done
  compare "$methods" logistic macro-f1,mcc,average-precision >"$out/of-logistic.json"
  for classifier in svm knn; do
    compare "$methods" "$classifier" average-precision >"$out/of-$classifier.json"
  done
elif [[ $name == paper-costly ]]; then
  methods=nothing,class-weight-tuned,threshold,smote-amount-tuned,smote-tuned,random-search
  methods+=,autosmote-prior,autosmote
  compare "$methods" xgboost macro-f1,mcc,average-precision >"$out/of-xgboost.json"
  for classifier in tree adaboost; do
    compare "$methods" "$classifier" average-precision >"$out/of-$classifier.json"
  done
fi
if [[ $name == paper-more || $name == paper-costly ]]; then
  python3 bench/classifier_tables.py "$name" "$out" "docs/results/$name.md"
  echo "paper.sh: wrote docs/results/$name.md"
  exit
fi
compare "$paper_methods,$more_methods" >"$out/all.json"
# The runs are there: what follows only ranks and tests some of them.
compare "$paper_methods" >"$out/paper-methods.json"
compare "${paper_methods/autosmote-paper/autosmote}" >"$out/default-among-paper-methods.json"
# Does learning beat random search in the same space?
compare autosmote-paper,random-search >"$out/paper-space.json"
compare autosmote,autosmote-random >"$out/default-space.json"
compare autosmote,random-search >"$out/other-space.json"
# Does the default profile beat the best of the cheap methods?
for cheap in nothing class-weight-tuned threshold smote-tuned random-over-tuned; do
  compare "autosmote,$cheap" >"$out/against-$cheap.json"
done
for classifier in "${classifiers[@]}"; do
  for other in nothing threshold smote-tuned autosmote-random; do
    compare "autosmote,$other" "$classifier" >"$out/$classifier-against-$other.json"
  done
done
compare "$paper_methods,$more_methods" >"$out/all.json" # leaves the summary of all in the folder
python3 bench/paper_table.py "$out" "docs/results/$name.md"
echo "paper.sh: wrote docs/results/$name.md"
