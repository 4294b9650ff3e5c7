#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes docs/reference/ from the .td files. With --check, writes nothing and
# fails where the committed pages differ (a test runs this).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
llvm="${QOPT_LLVM:-/usr/lib/llvm-22}"
out="$root/docs/reference"
[[ "${1:-}" == --check ]] && out="$(mktemp -d)" && trap 'rm -rf "$out"' EXIT
mkdir -p "$out"
tblgen() { "$llvm/bin/mlir-tblgen" -I "$root/include" -I "$llvm/include" "$@"; }

{
  echo "# The qopt dialect"
  echo
  echo "Generated from include/qopt/IR/*.td by tools/gen-docs.sh."
  echo
  printf "include \"qopt/IR/%s.td\"\n" QOptOps QOptCacheOps QOptRunTimeOps QOptRunsOps QOptTransformerOps QOptSelectionOps QOptProductOps QOptSparseOps QOptGpuOps QOptDepthwiseOps | tblgen -gen-dialect-doc -dialect=qopt - | tail -n +3
} >"$out/Dialect.md"
{
  echo "# Passes"
  echo
  echo "Generated from every Passes.td by tools/gen-docs.sh, in the order of the flow."
  for room in Interop Quantize/Prepare Quantize/Raise Calibrate Quantize/Smooth Quantize/Choose Quantize/Outlier Quantize/Assign Quantize/Weights Sequence Analysis Integer Layout \
    Codegen/Cpu Codegen/Cpu/Kernels Codegen/Nvgpu; do
    [[ -f "$root/include/qopt/$room/Passes.td" ]] || continue
    echo
    echo "## $room"
    echo
    tblgen -gen-pass-doc "$root/include/qopt/$room/Passes.td" | tail -n +2
  done
} >"$out/Passes.md"

if [[ "${1:-}" == --check ]]; then
  diff -ru "$root/docs/reference" "$out" ||
    { echo "error: expected docs/reference as tools/gen-docs.sh writes it"; exit 1; }
fi
