#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzz targets with ASan and UBSan into build-fuzz/ and runs each for
# SECONDS (default 600), seeded with the repository's models and tests.
# Usage: fuzz.sh [SECONDS]
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
seconds="${1:-600}"
qopt_install
build="$qopt_root/build-fuzz"
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
cmake -G Ninja -S "$qopt_root" -B "$build" -DQOPT_FUZZ=ON \
  -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DLLVM_USE_LINKER=lld >/dev/null
ninja -C "$build" --quiet qopt-fuzz-import qopt-fuzz-parser

# LLVM's arenas poison memory where our instrumented copies of their headers
# run, and Debian's uninstrumented library hands it out without unpoisoning.
export ASAN_OPTIONS=allow_user_poisoning=0

fuzz() { # target, seed files...
  local target="$1" corpus="$build/corpus-$1"
  shift
  mkdir -p "$corpus"
  cp "$@" "$corpus"
  (cd "$build" && "bin/$target" "$corpus" -max_total_time="$seconds" -timeout=20 \
    -rss_limit_mb=4096 -print_final_stats=1 >"$target.log" 2>&1) || {
    tail -40 "$build/$target.log"
    echo "error: expected no finding, see $build/$target.log"
    return 1
  }
  grep -E "number_of_executed_units|peak_rss_mb" "$build/$target.log" |
    sed "s/^/$target: /"
}
fuzz qopt-fuzz-import "$qopt_root"/test/Models/digits/*.onnx &
first=$!
mapfile -t seeds < <(find "$qopt_root/test" -name '*.mlir')
fuzz qopt-fuzz-parser "${seeds[@]}" && wait "$first" && echo "no findings"
