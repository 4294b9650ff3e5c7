#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# A small network trained with compiled optimizer steps: 8-bit states must reach
# the loss of f32 states. numpy does the network, `qopt compile` makes the steps.
"""usage: suite_optimizers.py BUILD_DIR; last line: 'N passed, M failed'."""

import sys

import qopt_checks
from optimizers.codepaths import check_code_paths
from optimizers.training import check_training


def sections(suite, folder):
    for part in (check_training, check_code_paths):
        home = folder / part.__name__
        home.mkdir()
        suite.section(part, suite, home)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
