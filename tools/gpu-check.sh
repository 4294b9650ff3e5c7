#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Kernels on a real GPU: checked against the interpreter's results, then timed.
#
#   tools/gpu-check.sh --build DIR   where qopt is built: makes the artefacts (< 60 MB)
#   tools/gpu-check.sh DIR           where a GPU is: needs its driver, Python with numpy
#                                    and DIR; with PyTorch its products are timed, too
#
# More options: tools/gpu-check.sh --help
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec "${PYTHON:-python3}" "$here/gpu_check.py" "$@"
