#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing and builds qopt into build/. Sourced by demo.sh and
# test.sh; may also be run on its own. Needs Debian 12 and root or sudo for
# packages that are not there yet.
set -euo pipefail
qopt_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# Installs what is missing of packages.txt and of the arguments.
qopt_install() {
  local missing=() package
  while read -r package; do
    [[ -z "$package" || "$package" == \#* ]] && continue
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done < <(cat "$qopt_root/tools/packages.txt"; printf '%s\n' "$@")
  [[ ${#missing[@]} -eq 0 ]] && return
  local sudo=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || {
      echo "error: expected root or sudo to install: ${missing[*]}" >&2
      exit 1
    }
    sudo=(sudo)
  fi
  echo "installing: ${missing[*]}"
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
}

qopt_build() {
  # The precompiled header hides its inputs' times from ccache without these.
  export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
  if [[ ! -f "$qopt_root/build/build.ninja" ]]; then
    cmake -G Ninja -S "$qopt_root" -B "$qopt_root/build" \
      -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
      -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DLLVM_USE_LINKER=lld >/dev/null
  fi
  ninja -C "$qopt_root/build" "$@"
}

if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
  qopt_install
  qopt_build
fi
