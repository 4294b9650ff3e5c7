# SPDX-License-Identifier: Apache-2.0
#
# The matrix of number formats, granularities and ops, as one module per format:
# every combination is one named result of its @main.
"""Formats, granularities, and the IR that exercises a format."""

import re

import numpy as np

# Spelling: signed or unsigned codes (None: unsigned bit patterns of a table),
# bits of a code, and the largest magnitude (what data are scaled to).
FORMATS = {
    "int<s2>": ("s", 2, 1), "int<s4>": ("s", 4, 7), "int<s3, narrow>": ("s", 3, 3),
    "int<s5>": ("s", 5, 15), "int<u7>": ("u", 7, 127),
    "int<s8>": ("s", 8, 127), "int<u4>": ("u", 4, 15), "int<u8>": ("u", 8, 255),
    "int<s12>": ("s", 12, 2047), "int<s16>": ("s", 16, 32767),
    "int<u16>": ("u", 16, 65535),
    "float<e4m3fn>": (None, 8, 448), "float<e5m2>": (None, 8, 57344),
    "float<e5m2, overflow = special>": (None, 8, 57344),
    "float<e4m3fnuz>": (None, 8, 240), "float<e4m3fnuz, bias = 11.0>": (None, 8, 30),
    "float<e3m4>": (None, 8, 15.5), "float<e2m1finite>": (None, 4, 6),
    "float<e2m3finite>": (None, 6, 7.5), "float<e3m2finite>": (None, 6, 28),
    "float<e4m3finite, bias = 7.5>": (None, 8, 300),
    "float<ue4m4finite>": (None, 8, 480), "float<e8m0>": (None, 8, 2.0 ** 40),
    "float<e5m10>": (None, 16, 65504),
    "float<e3m2finite, subnormals = flush>": (None, 6, 28),
    "kbit_float<e2m1>": (None, 4, 1), "kbit_float<e2m1, gap = 4>": (None, 4, 1),
    "kbit_float<e3m4, gap = 2>": (None, 8, 1), "dynamic<s4>": (None, 4, 1),
    "dynamic<s8>": (None, 8, 1), "dynamic<u8>": (None, 8, 1), "nf4": (None, 4, 1),
    "fp4": (None, 4, 1), "af4": (None, 4, 1), "flint<s4>": (None, 4, 16),
    "flint<u4>": (None, 4, 64), "flint<s8>": (None, 8, 4096),
    "pot<s4>": (None, 4, 64), "pot<u3>": (None, 3, 64), "apot<s4>": (None, 4, 10),
    "log<s4>": (None, 4, 1), "log<u6, steps = 4>": (None, 6, 1),
    "ternary": (None, 2, 1), "binary": (None, 1, 1),
    "abfloat<e2m1, bias = 2>": (None, 4, 96),
    "codebook<dense<[-1.0, -0.3, 0.0, 0.1, 0.7]> : tensor<5xf32>>": (None, 3, 1),
    "codebook<dense<[-1.0, -0.5, 0.5, 1.0]> : tensor<4xf32>, ties = away_from_zero>":
        (None, 2, 1),
}
# Formats of several scales per slot.
PLANES = {"bcq<1>": (None, 1, 1), "bcq<3>": (None, 3, 3), "bcq<8>": (None, 8, 8)}
FACTS = {**FORMATS, **PLANES}

OPS = ("quantize", "dequantize", "matmul", "requantize", "stochastic")

# Cases of the matrix: a format with i32 zero points, with f32 ones, or sparse (the
# code of 0 is named where it is not 0).
REAL_ZEROS = ("int<s4>", "int<u4>", "int<s3, narrow>", "int<u8>", "int<s16>", "nf4",
              "float<e4m3fn>", "float<e2m1finite>", "float<e5m2, overflow = special>",
              "flint<s4>", "binary", "bcq<1>", "bcq<3>")
SPARSE = {"int<s4>": 0, "int<u8>": 0, "int<s16>": 0, "nf4": 7, "float<e4m3fn>": 0,
          "flint<s4>": 0, "ternary": 0}


class Case:
    """What one module exercises, and the name of it."""

    def __init__(self, name):
        self.name = name
        self.format, _, variant = name.partition(" with ")
        self.real, self.sparse = variant == "f32 zero points", variant == "sparsity"
        match = re.match(r"bcq<(\d)>", self.format)
        self.planes = int(match[1]) if match else 0
        # Results of requantize are in plain types.
        plain = not (self.real or self.sparse or self.planes)
        self.ops = tuple(op for op in OPS if plain or op != "requantize")


CASES = [Case(name) for name in (
    *FACTS, *(f"{name} with f32 zero points" for name in REAL_ZEROS),
    *(f"{name} with sparsity" for name in SPARSE))]
# What quantize chooses at run time, by the number of the granularity.
PATTERNS = ((2, 4, 0), (1, 4, 1), (4, 8, 0), (1, 2, 1), (3, 5, 0))

# Weights [K, N]; sizes that divide nothing, so that groups and blocks are ragged,
# run over rows, or hold several rows.
K, N, M = 22, 13, 3
GRANULARITIES = {
    "tensor": (), "channel<0>": (K,), "channel<1>": (N,), "group<0, 8>": (3, N),
    "group<0, 32>": (1, N), "group<1, 5>": (K, 3), "block<7>": (41,),
    "block<64>": (5,), "block<26>": (11,), "block<1000>": (1,), "token": (K,),
}
MODES = ("nearest_even", "nearest_away", "nearest_up", "toward_zero", "floor")


def storage(name):
    """MLIR's and numpy's type of a stored code."""
    sign, bits, _ = FACTS[name]
    width = 8 if bits <= 8 else 16
    if sign == "s":
        return f"i{width}", np.dtype(f"int{width}")
    return f"ui{width}", np.dtype(f"uint{width}")


def tensor(shape, element):
    return f"tensor<{'x'.join([str(d) for d in shape] + [element])}>"


class Module:
    """The function @main of one format: arguments x, w (codes), lhs, bias and one
    scale tensor per granularity; results "<op> <granularity>"."""

    def __init__(self, case):
        self.case, self.name, self.code = case, case.format, storage(case.format)[0]
        self.uniform = FACTS[case.format][0] is not None
        self.lines, self.results, self.arguments = [], [], []
        self.first = None  # type under the first granularity
        self.argument("x", tensor((K, N), "f32"))
        self.argument("w", tensor((K, N), self.code))
        self.argument("lhs", tensor((M, K), "f32"))
        self.argument("bias", tensor((1, N), "f32"))
        self.emit(f"%b = qopt.reshape %bias : {tensor((1, N), 'f32')} -> "
                  f"{tensor((N,), 'f32')}")
        for number, granularity in enumerate(GRANULARITIES):
            self.combine(number, granularity)

    def argument(self, name, type_):
        self.arguments.append(f'%{name}: {type_} {{qopt.name = "{name}"}}')

    def emit(self, line):
        self.lines.append("    " + line)

    def result(self, value, type_, op, granularity):
        self.results.append((value, type_, f"{op} {granularity}"))

    def patterns(self, number):
        """Sparsity of the assembled weights, and of what is quantized."""
        if not self.case.sparse:
            return "", ""
        kept, group, axis = PATTERNS[number % len(PATTERNS)]
        return ", #qopt.sparse<2:4, 0>", f", #qopt.sparse<{kept}:{group}, {axis}>"

    def combine(self, number, granularity):
        """One op of each kind under a granularity; its scales are an argument, so
        that they may be anything."""
        shape = GRANULARITIES[granularity]
        s, z = f"%s{number}", f"%z{number}"
        planes = (self.case.planes,) if self.case.planes else ()
        flat = tensor((1, int(np.prod(planes + shape))), "f32")
        scale = tensor(planes + shape, "f32")
        zeros = tensor(shape, "f32" if self.case.real else "i32")
        self.argument(f"scale{number}", flat)
        self.emit(f"{s} = qopt.reshape %scale{number} : {flat} -> {scale}")
        if self.case.real:
            own = tensor((1, int(np.prod(shape))), "f32")
            self.argument(f"zero{number}", own)
            self.emit(f"{z} = qopt.reshape %zero{number} : {own} -> {zeros}")
        else:
            # Integers get a zero point, where they have a code for it.
            zero = 1 if self.uniform and number % 2 and not self.case.sparse else 0
            self.emit(f"{z} = qopt.constant dense<{zero}> : {zeros}")
        q, chosen = (f"!qopt.q<#qopt.{self.name}, #qopt.{granularity}{pattern}>"
                     for pattern in self.patterns(number))
        q, chosen, real, codes = (tensor((K, N), e)
                                  for e in (q, chosen, "f32", self.code))
        self.first = self.first or q
        y = tensor((M, N), "f32")
        mode = MODES[number % len(MODES)]
        self.emit(f"%q{number} = qopt.quantize %x, {s}, {z} rounding {mode} : "
                  f"{real}, {scale}, {zeros} -> {chosen}")
        self.emit(f"%c{number} = qopt.codes %q{number} : {chosen} -> {codes}")
        self.result(f"%c{number}", codes, "quantize", granularity)
        self.emit(f"%a{number} = qopt.assemble %w, {s}, {z} : {codes}, {scale}, "
                  f"{zeros} -> {q}")
        self.emit(f"%d{number} = qopt.dequantize %a{number} : {q} -> {real}")
        self.result(f"%d{number}", real, "dequantize", granularity)
        left = tensor((M, K), "f32")
        bias, operands = ("bias %b", f"({left}, {q}, {tensor((N,), 'f32')})")
        if number % 3 == 0:
            bias, operands = "", f"({left}, {q})"
        self.emit(f"%m{number} = qopt.matmul %lhs, %a{number} {bias} : {operands} "
                  f"-> {y}")
        self.result(f"%m{number}", y, "matmul", granularity)
        if "requantize" in self.case.ops:
            self.requantize(number, granularity, (q, scale, zeros, codes, mode))
        self.emit(f"%t{number} = qopt.quantize %x, {s}, {z} rounding stochastic : "
                  f"{real}, {scale}, {zeros} -> {q}")
        self.emit(f"%u{number} = qopt.codes %t{number} : {q} -> {codes}")
        self.result(f"%u{number}", codes, "stochastic", granularity)

    def requantize(self, number, granularity, types):
        """Codes of one scale per tensor (the first granularity's) to those of another
        granularity."""
        q, scale, zeros, codes, mode = types
        self.emit(f"%h{number} = qopt.requantize %a0, %s{number}, %z{number} rounding "
                  f"{mode} : {self.first}, {scale}, {zeros} -> {q}")
        self.emit(f"%i{number} = qopt.codes %h{number} : {q} -> {codes}")
        self.result(f"%i{number}", codes, "requantize", granularity)

    def text(self):
        results = ", ".join(f'{t} {{qopt.name = "{n}"}}' for _, t, n in self.results)
        values = ", ".join(v for v, _, _ in self.results)
        types = ", ".join(t for _, t, _ in self.results)
        return "\n".join(["module {", f"  func.func @main({', '.join(self.arguments)})",
                          f"      -> ({results}) {{", *self.lines,
                          f"    return {values} : {types}", "  }", "}"]) + "\n"


SPECIAL = np.array([0, -0.0, np.nan, np.inf, -np.inf, 3e38, -3e38, 1e-45, -1e-45,
                    1e-40, 0.5, -0.5, 1, -1, 1.5, 2.5], np.float32)


def codes_of(name, rng):
    sign, bits, _ = FACTS[name]
    low = -(1 << (bits - 1)) + ("narrow" in name) if sign == "s" else 0
    return rng.integers(low, low + (1 << bits) - ("narrow" in name), (K, N)) \
        .astype(storage(name)[1])


def thin_out(codes, zero):
    """The codes with at most two of every four in a column other than that of 0."""
    rng = np.random.default_rng(5)
    for begin in range(0, K, 4):
        run = codes[begin:begin + 4]
        order = np.argsort(rng.random(run.shape), axis=0)
        run[order >= 2] = zero
    return codes


def inputs(case, special):
    """Arrays of one run. Normal: scales that let the data fill the format, once in a
    while exact ties. Special: NaN, infinities, zeros and subnormals everywhere, and
    scales of 0 (a block of zeros), NaN, infinity and below zero."""
    name = case.format
    rng = np.random.default_rng([len(name), special] + list(name.encode()))
    reach = FACTS[name][2]
    normal = lambda shape: rng.standard_normal(shape).astype(np.float32)
    arrays = {"x": normal((K, N)), "w": codes_of(name, rng), "lhs": normal((M, K)),
              "bias": normal((1, N))}
    arrays["x"][rng.random((K, N)) < 0.2] = np.float32(0.75)
    if case.sparse:
        thin_out(arrays["w"], SPARSE[name])
    for number, shape in enumerate(GRANULARITIES.values()):
        if case.real:
            arrays[f"zero{number}"] = (normal((1, int(np.prod(shape)))) *
                                       (1 if case.planes else reach / 8))
            arrays[f"zero{number}"] = arrays[f"zero{number}"].astype(np.float32)
        count = int(np.prod(shape)) * max(case.planes, 1)
        scale = (np.exp2(rng.integers(-3, 3, (1, count))) * 2 / reach).astype(np.float32)
        arrays[f"scale{number}"] = scale * (1 if number % 2 else np.float32(1.1))
    if special:
        arrays["bias"][0, 0] = -0.0
        for key, share in (("x", 0.4), ("lhs", 0.04)):
            chosen = rng.random(arrays[key].shape) < share
            arrays[key][chosen] = rng.choice(SPECIAL, arrays[key].shape)[chosen]
        arrays["lhs"][0] = normal(K)  # one row without
        changed = [f"scale{n}" for n in range(len(GRANULARITIES))]
        changed += [f"zero{n}" for n in range(len(GRANULARITIES)) if case.real]
        for key in changed:
            scale = arrays[key]
            chosen = rng.random(scale.shape) < 0.3
            scale[chosen] = rng.choice(np.append(SPECIAL, [0] * 8).astype(np.float32),
                                       scale.shape)[chosen]
    return arrays
