#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and shows qopt on the network that the
# repository carries: quantize, compile, compare with float, check every code
# path against the reference interpreter. Ends with a table.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
qopt_install
qopt_build --quiet qopt
exec /usr/bin/python3 "$qopt_root/tools/demo.py" "$qopt_root/build"
