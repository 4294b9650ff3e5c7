#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Every number format under every granularity: quantize, dequantize and the
# weight-only product of compiled code, on every code path, against the
# interpreter, byte for byte, on ordinary and on special values. (The bytes of a
# NaN are not compared: its sign and payload are no part of any op's meaning.)
"""usage: suite_formats.py BUILD_DIR [--only REGEX]; last line: 'N passed, M failed'."""

import argparse
import re
import sys
import tempfile
import pathlib

import numpy as np

from formats import matrix
from qopt_checks import Suite, available_isas, load_arrays


def same_bytes(wanted, got):
    """Equal shapes and types, NaN in the same places, equal bytes elsewhere."""
    if wanted.shape != got.shape or wanted.dtype != got.dtype:
        return False
    if wanted.dtype == np.float32:
        nan = np.isnan(wanted)
        if not np.array_equal(nan, np.isnan(got)):
            return False
        wanted, got = np.where(nan, np.float32(0), wanted), np.where(nan, np.float32(0), got)
    return wanted.tobytes() == got.tobytes()


def check_format(suite, isas, folder, name):
    module = folder / "model.mlir"
    module.write_text(matrix.Module(name).text())
    if not suite.ok(f"{name}: compile", "compile", module, "-o", folder / "model.so"):
        return
    got = {}
    for kind in ("normal", "special"):
        data = folder / f"{kind}.npz"
        np.savez(data, **matrix.inputs(name, kind == "special"))
        for engine in ("reference", *isas):
            out = folder / f"{kind}.{engine}.npz"
            how = (module, "--engine", "reference") if engine == "reference" else \
                (folder / "model.so", "--isa", engine)
            if suite.ok(f"{name}: {kind} {engine}", "run", *how, "--input", data,
                        "--output", out):
                got[kind, engine] = load_arrays(out)
    for result in (f"{op} {g}" for g in matrix.GRANULARITIES for op in matrix.OPS):
        wrong = [key for key in ((k, i) for k in ("normal", "special") for i in isas)
                 if key not in got or (key[0], "reference") not in got
                 or not same_bytes(got[key[0], "reference"][result], got[key][result])]
        suite.check(f"{name}: {result}", not wrong, f"differs: {wrong}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    parser.add_argument("--only", default=".*", help="a regular expression of formats")
    parser.add_argument("--keep", type=pathlib.Path, help="leave all files in this folder")
    args = parser.parse_args()
    suite, isas = Suite(args.build), available_isas()
    names = [n for n in matrix.FORMATS if re.search(args.only, n)]
    with tempfile.TemporaryDirectory(prefix="qopt-") as folder:
        root = args.keep or pathlib.Path(folder)

        def run(task):
            home = root / str(task[0])
            home.mkdir(parents=True)
            check_format(suite, isas, home, task[1])

        suite.parallel(run, list(enumerate(names)))
    combinations = len(names) * len(matrix.GRANULARITIES) * len(matrix.OPS)
    suite.note(f"{len(names)} formats x {len(matrix.GRANULARITIES)} granularities x "
               f"{len(matrix.OPS)} ops = {combinations} combinations, each on "
               f"{', '.join(isas)}")
    return suite.finish()


if __name__ == "__main__":
    sys.exit(main())
