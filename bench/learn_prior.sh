#!/usr/bin/env bash
# Learns the shipped prior of the default profile's search anew:
#
#     AUTOSMOTE_DATA=folder bench/learn_prior.sh SEARCH_LAB OUT_FOLDER VERSION
#
# SEARCH_LAB is the program of the bench preset. Searches that start without knowledge are run on
# the tables of the folders paper (but phishing_websites), keel and mixed (about ten minutes on two
# cores), and
# bench/learn_prior.py makes src/search/placement_prior_table.inc of their answers. OUT_FOLDER gets
# the searches, and leave-out.csv: for each table the prior that is learned without it and its
# relatives, for
#
#     search_lab TABLES --variants nothing,smote,full,full-file,small-file \
#         --priors OUT_FOLDER/leave-out.csv --first-split 50 -o runs.csv
#     bench/lab_table.py runs.csv
#
# and the tables without-paper.inc and without-keel.inc, learned without these folders, so that a
# comparison on their sets is one on unseen data: cmake -DAUTOSMOTE_PRIOR_TABLE=FILE builds with one
# of them.
set -euo pipefail

if (($# != 3)) || [[ -z "${AUTOSMOTE_DATA:-}" ]]; then
  echo "usage: AUTOSMOTE_DATA=FOLDER bench/learn_prior.sh SEARCH_LAB OUT_FOLDER VERSION" >&2
  exit 2
fi
lab=$1
out=$2
version=$3
here=$(cd "$(dirname "$0")" && pwd)
data=$AUTOSMOTE_DATA
mkdir -p "$out"

large=()
for name in eeg_eye_state electricity magic_telescope mozilla4 phoneme; do
  large+=("$data/paper/$name.csv.gz")
done
large+=("$data/mixed/adult.csv.gz")
small=("$data/mixed/credit_g.csv.gz" "$data/mixed/sick.csv.gz")
for table in "$data"/keel/*.csv.gz; do
  [[ $table == *.folds.csv.gz ]] || small+=("$table")
done

# Tables of natural ratio as they are; large ones with their minority undersampled.
search() {
  local name=$1
  shift
  "$lab" "$@" --variants full-neutral --threads "$(nproc)" -o "$out/$name.csv"
}
search small-labels "${small[@]}" --classifiers svm,knn,logistic,tree --metrics macro-f1 --most-rows 1500
search small-rankings "${small[@]}" --classifiers svm,knn,logistic --metrics average-precision \
  --most-rows 1500
search large-labels "${large[@]}" --ratios 20,100 --classifiers svm,knn,logistic --metrics macro-f1 \
  --most-rows 3000
search large-rankings "${large[@]}" --ratios 50 --classifiers svm,knn,logistic,tree \
  --metrics average-precision --most-rows 2000
search large-tree "${large[@]}" --ratios 50 --classifiers tree --metrics macro-f1 --most-rows 2000
search small-adaboost "${small[@]}" --classifiers adaboost --metrics macro-f1 --most-rows 1000 \
  --episodes 100
search small-trees-rankings "${small[@]}" --classifiers tree,adaboost --metrics average-precision \
  --most-rows 1000 --episodes 100
search small-xgboost "${small[@]}" --classifiers xgboost --metrics macro-f1,average-precision \
  --most-rows 1000 --episodes 60

commit=$(git -C "$here" rev-parse --short HEAD)
table() { # FILE VERSION [OPTION...]
  local file=$1 number=$2
  shift 2
  python3 "$here/learn_prior.py" "$out"/small-*.csv "$out"/large-*.csv --table "$file" \
    --version "$number" \
    --note "Command: bench/learn_prior.sh; date: $(date +%F); commit: $commit." "$@"
}
names() { # FOLDER: its tables, with commas between
  (cd "$data/$1" && ls -- *.csv.gz) | sed 's/\.csv\.gz$//' | paste -sd,
}
for folder in paper keel; do
  table "$out/without-$folder.inc" "$version without $folder" --without "$(names "$folder")" \
    >"$out/without-$folder.txt"
done
table "$here/../src/search/placement_prior_table.inc" "$version" --leave-out "$out/leave-out.csv"
