#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Scales made at run time: every code path gives the interpreter's bytes, rows of
# zeros, NaN and infinity included, and a linear layer those of a second
# implementation, here in numpy. (Where a softmax' floats reach the output they may
# differ in the last bit, so recipes that leave its product float show linear layers.)
"""usage: suite_run_time.py BUILD_DIR; last line: 'N passed, M failed'."""

import sys

import numpy as np

import qopt_checks
from qopt_checks import available_isas, load_arrays

RECIPES = ["w8a8", "w8a8-o1", "w8a8-o2", "fp8-token"]
STATIC = ["w8a8-static", "w8a8-o3"]
LINEAR_ONLY = ["w8a8-static"]


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
        self.weights = {n: rng.standard_normal((width, head)).astype(np.float32) for n in "qkv"}
        self.bias = rng.standard_normal(head).astype(np.float32)
        self.model = folder / f"{self.name}.mlir"
        x, h = f"tensor<{batch}x{tokens}x{width}xf32>", f"tensor<{batch}x{tokens}x{head}xf32>"
        w, t = f"tensor<{width}x{head}xf32>", f"tensor<{batch}x{head}x{tokens}xf32>"
        a = f"tensor<{batch}x{tokens}x{tokens}xf32>"
        self.model.write_text(
            f'func.func @main(%x: {x} {{qopt.name = "x"}}) -> ({h} {{qopt.name = "q"}}, {h} '
            '{qopt.name = "y"}) {\n'
            + "".join(constant("w" + n, w) for n, w in self.weights.items())
            + constant("b", self.bias) +
            f'  %q = qopt.matmul %x, %wq bias %b : ({x}, {w}, tensor<{head}xf32>) -> {h} loc("q")\n'
            f'  %k = qopt.matmul %x, %wk : ({x}, {w}) -> {h} loc("k")\n'
            f'  %v = qopt.matmul %x, %wv : ({x}, {w}) -> {h} loc("v")\n'
            f"  %t = qopt.transpose %k perm [0, 2, 1] : {h} -> {t}\n"
            f'  %a = qopt.matmul %q, %t : ({h}, {t}) -> {a} loc("a")\n'
            f"  %p = qopt.softmax %a axis 2 : ({a}) -> {a}\n"
            f'  %y = qopt.matmul %p, %v : ({a}, {h}) -> {h} loc("y")\n'
            f"  return %q, %y : {h}, {h}\n}}\n")

    def odd_inputs(self):
        """What run-time scales must survive, one sample each."""
        zeros, nans, infinite, tiny = (self.x.copy() for _ in range(4))
        zeros[:, 0] = 0.0
        zeros[:, 1] = -0.0
        nans[:, 1, 0] = np.nan
        infinite[:, 0, 1] = -np.inf
        infinite[:, 1, 0] = np.inf
        infinite[:, 1, 1] = np.nan
        tiny *= np.float32(1e-38)
        tiny[:, 1] *= np.float32(1e-5)
        return {"plain": self.x, "zeros": zeros, "nans": nans, "infinite": infinite,
                "tiny": tiny, "nothing": np.zeros_like(self.x)}


def quantize_rows(x):
    """Codes and scales of the rows of x, every step in f32."""
    with np.errstate(all="ignore"):
        scale = np.abs(x).max(-1, keepdims=True) / np.float32(127)
        ratio = np.where(scale == 0, np.float32(0), x / scale)
        codes = np.clip(np.rint(np.nan_to_num(ratio, nan=0.0)), -127, 127)
    return codes.astype(np.int64), scale


def linear(x, w, bias):
    """w8a8 of one layer, in the order of operations that dequantize_sums states."""
    codes, rows = quantize_rows(x)
    weights, columns = quantize_rows(np.ascontiguousarray(w.T))
    sums = (codes @ weights.T).astype(np.float32)
    with np.errstate(invalid="ignore"):
        return sums * rows * columns[:, 0] + bias


def run(suite, name, model, data, out, *how):
    result = suite.ok(name, "run", model, "--input", data, "--output", out, *how)
    return out if result else None


def differing_outputs(first, second):
    """Names of the arrays of two .npz files that are not the same bytes."""
    a, b = load_arrays(first), load_arrays(second)
    return {n for n in a.keys() | b.keys()
            if n not in a or n not in b or a[n].tobytes() != b[n].tobytes()}


def check_paths(suite, name, quantized, inputs, folder, ignored, attention=None):
    for kind, x in inputs.items():
        data = folder / f"{name}_{kind}.npz"
        np.savez(data, x=x)
        wanted = run(suite, f"{name} {kind} interpreted", quantized, data,
                     folder / f"{name}_{kind}_reference.npz", "--engine", "reference")
        if not wanted:
            continue
        for isa in available_isas():
            got = run(suite, f"{name} {kind} {isa}", quantized, data,
                      folder / f"{name}_{kind}_{isa}.npz", "--isa", isa)
            if got:
                differing = differing_outputs(wanted, got)
                suite.check(f"{name} {kind} {isa}: bytes", not differing - ignored, differing)
        if attention is not None:
            mine = linear(x, attention.weights["q"], attention.bias)
            theirs = load_arrays(wanted)["q"]
            suite.check(f"{name} {kind}: numpy", np.array_equal(mine, theirs, equal_nan=True),
                        (mine, theirs))


def check_attention(suite, folder, shape):
    attention = Attention(folder, *shape)
    inputs = attention.odd_inputs()
    calibration = folder / f"{attention.name}_calib.npz"
    np.savez(calibration, x=attention.x)
    for recipe in RECIPES + STATIC:
        name = f"{attention.name}_{recipe}"
        quantized = folder / f"{name}.mlir"
        data = ["--data", calibration] if recipe in STATIC else []
        if not suite.ok(name, "quantize", attention.model, "--recipe", recipe, "-o", quantized,
                        *data):
            continue
        text = quantized.read_text()
        products = text.count("xi8>) -> tensor")
        suite.check(f"{name}: products of codes",
                    recipe == "fp8-token" or recipe in STATIC or products == 5, products)
        check_paths(suite, name, quantized, inputs, folder,
                    {"y"} if recipe in LINEAR_ONLY else set(),
                    attention if recipe == "w8a8" else None)


def sections(suite, folder):
    # K below, at and beyond a run of four; columns below and beyond a panel of 16.
    suite.parallel(lambda shape: check_attention(suite, folder, shape),
                   [(1, 2, 4, 16), (3, 5, 7, 19), (2, 33, 67, 33)])


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
