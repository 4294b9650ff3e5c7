# SPDX-License-Identifier: Apache-2.0
"""Writes modules with one random product scaled run by run each, for qopt-compare.

usage: random_runs.py --matrix FOLDER --seed N --count N [--large | --bits | --planes]

As random_codes.py, of formats whose values are integers times a power of two: 1 to 8
bits in every split into parts, tables that are looked up and tables stored as integers,
with and without zero points that differ, runs that end inside of a chunk or of a step,
1 to 40 rows in tiles that overlap, one scale per row or for all, with and without a bias.
With --bits one row, weights of one bit and scales that do not change along k, with depths
and columns around words, chunks, segments, groups and blocks of qopt.packed_matmul_bits.
With --planes the same shapes with binary codes of 1 to 8 planes, in runs of any length, with
and without zero points in f32, beside one row mostly.
"""
import argparse
import random
import struct
import sys

import random_codes
from random_codes import Case, constant, floats

# Formats of the matrix that have integers of 8 bits, and widths that it lacks.
TABLES = ["float<e2m1finite>", "float<e2m3finite>", "flint<s4>", "flint<u4>", "pot<s4>",
          "pot<u3>", "apot<s4>", "ternary", "binary", "abfloat<e2m1, bias = 2>",
          "codebook<dense<[-1.0, -0.5, 0.5, 1.0]> : tensor<4xf32>, ties = away_from_zero>"]
WIDTHS = {**{f"int<u{b}>": ("u", b, (1 << b) - 1) for b in range(1, 9)},
          **{f"int<s{b}>": ("s", b, (1 << (b - 1)) - 1) for b in range(2, 9)}}
ROWS = [[1], [1], [2], [3], [4], [5], [8], [9], [13], [16], [23], [40], [2, 3], [3, 1]]


class RunsCase(Case):
    def __init__(self, rng, formats, storage, large):
        super().__init__(rng, formats, storage, large)
        self.rows = rng.choice(ROWS)
        self.k = rng.choice(random_codes.DEPTHS + [200, 300])
        if large:
            self.k, self.n, self.rows = rng.choice(
                [(300, 2000, [1]), (130, 1500, [5]), (257, 50, [101]), (520, 300, [33])])
        self.granularity, self.slots = rng.choice([
            ("tensor", []), ("channel<1>", [self.n]), *[self.group() for _ in range(3)]])

    def text(self, label):
        rng, count = self.rng, 1
        for d in self.slots:
            count *= d
        codes, codes_type = constant("c", [self.k, self.n], self.codes,
                                     bytes(self.code() & 255 for _ in range(self.k * self.n)))
        step = rng.choice([1.0, 1.0, 1.1])
        scale, scale_type = constant("s", self.slots, "f32", floats(
            [2.0 ** rng.randint(-3, 3) * step for _ in range(count)]))
        if rng.random() < 0.3:
            scale = self.coded_scales(count, scale_type)
        zeros = [0] * count
        if self.sign and rng.random() < 0.6:
            zeros = [self.code()] * count if rng.random() < 0.4 else [self.code() for _ in range(count)]
        zero, zero_type = constant("z", self.slots, "i32", b"".join(struct.pack("<i", z) for z in zeros))
        lines = [codes, scale, zero]
        bias = bias_type = ""
        if rng.random() < 0.5:
            text, bias_type = constant("b", [self.n], "f32", floats([rng.randint(-64, 64) / 16 for _ in range(self.n)]))
            lines.append(text)
            bias, bias_type = " bias %b", ", " + bias_type
        q = f"tensor<{self.k}x{self.n}x!qopt.q<#qopt.{self.name}, #qopt.{self.granularity}>>"
        leading = self.rows if len(self.rows) > 1 or rng.random() < 0.7 else [2, 1, *self.rows]
        lead = "x".join(map(str, leading))
        left, right = f"tensor<{lead}x{self.k}xi8>", f"tensor<{lead}x{self.n}xf32>"
        rows = f"tensor<{lead}xf32>" if rng.random() < 0.8 else "tensor<f32>"
        return (f"module @{label} {{\n  func.func @main(%x: {left}, %r: {rows}) -> {right} {{\n" +
                "".join(lines) +
                f"    %w = qopt.assemble %c, %s, %z : {codes_type}, {scale_type}, {zero_type} -> {q}\n"
                f"    %y = qopt.matmul_runs %x, %w rows %r{bias} : {left}, {q}, {rows}{bias_type} -> {right}\n"
                f"    return %y : {right}\n  }}\n}}\n")


class BitsCase(RunsCase):
    def __init__(self, rng, formats, storage, large):
        super().__init__(rng, {n: formats[n] for n in ("binary", "int<u1>")}, storage, large)
        self.rows = rng.choice([[1], [1, 1]])
        self.k = rng.choice([1, 3, 15, 16, 17, 31, 32, 33, 63, 100, 255, 256, 257, 300, 520, 600])
        self.n = rng.choice([1, 15, 16, 17, 31, 32, 33, 48, 64, 100, 511, 512, 513, 530, 1040])
        self.granularity, self.slots = rng.choice([("tensor", []), ("channel<1>", [self.n])])


class PlanesCase(BitsCase):
    def __init__(self, rng, formats, storage, large):
        super().__init__(rng, formats, storage, large)
        self.planes, self.reach = rng.choice([1, 2, 3, 3, 4, 5, 8]), 1
        self.rows = rng.choice([[1], [1], [1], [1, 1], [2], [5], [2, 3]])
        sizes = [1, 5, 16, 31, 32, 33, 64, 100, 128, 256, 257, 300]
        if self.k > 100:
            sizes = sizes[2:] if self.k < 500 else [32, 100, 257, 257, 300]
        if rng.random() < 0.6:
            size = rng.choice(sizes)
            self.granularity, self.slots = f"group<0, {size}>", [-(-self.k // size), self.n]
        if sum(self.rows) > 2:  # (the interpreter multiplies one by one)
            self.k, self.n = min(self.k, 300), min(self.n, 100)
            self.slots = ([] if self.granularity == "tensor" else [self.n] if len(self.slots) == 1
                          else [-(-self.k // size), self.n])

    def zero_points(self, count):
        if self.rng.random() < 0.4:
            return constant("z", self.slots, "i32", bytes(4 * count))
        return constant("z", self.slots, "f32", floats(
            [self.rng.choice([0.0, -0.0, 0.5, -1.25, 1.1, -0.3]) for _ in range(count)]))

    def scale_values(self, count):
        step = self.rng.choice([1.0, 1.5, 1.1])
        values = [2.0 ** self.rng.randint(-3, 3) * step for _ in range(count)]
        if self.rng.random() < 0.3:
            values[self.rng.randrange(count)] = 0.0
        return floats(values)

    def text(self, label):
        rng, count = self.rng, 1
        for d in self.slots:
            count *= d
        zero, zero_type = self.zero_points(count)
        codes, codes_type = constant("c", [self.k, self.n], "ui8", bytes(
            rng.randrange(1 << self.planes) for _ in range(self.k * self.n)))
        self.slots = [self.planes, *self.slots]
        count *= self.planes
        scale, scale_type = constant("s", self.slots, "f32", self.scale_values(count))
        if rng.random() < 0.2:
            scale = self.coded_scales(count, scale_type)
        bias = bias_text = bias_type = ""
        if rng.random() < 0.5:
            bias_text, bias_type = constant("b", [self.n], "f32", floats(
                [rng.randint(-64, 64) / 16 for _ in range(self.n)]))
            bias, bias_type = " bias %b", ", " + bias_type
        q = f"tensor<{self.k}x{self.n}x!qopt.q<#qopt.bcq<{self.planes}>, #qopt.{self.granularity}>>"
        lead = "x".join(map(str, self.rows))
        left, right = f"tensor<{lead}x{self.k}xi8>", f"tensor<{lead}x{self.n}xf32>"
        rows = f"tensor<{lead}xf32>" if rng.random() < 0.8 else "tensor<f32>"
        return (f"module @{label} {{\n  func.func @main(%x: {left}, %r: {rows}) -> {right} {{\n" +
                codes + scale + zero + bias_text +
                f"    %w = qopt.assemble %c, %s, %z : {codes_type}, {scale_type}, {zero_type} -> {q}\n"
                f"    %y = qopt.matmul_runs %x, %w rows %r{bias} : {left}, {q}, {rows}{bias_type} -> {right}\n"
                f"    return %y : {right}\n  }}\n}}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matrix", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--bits", action="store_true")
    parser.add_argument("--planes", action="store_true")
    args = parser.parse_args()
    sys.path.insert(0, args.matrix)
    from formats import matrix
    matrix.FACTS.update(WIDTHS)
    formats = {**{n: matrix.FORMATS[n] for n in TABLES}, **WIDTHS}
    rng = random.Random(args.seed)
    case = PlanesCase if args.planes else BitsCase if args.bits else RunsCase
    print("// -----\n".join(case(rng, formats, matrix.storage, args.large).text(f"runs_{i}")
                          for i in range(args.count)), end="")


if __name__ == "__main__":
    main()
