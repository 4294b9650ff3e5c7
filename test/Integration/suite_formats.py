#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Every number format under every granularity, some also with f32 zero points or
# sparsity: quantize (stochastic rounding, too),
# dequantize, requantize and the weight-only product of compiled code, on every code
# path, against the interpreter, byte for byte, on ordinary and on special values.
# (The bytes of a NaN are not compared: its sign and payload are no part of any op's
# meaning.) Products of quantized activations in every pair of integer-valued formats
# likewise, and against exact integers made in Python from the formats' values alone.
"""usage: suite_formats.py BUILD_DIR [--only REGEX]; last line: 'N passed, M failed'."""

import argparse
import re
import sys
import tempfile
import pathlib

import numpy as np

from formats import activations, matrix
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


def check_format(suite, isas, folder, case):
    name = case.name
    module = folder / "model.mlir"
    module.write_text(matrix.Module(case).text())
    if not suite.ok(f"{name}: compile", "compile", module, "-o", folder / "model.so"):
        return
    got = {}
    for kind in ("normal", "special"):
        data = folder / f"{kind}.npz"
        np.savez(data, **matrix.inputs(case, kind == "special"))
        for engine in ("reference", *isas):
            out = folder / f"{kind}.{engine}.npz"
            how = (module, "--engine", "reference") if engine == "reference" else \
                (folder / "model.so", "--isa", engine)
            if suite.ok(f"{name}: {kind} {engine}", "run", *how, "--input", data,
                        "--output", out):
                got[kind, engine] = load_arrays(out)
    for result in (f"{op} {g}" for g in matrix.GRANULARITIES for op in case.ops):
        wrong = [key for key in ((k, i) for k in ("normal", "special") for i in isas)
                 if key not in got or (key[0], "reference") not in got
                 or not same_bytes(got[key[0], "reference"][result], got[key][result])]
        suite.check(f"{name}: {result}", not wrong, f"differs: {wrong}")


def read_values(suite, name):
    """The numbers of a format's codes, as `qopt formats` prints them."""
    if matrix.FORMATS[name][0] is not None:
        return activations.Values(name, None)
    listed = suite.ok(f"formats {name}", "formats", name)
    lines = re.findall(r"^ +(\d+)  (\S+)", listed.stdout.decode() if listed else "", re.M)
    return activations.Values(name, {int(code): float(value) for code, value in lines})


def check_products(suite, isas, folder, activation, values):
    """All W+A products of one activation format."""
    products = activations.cases(activation)
    module, data = folder / "model.mlir", folder / "x.npz"
    module.write_text(activations.module(activation, products))
    codes = activations.Case.draw(activation, (activations.M, activations.K),
                                  np.random.default_rng(len(activation)))
    np.savez(data, x=codes.astype(matrix.storage(activation)[1]))
    if not suite.ok(f"{activation} products: compile", "compile", module, "-o",
                    folder / "model.so"):
        return
    got = {}
    for engine in ("reference", *isas):
        out = folder / f"{engine}.npz"
        how = (module, "--engine", "reference") if engine == "reference" else \
            (folder / "model.so", "--isa", engine)
        if suite.ok(f"{activation} products: {engine}", "run", *how, "--input", data,
                    "--output", out):
            got[engine] = load_arrays(out)
    for case in products:
        wrong = [e for e in isas if e not in got or "reference" not in got
                 or not same_bytes(got["reference"][f"r{case.number}"], got[e][f"r{case.number}"])]
        suite.check(f"{case.label}: code paths", not wrong, f"differs: {wrong}")
        if "reference" not in got:
            continue
        result = got["reference"][f"r{case.number}"]
        wanted = case.reference(codes, values)
        numbers = [[values[case.result].of[int(c)] for c in row] for row in result]
        bad = [(m, n) for m, row in enumerate(numbers) for n, v in enumerate(row)
               if v not in wanted[m][n]]
        suite.check(f"{case.label}: exact integers", not bad,
                    [(at, float(numbers[at[0]][at[1]]), [float(v) for v in wanted[at[0]][at[1]]])
                     for at in bad[:3]])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    parser.add_argument("--only", default=".*", help="a regular expression of formats")
    parser.add_argument("--keep", type=pathlib.Path, help="leave all files in this folder")
    args = parser.parse_args()
    suite, isas = Suite(args.build), available_isas()
    cases = [c for c in matrix.CASES if re.search(args.only, c.name)]
    with tempfile.TemporaryDirectory(prefix="qopt-") as folder:
        root = args.keep or pathlib.Path(folder)

        def run(task):
            home = root / str(task[0])
            home.mkdir(parents=True)
            check_format(suite, isas, home, task[1])

        suite.parallel(run, list(enumerate(cases)))
        values = {n: read_values(suite, n) for n in activations.INTEGER_VALUED}

        def run_products(task):
            home = root / f"products{task[0]}"
            home.mkdir(parents=True)
            check_products(suite, isas, home, task[1], values)

        chosen = [n for n in activations.INTEGER_VALUED if re.search(args.only, n)]
        suite.parallel(run_products, list(enumerate(chosen)))
    combinations = len(matrix.GRANULARITIES) * sum(len(c.ops) for c in cases)
    suite.note(f"{len(cases)} formats (with f32 zero points and sparsity) x "
               f"{len(matrix.GRANULARITIES)} granularities x their ops = "
               f"{combinations} combinations, each on {', '.join(isas)}")
    suite.note(f"{len(chosen)} x {len(activations.INTEGER_VALUED)} pairs of formats x "
               f"{len(activations.GRANULARITIES)} granularities of filters = "
               f"{sum(len(activations.cases(n)) for n in chosen)} products of quantized "
               f"activations, each on {', '.join(isas)} and in exact integers")
    return suite.finish()


if __name__ == "__main__":
    sys.exit(main())
