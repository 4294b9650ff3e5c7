# SPDX-License-Identifier: Apache-2.0
#
# Products of quantized activations and constant filters, for every pair of formats
# whose values are integers times a power of two, and the same in Python integers
# from nothing but the formats' values: an oracle that shares no code with qopt.
"""W+A products: IR, inputs, and an exact reference."""

import math
from fractions import Fraction

import numpy as np

from formats import matrix

# What integer arithmetic takes at run time (of FORMATS: at most 8 bits, every code
# an integer of at most 16 bits times one power of two).
INTEGER_VALUED = (
    "int<s8>", "int<u8>", "int<s4>", "float<e2m1finite>", "float<e2m3finite>",
    "float<e3m2finite>", "float<e3m2finite, subnormals = flush>", "flint<s4>", "flint<u4>",
    "flint<s8>", "pot<s4>", "pot<u3>", "apot<s4>", "log<s4>", "ternary", "binary",
    "abfloat<e2m1, bias = 2>")
# Codes that no number is rounded to, and a format that rounds logarithms.
RESERVED = {"ternary": {2}, "abfloat<e2m1, bias = 2>": {0, 8}}
RESULTS = tuple(f for f in INTEGER_VALUED if f != "log<s4>")
M, K, N = 5, 7, 6
GRANULARITIES = {"tensor": 1, "channel<1>": N}


class Values:
    """The numbers of a format's codes as exact fractions."""

    def __init__(self, name, values):
        self.uniform = matrix.FORMATS[name][0] is not None
        if self.uniform:
            sign, bits, _ = matrix.FORMATS[name]
            low = -(1 << (bits - 1)) if sign == "s" else 0
            values = {c: c for c in range(low, low + (1 << bits))}
        self.of = {code: Fraction(v) for code, v in values.items()}
        self.low, self.high = min(values), max(values)
        self.rounded_to = {v for c, v in self.of.items() if c not in RESERVED.get(name, ())}
        # The least power of two that makes integers of all values.
        whole = lambda e: all((v * Fraction(2) ** e).denominator == 1
                              for v in self.of.values())
        self.exponent = 0
        while not whole(self.exponent):
            self.exponent += 1
        while not self.uniform and any(self.of.values()) and whole(self.exponent - 1):
            self.exponent -= 1
        ints = [int(v * Fraction(2) ** self.exponent) for v in self.of.values()]
        self.bits = next(b for b in range(1, 64)
                         if max(ints) < 1 << (b - 1) and min(ints) >= -(1 << (b - 1)))

    def integers(self, codes):
        scale = Fraction(2) ** self.exponent
        return [[int(self.of[int(c)] * scale) for c in row] for row in codes]

    def nearest(self, number):
        """The values nearest to a number: one, or two at a tie."""
        distance = min(abs(v - number) for v in self.rounded_to)
        return {v for v in self.rounded_to if abs(v - number) == distance}


def fixed_point(real):
    """TFLite's multiplier and shift: real = multiplier * 2^-shift."""
    fraction, exponent = math.frexp(real)
    multiplier = math.floor(fraction * (1 << 31) + 0.5)
    if multiplier == 1 << 31:
        multiplier, exponent = multiplier >> 1, exponent + 1
    return multiplier, 31 - exponent


class Case:
    """One product: a weight format, its granularity, a result format, a bias or
    none. `number` names it and seeds it."""

    def __init__(self, number, activation, weight, granularity, result):
        self.number, self.activation, self.weight = number, activation, weight
        self.granularity, self.result = granularity, result
        self.label = f"{activation} x {weight} {granularity} -> {result}"
        rng = np.random.default_rng([number, len(activation)] + list(weight.encode()))
        self.codes = self.draw(weight, (K, N), rng)
        count = GRANULARITIES[granularity]
        reach = lambda name: matrix.FORMATS[name][2]
        self.x_scale = np.float32(rng.uniform(0.5, 2) / reach(activation))
        self.w_scales = (rng.uniform(0.5, 2, count) / reach(weight)).astype(np.float32)
        # The largest results saturate now and then.
        self.y_scale = np.float32(rng.uniform(0.6, 1.2) * math.sqrt(K) / reach(result))
        self.x_zero = int(rng.integers(-3, 4)) if activation == "int<s8>" else 0
        self.y_zero = int(rng.integers(-3, 4)) if result == "int<s8>" else 0
        self.bias = rng.integers(-40, 40, N) if number % 3 else None

    @staticmethod
    def draw(name, shape, rng):
        sign, bits, _ = matrix.FORMATS[name]
        low = -(1 << (bits - 1)) if sign == "s" else 0
        return rng.integers(low, low + (1 << bits), shape)

    def text(self):
        """The lines that make %r<number>."""
        n = self.number
        tensor, element = matrix.tensor, lambda f, g: f"!qopt.q<#qopt.{f}, #qopt.{g}>"
        storage = lambda name: matrix.storage(name)[0]
        x, w, y = (tensor((M, K), element(self.activation, "tensor")),
                   tensor((K, N), element(self.weight, self.granularity)),
                   tensor((M, N), element(self.result, "tensor")))
        shape = () if self.granularity == "tensor" else (N,)
        dense = lambda a: str(np.asarray(a).tolist())
        scale = lambda s: f"dense<{dense(s if len(s) > 1 else s[0])}>"
        constants = {
            "xs": (f"dense<{float(self.x_scale)}>", "tensor<f32>"),
            "xz": (f"dense<{self.x_zero}>", "tensor<i32>"),
            "wc": (f"dense<{dense(self.codes)}>", tensor((K, N), storage(self.weight))),
            "ws": (scale(self.w_scales), tensor(shape, "f32")),
            "wz": ("dense<0>", tensor(shape, "i32")),
            "ys": (f"dense<{float(self.y_scale)}>", "tensor<f32>"),
            "yz": (f"dense<{self.y_zero}>", "tensor<i32>")}
        lines = [f"%{k}{n} = qopt.constant {v} : {t}" for k, (v, t) in constants.items()]
        lines += [
            f"%x{n} = qopt.assemble %x, %xs{n}, %xz{n} : "
            f"{tensor((M, K), storage(self.activation))}, tensor<f32>, tensor<i32> -> {x}",
            f"%w{n} = qopt.assemble %wc{n}, %ws{n}, %wz{n} : "
            f"{tensor((K, N), storage(self.weight))}, {tensor(shape, 'f32')}, "
            f"{tensor(shape, 'i32')} -> {w}"]
        bias, bias_type = "", ""
        if self.bias is not None:
            b = tensor((N,), element("int<s32>", "channel<0>"))
            lines += [
                f"%bc{n} = qopt.constant dense<{dense(self.bias)}> : tensor<{N}xi32>",
                f"%bs{n} = qopt.constant dense<{dense(self.bias_scales())}> : tensor<{N}xf32>",
                f"%bz{n} = qopt.constant dense<0> : tensor<{N}xi32>",
                f"%b{n} = qopt.assemble %bc{n}, %bs{n}, %bz{n} : tensor<{N}xi32>, "
                f"tensor<{N}xf32>, tensor<{N}xi32> -> {b}"]
            bias, bias_type = f" bias %b{n}", f", {b}"
        lines += [
            f"%y{n} = qopt.matmul %x{n}, %w{n}{bias} result(%ys{n}, %yz{n}) : "
            f"({x}, {w}{bias_type}, tensor<f32>, tensor<i32>) -> {y}",
            f"%r{n} = qopt.codes %y{n} : {y} -> {self.result_type()}"]
        return lines

    def result_type(self):
        return matrix.tensor((M, N), matrix.storage(self.result)[0])

    def bias_scales(self):
        """Input scale times filter scale, whatever the formats' integers mean."""
        scales = self.x_scale * np.broadcast_to(self.w_scales, (N,))
        return scales.astype(np.float32)

    def reference(self, x_codes, values):
        """Per element the set of values that may come out (two at a tie of a table
        format, whose rule is the format's own), or one code of a uniform one."""
        a, w, y = (values[name] for name in (self.activation, self.weight, self.result))
        x = [[v - self.x_zero for v in row] for row in a.integers(x_codes)]
        filters = w.integers(self.codes)
        result = []
        for row in x:
            result.append([])
            for n in range(N):
                step = math.ldexp(float(self.x_scale), -a.exponent) * \
                    math.ldexp(float(self.w_scales[n % len(self.w_scales)]), -w.exponent)
                total = sum(p * q[n] for p, q in zip(row, filters))
                if self.bias is not None:
                    total += int(self.bias[n]) * 2 ** max(a.exponent + w.exponent, 0)
                result[-1].append(self.finish(total, step, y))
        return result

    def finish(self, total, step, y):
        fraction = 0 if y.uniform else y.exponent + min(25 - y.bits, 16)
        multiplier, shift = fixed_point(math.ldexp(step / float(self.y_scale), fraction))
        steps = (total * multiplier + (1 << (shift - 1))) >> shift
        if y.uniform:
            return {Fraction(min(max(steps + self.y_zero, y.low), y.high))}
        return y.nearest(Fraction(steps) / Fraction(2) ** fraction)


def cases(activation):
    """All weight formats and granularities beside one activation format."""
    result = []
    for weight in INTEGER_VALUED:
        for granularity in GRANULARITIES:
            number = len(result)
            start = INTEGER_VALUED.index(activation)
            y = RESULTS[(start + 3 * number) % len(RESULTS)]
            result.append(Case(number, activation, weight, granularity, y))
    return result


def module(activation, products):
    storage = matrix.tensor((M, K), matrix.storage(activation)[0])
    results = ", ".join(f'{p.result_type()} {{qopt.name = "r{p.number}"}}' for p in products)
    lines = [line for p in products for line in p.text()]
    values = ", ".join(f"%r{p.number}" for p in products)
    types = ", ".join(p.result_type() for p in products)
    return "\n".join(["module {", f'  func.func @main(%x: {storage} {{qopt.name = "x"}})',
                      f"      -> ({results}) {{", *("    " + line for line in lines),
                      f"    return {values} : {types}", "  }", "}"]) + "\n"
