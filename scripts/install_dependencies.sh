#!/usr/bin/env bash
# Installs what building and testing autosmote needs on Debian 12 or Ubuntu 24.04, as root or with
# sudo. Only what is missing is installed; where nothing is, nothing is asked of the network.
#   --dev   also what the checks of .ci/run need: clang 16 with its tools, valgrind,
#           shells and groff, a browser for the HTML reports
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache git python3 python3-dev python3-venv
  libeigen3-dev libtbb-dev libfmt-dev nlohmann-json3-dev zlib1g-dev libcsv-dev libcli11-dev
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
)
# Used where the distribution has them; the build does without.
optional=(libxgboost-dev libjs-chart.js)
case "${1:-}" in
  "") ;;
  --dev)
    packages+=(clang-16 clang-format-16 clang-tidy-16 libclang-rt-16-dev valgrind
              zsh fish groff-base)
    optional+=(chromium-headless-shell) # the tests of the HTML reports are skipped without it
    ;;
  *)
    echo "usage: scripts/install_dependencies.sh [--dev]" >&2
    exit 2
    ;;
esac

installed() {
  dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

if ! command -v dpkg-query >/dev/null; then
  echo "install_dependencies.sh: no dpkg here; install these packages' counterparts by hand:" >&2
  echo "  ${packages[*]}" >&2
  exit 1
fi

available() { apt-cache show "$1" >/dev/null 2>&1; }

missing=()
for package in "${packages[@]}"; do
  installed "$package" || missing+=("$package")
done
wanted=()
for package in "${optional[@]}"; do
  installed "$package" || wanted+=("$package")
done
if ((${#missing[@]} == 0)); then
  # The package lists that are here say whether the optional ones can be had.
  for package in "${wanted[@]}"; do
    if available "$package"; then missing+=("$package"); fi
  done
  wanted=()
fi
((${#missing[@]} == 0)) && exit 0

as_root=()
if [[ "$(id -u)" != 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "install_dependencies.sh: needs root (there is no sudo) to install: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null
}

apt update
for package in "${wanted[@]}"; do
  if available "$package"; then missing+=("$package"); fi
done
echo "installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! apt install --yes --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
  cat "$log" >&2
  echo "install_dependencies.sh: apt-get could not install: ${missing[*]}" >&2
  exit 1
fi
