# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by test, demo, bench/run and .ci/run: finds out what the system
# lacks, installs it or says how, and builds.
set -euo pipefail

nightfloat_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() {
  printf '%s\n' "$*" >&2
}

# Prints the packages of cmake/packages.txt for this Debian, one a line.
# Fails with 3 on a system that the list does not know.
packages_wanted() {
  local id='' version=''
  if [ -r /etc/os-release ]; then
    id=$(sed -n 's/^ID=//p' /etc/os-release | tr -d '"')
    version=$(sed -n 's/^VERSION_ID=//p' /etc/os-release | tr -d '"')
  fi
  case "$id-$version" in
    debian-12 | debian-13) ;;
    *)
      say "set-up: unknown system (${id:-none} ${version:-none})," \
        "run on Debian 12 or 13"
      return 3
      ;;
  esac
  awk -v version="$version" '
    /^[^#]/ {
      wanted = NF == 1
      for (i = 2; i <= NF; ++i) wanted = wanted || $i == version
      if (wanted) print $1
    }' "$nightfloat_root/cmake/packages.txt"
}

# Prints those of its arguments that are not installed. An npm of Node's own
# packages conflicts with Debian's and does as well.
packages_missing() {
  local name status
  for name in "$@"; do
    [ "$name" != npm ] || ! command -v npm >/dev/null || continue
    status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) \
      || status=
    [ "$status" = installed ] || printf '%s\n' "$name"
  done
}

# Installs what is missing: as root, or by sudo where it asks nothing. Else
# prints the one line to run and exits with 3.
set_up() {
  local wanted missing as_root=()
  wanted=$(packages_wanted) || exit 3
  # shellcheck disable=SC2086
  mapfile -t missing < <(packages_missing $wanted)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "set-up: ${#missing[@]} packages are missing; run this, then again:"
      say "  apt-get update && apt-get install -y" \
        "--no-install-recommends ${missing[*]}"
      exit 3
    fi
    as_root=(sudo -n)
  fi
  say "set-up: installing ${missing[*]}"
  as_root+=(env DEBIAN_FRONTEND=noninteractive)
  if ! {
    "${as_root[@]}" apt-get -q update </dev/null \
      && "${as_root[@]}" apt-get -q install -y --no-install-recommends \
        "${missing[@]}" </dev/null
  } >&2; then
    say "set-up: apt-get failed, see above; the packages: ${missing[*]}"
    exit 3
  fi
}

# build PRESET [TARGET...]: configures and builds into build/PRESET.
build() {
  local preset=$1 target targets=()
  shift
  for target in "$@"; do
    targets+=(--target "$target")
  done
  # Chained: where a caller asks whether it failed, errexit is off. A compiler
  # takes up to 3 GB: no more of them at a time than cores.
  (
    cd "$nightfloat_root" \
      && cmake --preset "$preset" -Wno-dev --log-level=WARNING \
      && cmake --build --preset "$preset" --parallel "$(nproc)" "${targets[@]}"
  ) </dev/null >&2
}
