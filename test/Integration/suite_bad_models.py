#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# More than 200 damaged, inconsistent or unsupported models (bad_models.py):
# each must be refused politely (run_bad_models.py).
"""usage: suite_bad_models.py BUILD_DIR; last line: 'bad models: N passed, M failed'."""

import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    qopt = pathlib.Path(sys.argv[1]).resolve() / "bin" / "qopt"
    with tempfile.TemporaryDirectory(prefix="qopt-") as folder:
        subprocess.run([sys.executable, HERE / "bad_models.py", folder], check=True)
        result = subprocess.run([sys.executable, HERE / "run_bad_models.py", qopt, folder],
                                stdout=subprocess.PIPE, text=True)
    print(result.stdout, end="")
    count = re.search(r"bad models: (\d+) passed, (\d+) failed", result.stdout)
    if not count or int(count[1]) + int(count[2]) < 200:
        print("expected at least 200 models\n0 passed, 1 failed")
        return 1
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
