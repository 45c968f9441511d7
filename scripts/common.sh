# Sourced by the other scripts: where things are, and how a preset is built.

jobs=$(nproc)

# build_preset PRESET [TARGET...]: configures (quietly, where that succeeds) and builds.
build_preset() {
  local preset=$1 log
  shift
  if command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache
  fi
  log=$(mktemp)
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"}
}

# make_venv [FOLDER REQUIREMENTS]: a Python environment with the packages of a file; does nothing
# where it is up to date. Without arguments: .venv, for the tests.
make_venv() {
  local folder=${1:-.venv} requirements=${2:-tests/peers/requirements.txt}
  cmp -s "$requirements" "$folder/requirements.txt" && return 0
  echo "making $folder with the packages of $requirements"
  rm -rf "$folder"
  /usr/bin/python3 -m venv "$folder"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$folder/requirements.txt"
}

# install_package [FOLDER]: builds the Python package and puts it into .venv, or FOLDER. Built there again where only
# that changed (no isolated environment, the build folder stays); the compiler is named as CMake
# finds it for the presets, so that ccache has the objects of `release`.
install_package() {
  local folder=${1:-.venv} launcher=()
  if command -v ccache >/dev/null; then
    launcher=(CMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  env "${launcher[@]}" CXX="${CXX:-c++}" CMAKE_BUILD_PARALLEL_LEVEL="$jobs" \
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-build-isolation .
}
