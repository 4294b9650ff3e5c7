#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and runs every test. The last line is
# "N passed, N failed"; the exit status is 0 when nothing failed.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
qopt_install
qopt_build --quiet
exec /usr/bin/python3 "$qopt_root/tools/run_tests.py" "$qopt_root/build" "$@"
