#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Scales made at run time, and LLM.int8()'s split layers: every code path gives the
# interpreter's bytes, rows of zeros, NaN and infinity included, and a linear layer
# those of a second implementation, here in numpy.
"""usage: suite_run_time.py BUILD_DIR; last line: 'N passed, M failed'."""

import json
import sys

import numpy as np

import qopt_checks
from qopt_checks import available_isas, load_arrays

LARGE = [1, 3]  # columns that hold outliers
THRESHOLD = np.float32(6)


def constant(name, array):
    shape = "x".join(str(d) for d in array.shape)
    return (f'  %{name} = qopt.constant dense<"0x{array.astype("<f4").tobytes().hex()}"> : '
            f"tensor<{shape}xf32>\n")


class Attention:
    """One head over a batch: three linear layers, one with a bias, both products of
    run-time values, a softmax."""

    def __init__(self, folder, batch, tokens, width, head):
        rng = np.random.default_rng(batch * 1000 + width)
        self.name = f"b{batch}_t{tokens}_k{width}_n{head}"
        self.x = rng.standard_normal((batch, tokens, width)).astype(np.float32)
        self.x[:, :, LARGE] *= np.float32(9)
        self.x[:, 0, LARGE] = [6, -20]
        self.weights = {n: rng.standard_normal((width, head)).astype(np.float32) for n in "qkv"}
        self.bias = rng.standard_normal(head).astype(np.float32)
        self.model = folder / f"{self.name}.mlir"
        x, h = f"tensor<{batch}x{tokens}x{width}xf32>", f"tensor<{batch}x{tokens}x{head}xf32>"
        w, t = f"tensor<{width}x{head}xf32>", f"tensor<{batch}x{head}x{tokens}xf32>"
        a = f"tensor<{batch}x{tokens}x{tokens}xf32>"
        self.model.write_text(
            f'func.func @main(%x: {x} {{qopt.name = "x"}}) -> ({h} {{qopt.name = "q"}}, {a} '
            f'{{qopt.name = "a"}}, {h} {{qopt.name = "y"}}) {{\n'
            + "".join(constant("w" + n, w) for n, w in self.weights.items())
            + constant("b", self.bias) +
            f'  %q = qopt.matmul %x, %wq bias %b : ({x}, {w}, tensor<{head}xf32>) -> {h} loc("q")\n'
            f'  %k = qopt.matmul %x, %wk : ({x}, {w}) -> {h} loc("k")\n'
            f'  %v = qopt.matmul %x, %wv : ({x}, {w}) -> {h} loc("v")\n'
            f"  %t = qopt.transpose %k perm [0, 2, 1] : {h} -> {t}\n"
            f'  %a = qopt.matmul %q, %t : ({h}, {t}) -> {a} loc("a")\n'
            f"  %p = qopt.softmax %a axis 2 : ({a}) -> {a}\n"
            f'  %y = qopt.matmul %p, %v : ({a}, {h}) -> {h} loc("y")\n'
            f"  return %q, %a, %y : {h}, {a}, {h}\n}}\n")

    def inputs(self):
        """Runs that run-time scales must survive, one after the other."""
        zeros, nans, infinite, tiny = (self.x.copy() for _ in range(4))
        zeros[:, 0] = 0.0
        zeros[:, 1] = -0.0
        nans[:, 1, 0] = np.nan
        infinite[:, 0, 1] = -np.inf
        infinite[:, 1, 0] = np.inf
        infinite[:, 1, 1] = np.nan
        tiny *= np.float32(1e-38)
        tiny[:, 1] *= np.float32(1e-5)
        return [self.x, zeros, nans, infinite, tiny, np.zeros_like(self.x), self.x * 100]


#===-- In numpy, every step in f32 ---------------------------------------------===#

def scales_of(x):
    return np.abs(x).max(-1, keepdims=True) / np.float32(127)


def codes_of(x, scale, most=127):
    ratio = np.where(scale == 0, np.float32(0), x / np.where(scale == 0, 1, scale))
    return np.clip(np.rint(np.nan_to_num(ratio, nan=0.0, posinf=1e9, neginf=-1e9)),
                   -most, most).astype(np.int64)


def in_order(x, w):
    """Sums in the order of k, products and sums rounded to f32."""
    total = np.zeros((*x.shape[:-1], w.shape[1]), np.float32)
    for k in range(w.shape[0]):
        total = total + x[..., k:k + 1] * w[k]
    return total


def plain(x, w, bias):
    rows, columns = scales_of(x), scales_of(w.T)[:, 0]
    sums = (codes_of(x, rows) @ codes_of(w.T, columns[:, None]).T).astype(np.float32)
    return sums * rows * columns + bias


def split_f32(x, w, bias):
    rest, others = x.copy(), w.copy()
    rest[..., LARGE] = 0
    others[LARGE] = 0
    return plain(rest, others, bias) + in_order(x[..., LARGE], w[LARGE])


def split_s16(x, w, bias):
    rest = x.copy()
    rest[..., LARGE] = 0
    rows, columns = scales_of(rest), scales_of(w.T)[:, 0]
    filters = codes_of(w.T, columns[:, None]).T
    sums = codes_of(rest, rows) @ filters
    sums = sums + codes_of(x[..., LARGE], rows, 32767) @ filters[LARGE]
    return sums.astype(np.float32) * rows * columns + bias


def split_dynamic(x, w, bias):
    large = ~(np.abs(x) < THRESHOLD).all((0, 1))
    rest, outliers = np.where(large, np.float32(0), x), np.where(large, x, np.float32(0))
    columns = scales_of(w.T)[:, 0]
    filters = codes_of(w.T, columns[:, None]).T.astype(np.float32)
    return plain(rest, w, bias) + (np.float32(0) + in_order(outliers, filters) * columns)


def in_bf16(x):
    """Rounded to the nearest number whose lower half is 0, ties to even."""
    bits = x.view(np.uint32).astype(np.uint64)
    return ((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000).astype(np.uint32).view(np.float32)


def grouped(size, low, high, asymmetric):
    """Sums of codes in every group of `size` k, scaled run by run."""
    def formula(x, w, bias):
        rows = scales_of(x)
        codes = codes_of(x, rows)
        total = np.zeros((*x.shape[:-1], w.shape[1]), np.float32)
        for k in range(0, w.shape[0], size):
            part = w[k:k + size].astype(np.float64)
            least, most = np.minimum(part.min(0), 0), np.maximum(part.max(0), 0)
            scale = ((most - least) / (high - low) if asymmetric
                     else np.maximum(most, -least) / high).astype(np.float32)
            zero = np.clip(np.rint(low - least / scale), low, high) if asymmetric else 0
            scale = in_bf16(scale)
            weights = np.clip(np.rint(w[k:k + size] / scale) + zero, low, high) - zero
            sums = (codes[..., k:k + size] @ weights.astype(np.int64)).astype(np.float32)
            total = total + sums * scale
        return total * rows + bias
    return formula


def one_nan(x):
    """Where floats meet, the sign of a NaN is the instruction set's."""
    return np.where(np.isnan(x), np.float32(np.nan), x)


# Recipe: (calibrates, outputs that are equal to the byte, the same in numpy).
RECIPES = {
    "w8a8": (False, {"q", "a", "y"}, plain),
    "w8a8-o1": (False, {"q", "a", "y"}, None),
    "w8a8-o2": (False, {"q", "a", "y"}, None),
    "fp8-token": (False, {"q", "a", "y"}, None),
    "w4a8-g32": (False, {"q"}, grouped(32, -7, 7, False)),
    "w4a8-token": (False, {"q"}, None),
    "u4a8-g32": (False, {"q"}, grouped(32, 0, 15, True)),
    "w3a8-g32": (False, {"q"}, grouped(32, -3, 3, False)),
    "w2a8-g32": (False, {"q"}, None),
    "w1.58a8": (False, {"q"}, None),
    "mxfp4a8": (False, {"q"}, None),
    "bcq3a8": (False, {"q"}, None),
    "w8a8-o3": (True, {"q", "a", "y"}, None),
    "w8a8-static": (True, {"q", "a", "y"}, None),
    "llm-int8": (True, {"q", "a", "y"}, split_f32),
    "llm-int8-s16": (True, {"q", "a", "y"}, split_s16),
    "llm-int8-dynamic": (False, {"q", "a", "y"}, split_dynamic),
}


def check_recipe(suite, folder, attention, recipe, data):
    name = f"{attention.name}_{recipe}"
    calibrates, compared, formula = RECIPES[recipe]
    quantized, report = folder / f"{name}.mlir", folder / f"{name}.json"
    calibration = folder / f"{name}_calib.npz"
    np.savez(calibration, x=attention.x)
    if not suite.ok(name, "quantize", attention.model, "--recipe", recipe, "-o", quantized,
                    "--report", report, *(["--data", calibration] if calibrates else [])):
        return
    if recipe.startswith("llm"):
        split = {row["node"]: row["outlier_columns"] for row in json.loads(report.read_text())
                 if "outlier_columns" in row}
        wanted = "dynamic" if recipe == "llm-int8-dynamic" else LARGE
        suite.check(f"{name}: reported columns", split == dict.fromkeys("qkv", wanted), split)
    outputs = {}
    for how in [("--engine", "reference"), *(("--isa", isa) for isa in available_isas())]:
        out = folder / f"{name}_{how[1]}.npz"
        result = suite.ok(f"{name} {how[1]}", "run", quantized, "--input", data, "--output", out,
                          *how)
        if result:
            outputs[how[1]] = load_arrays(out)
            suite.check(f"{name} {how[1]}: linear layers are packed",
                        not any(f"'{n}' takes the generic path: expected constant".encode() in result.stderr
                                for n in "qkv"), result.stderr)
    for isa, arrays in outputs.items():
        differing = {n for n in compared
                     if one_nan(arrays[n]).tobytes() != one_nan(outputs["reference"][n]).tobytes()}
        suite.check(f"{name} {isa}: bytes", not differing, differing)
    if formula:
        with np.errstate(all="ignore"):
            mine = np.concatenate([formula(x, attention.weights["q"], attention.bias)
                                   for x in attention.inputs()])
        theirs = outputs["reference"]["q"]
        suite.check(f"{name}: numpy", np.array_equal(mine, theirs, equal_nan=True),
                    np.argwhere(~((mine == theirs) | (np.isnan(mine) & np.isnan(theirs))))[:5])


def check_attention(suite, folder, shape):
    attention = Attention(folder, *shape)
    data = folder / f"{attention.name}.npz"
    np.savez(data, x=np.concatenate(attention.inputs()))
    for recipe in RECIPES:
        suite.section(check_recipe, suite, folder, attention, recipe, data)


def sections(suite, folder):
    # K below, at and beyond a run of four; columns below and beyond a panel of 16.
    suite.parallel(lambda shape: check_attention(suite, folder, shape),
                   [(1, 2, 4, 16), (3, 5, 7, 19), (2, 33, 67, 33)])


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
