#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares qopt with other libraries, side by side in one run: builds qopt, installs
# the peers (oneDNN from Debian; ONNX Runtime, OpenVINO, LiteRT, IREE and, with --with-llama-cpp,
# llama.cpp from PyPI into a virtual environment under build/peers), and runs
# test/Benchmarks/peers/bench_peers.py with the other arguments:
#   tools/bench-peers.sh                               every case, 1 and 2 threads
#   tools/bench-peers.sh --groups products --threads 1
#   tools/bench-peers.sh --groups --model resnet50.onnx calib.npz
# Writes build/peers/peers.csv and peers.svg.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

peers="$qopt_root/build/peers"
packages=(onnxruntime openvino ai-edge-litert flatbuffers iree-base-compiler iree-base-runtime numpy
          onnx)
arguments=()
for argument in "$@"; do
  if [[ "$argument" == --with-llama-cpp ]]; then
    packages+=(llama-cpp-python) # built from source: minutes
  else
    arguments+=("$argument")
  fi
done

qopt_install libdnnl-dev python3-venv
qopt_build qopt qopt-bench-limits
mkdir -p "$peers"
[[ -x "$peers/venv/bin/pip" ]] || python3 -m venv "$peers/venv"
"$peers/venv/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"
clang++-22 -O2 -shared -fPIC -std=c++17 "$qopt_root/test/Benchmarks/peers/native/onednn.cpp" \
  -ldnnl -o "$peers/libpeer_onednn.so"

export QOPT="$qopt_root/build/bin/qopt" QOPT_PEER_ONEDNN="$peers/libpeer_onednn.so"
exec "$peers/venv/bin/python" "$qopt_root/test/Benchmarks/peers/bench_peers.py" \
  --limits "$qopt_root/build/bin/qopt-bench-limits" \
  --csv "$peers/peers.csv" --picture "$peers/peers.svg" "${arguments[@]}"
