#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# The whole tool on the network that the repository ships (test/Models/digits):
# commands and files, accuracy of every recipe, compiled code against the
# interpreter byte for byte, and failures that must be polite.
"""usage: suite_digits.py BUILD_DIR; last line: 'N passed, M failed'."""

import sys

import qopt_checks
from digits.accuracy import check_accuracy
from digits.commands import check_commands
from digits.failures import check_failures


def sections(suite, folder):
    for part in (check_commands, check_accuracy, check_failures):
        home = folder / part.__name__
        home.mkdir()
        suite.section(part, suite, home)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
