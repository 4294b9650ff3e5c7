# SPDX-License-Identifier: Apache-2.0
#
# usage: same_results.py QOPT MODEL LIBRARY DATA
"""Whether a compiled model gives the interpreter's bytes on every code path."""

import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Integration"))
from qopt_checks import available_isas, differing_bytes, run  # noqa: E402


def main():
    qopt, model, library, data = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="qopt-") as folder:
        wanted = f"{folder}/wanted.npz"
        commands = [(wanted, ["run", model, "--engine", "reference"])]
        commands += [(f"{folder}/{isa}.npz", ["run", library, "--isa", isa])
                     for isa in available_isas()]
        for out, command in commands:
            result = run([qopt, *command, "--input", data, "--output", out])
            if result.returncode:
                sys.exit(result.stderr.decode())
            if count := differing_bytes(wanted, out):
                sys.exit(f"{command}: {count} bytes differ")


if __name__ == "__main__":
    main()
