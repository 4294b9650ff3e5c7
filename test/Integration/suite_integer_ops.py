#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# The ops of a transformer in integers only, each alone, against the f32 op on the
# numbers that its codes stand for: the largest error in steps of the result. Half a
# step is what rounding the exact result would cost.
"""usage: suite_integer_ops.py BUILD_DIR; last line: 'N passed, M failed'."""

import pathlib
import sys

import numpy as np

import qopt_checks

# Largest error in result steps; docs/guides/transformers.md states the same numbers.
BOUNDS = {
    "matmul": 0.51, "matmul of two activations": 0.51, "add of 16 bits": 0.51,
    "multiply": 0.51, "layer norm": 0.51, "layer norm of 16 bits": 0.51,
    "rms norm of 16 bits": 0.51, "softmax": 0.51, "softmax of 16 bits": 0.51,
    "masked softmax": 0.51, "gelu": 0.5001, "silu": 0.5001, "rotary": 0.52,
    "rotary of 16 bits": 4.0, "embedding": 0.5001,
}
ROWS, WIDTH = 96, 64


class Operand:
    """A quantized constant, which passes cannot fold, or a plain f32 one."""

    def __init__(self, name, values, scale=None, zero=0, opaque=True):
        self.name, self.values, self.scale, self.zero = name, values, scale, zero
        self.opaque = opaque and scale is not None
        self.type = {"int8": "i8", "int16": "i16", "float32": "f32", "int64": "i64"}[values.dtype.name]
        self.shape = "x".join(map(str, values.shape))

    def quantized_type(self):
        return f"tensor<{self.shape}x!qopt.q<#qopt.int<s{self.type[1:]}>, #qopt.tensor>>"

    def text(self, quantized):
        plain = f"tensor<{self.shape}x{self.type}>"
        data = self.values.astype(self.values.dtype.newbyteorder("<")).tobytes().hex()
        n = self.name
        if self.scale is None:
            return f'  %{n} = qopt.constant dense<"0x{data}"> : {plain}\n'
        lines = f'  %{n}_c0 = qopt.constant dense<"0x{data}"> : {plain}\n'
        # A reshape hides what the codes are.
        lines += (f"  %{n}_c = qopt.reshape %{n}_c0 : {plain} -> {plain}\n" if self.opaque else
                  f'  %{n}_c = qopt.constant dense<"0x{data}"> : {plain}\n')
        lines += (f"  %{n}_s = qopt.constant dense<{self.scale!r}> : tensor<f32>\n"
                  f"  %{n}_z = qopt.constant dense<{self.zero}> : tensor<i32>\n"
                  f"  %{n}_q = qopt.assemble %{n}_c, %{n}_s, %{n}_z : {plain}, tensor<f32>, "
                  f"tensor<i32> -> {self.quantized_type()}\n")
        if quantized:
            return lines.replace(f"%{n}_q =", f"%{n} =")
        return lines + (f"  %{n} = qopt.dequantize %{n}_q : {self.quantized_type()} -> "
                        f"tensor<{self.shape}xf32>\n")

    def operand_type(self, quantized):
        if self.scale is None:
            return f"tensor<{self.shape}x{self.type}>"
        return self.quantized_type() if quantized else f"tensor<{self.shape}xf32>"


class Case:
    """`form` is the op with {result}, {types} and {type} left open."""

    def __init__(self, name, form, operands, shape, bits=8, scale=0.05, zero=0, keeps=False):
        self.name, self.form, self.operands = name, form, operands
        self.shape, self.bits, self.scale, self.zero, self.keeps = shape, bits, np.float32(scale), zero, keeps

    def module(self, quantized):
        shape = "x".join(map(str, self.shape))
        q = f"tensor<{shape}x!qopt.q<#qopt.int<s{self.bits}>, #qopt.tensor>>"
        body = "".join(o.text(quantized) for o in self.operands)
        types = [o.operand_type(quantized) for o in self.operands]
        result, kind, suffix = "", f"tensor<{shape}xf32>", f"tensor<{shape}xf32>"
        if quantized:
            kind, suffix = q, f"tensor<{shape}xi{self.bits}>"
            body += (f"  %s = qopt.constant dense<{float(self.scale)!r}> : tensor<f32>\n"
                     f"  %z = qopt.constant dense<{self.zero}> : tensor<i32>\n")
            if not self.keeps:
                result = "result(%s, %z)"
                types += ["tensor<f32>", "tensor<i32>"]
        body += "  %y = " + self.form.format(result=result, types=", ".join(types), type=kind) + "\n"
        if quantized:
            body += f"  %r = qopt.codes %y : {kind} -> {suffix}\n"
        return (f"func.func @main() -> {suffix} {{\n{body}"
                f"  return %{'r' if quantized else 'y'} : {suffix}\n}}\n")

    def error(self, suite, folder):
        """Largest error in steps where the result is in range, or None."""
        tools = suite.qopt.parent
        got = []
        for quantized in (True, False):
            path, lowered = folder / "case.mlir", folder / "lowered.mlir"
            path.write_text(self.module(quantized))
            passes = ["--qopt-lower-to-integer", "--canonicalize", "--qopt-verify-integer"]
            lower = qopt_checks.run([tools / "qopt-opt", path, *(passes if quantized else []),
                                     "-o", lowered])
            if not suite.check(f"{self.name} lowers", lower.returncode == 0, lower.stderr):
                return None
            run = qopt_checks.run([tools / "qopt-interpret", lowered, "--limit", 10 ** 6])
            if not suite.check(f"{self.name} runs", run.returncode == 0, run.stderr):
                return None
            got.append(np.array(run.stdout.split(b"\n")[1].split(), np.float64))
        codes, real = got
        low, high = -2.0 ** (self.bits - 1), 2.0 ** (self.bits - 1) - 1
        wanted = np.clip(real / np.float64(self.scale) + self.zero, low, high)
        return float(np.max(np.abs(codes - wanted)))


def codes(rng, shape, bits=8):
    """Uniform and nearly normal rows, and the extremes."""
    span = 2 ** (bits - 1)
    values = rng.normal(0, span / 4, shape)
    values[::3] = rng.uniform(-span, span, values[::3].shape)
    return np.clip(np.rint(values), -span, span - 1).astype(np.int8 if bits == 8 else np.int16)


def cases():
    rng = np.random.default_rng(11)
    rows, square = (ROWS, WIDTH), (WIDTH, WIDTH)
    x8 = Operand("x", codes(rng, rows), 0.04, 5)
    x16 = Operand("x", codes(rng, rows, 16), 0.0003, 0)
    y8 = Operand("w", codes(rng, rows), 0.03, -9)
    filters = Operand("w", codes(rng, square), 0.01, 0, opaque=False)
    other = Operand("w", codes(rng, square), 0.01, 3)
    gain = Operand("g", (1 + 0.3 * rng.normal(size=WIDTH)).astype(np.float32))
    bias = Operand("b", (0.2 * rng.normal(size=WIDTH)).astype(np.float32))
    angles = rng.uniform(0, 6.3, (ROWS, WIDTH // 2))
    turn = [Operand("c", np.cos(angles).astype(np.float32)), Operand("s1", np.sin(angles).astype(np.float32))]
    kept = (rng.uniform(size=rows) < 0.7).astype(np.int8)
    kept[:, 0] = 1
    mask = Operand("m", kept)
    ids = Operand("i", rng.integers(0, ROWS, 40))
    unary = "qopt.unary {kind} %x {{result}} : ({{types}}) -> {{type}}"
    norm = "qopt.norm {kind} %x gain %g{bias} {{result}} {{{{epsilon = 1.0e-5 : f64}}}} : ({{types}}) -> {{type}}"
    layer = norm.format(kind="layer", bias=" bias %b")
    binary = "qopt.binary {kind} %x, %w {{result}} : ({{types}}) -> {{type}}"
    product = "qopt.matmul %x, %w {result} : ({types}) -> {type}"
    softmax = "qopt.softmax %x{mask} {{result}} axis 1 : ({{types}}) -> {{type}}"
    rotary = "qopt.rotary %x cos %c sin %s1 {result} : ({types}) -> {type}"
    probability = dict(scale=1 / 256, zero=-128)
    return [
        Case("matmul", product, [x8, filters], rows, scale=0.09, zero=7),
        Case("matmul of two activations", product, [x8, other], rows, scale=0.09, zero=7),
        Case("add of 16 bits", binary.format(kind="add"), [x16, y8], rows, 16, 0.0004),
        Case("multiply", binary.format(kind="mul"), [x8, y8], rows, scale=0.05),
        Case("layer norm", layer, [x8, gain, bias], rows, scale=0.03, zero=-3),
        Case("layer norm of 16 bits", layer, [x16, gain, bias], rows, scale=0.03, zero=-3),
        Case("rms norm of 16 bits", norm.format(kind="rms", bias=""), [x16, gain], rows, scale=0.03),
        Case("softmax", softmax.format(mask=""), [x8], rows, **probability),
        Case("softmax of 16 bits", softmax.format(mask=""), [x16], rows, **probability),
        Case("masked softmax", softmax.format(mask=" mask %m"), [x8, mask], rows, **probability),
        Case("gelu", unary.format(kind="gelu"), [x8], rows, scale=0.035, zero=-100),
        Case("silu", unary.format(kind="silu"), [x8], rows, scale=0.035, zero=-100),
        Case("rotary", rotary, [x8, *turn], rows, scale=0.05),
        Case("rotary of 16 bits", rotary, [x16, *turn], rows, 16, 0.0004),
        Case("embedding", "qopt.gather %x, %i axis 0 : {types} -> {type}", [x8, ids],
             (40, WIDTH), scale=0.04, zero=5, keeps=True),
    ]


def sections(suite, folder):
    worst = {}
    for case in cases():
        error = suite.section(case.error, suite, pathlib.Path(folder))
        if error is not None:
            worst[case.name] = error
            suite.check(case.name, error <= BOUNDS[case.name],
                        f"expected at most {BOUNDS[case.name]} steps, got {error}")
    suite.check("all have a bound", set(worst) == set(BOUNDS), sorted(set(BOUNDS) - set(worst)))
    for name, error in worst.items():
        suite.note(f"{name:28} {error:.4f} steps")


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
