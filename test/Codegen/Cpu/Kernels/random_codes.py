# SPDX-License-Identifier: Apache-2.0
"""Writes modules with one random weight-only product each, for qopt-compare --pack.

usage: random_codes.py --matrix FOLDER --seed N --count N [--large]

FOLDER is test/Integration: its format matrix says which formats there are, so a
format added there is tested here. Formats of at most 8 bits under granularities
that are packed; shapes that divide nothing: runs that end inside of a word, a last
run that is shorter, panels and blocks that are not full, coded scales, 1 to 9 rows, leading
dimensions; --large: shapes that are cut into parallel ranges. The same seed gives
the same text.
"""
import argparse
import random
import struct
import sys

DEPTHS = [1, 3, 7, 8, 16, 31, 33, 40, 64, 97, 130]
COLUMNS = [1, 5, 16, 17, 33, 48, 63, 64, 65, 80, 100, 130]
GROUPS = [1, 2, 5, 8, 16, 20, 32, 64]
# Formats that use less than the bits that the matrix gives them.
FEWER_CODES = {
    "apot<s4>": 8, "ternary": 3,
    "codebook<dense<[-1.0, -0.3, 0.0, 0.1, 0.7]> : tensor<5xf32>>": 5,
}


def constant(name, shape, element, pack):
    text = "x".join([str(d) for d in shape] + [element])
    return f'    %{name} = qopt.constant dense<"0x{pack.hex()}"> : tensor<{text}>\n', f"tensor<{text}>"


def floats(values):
    return b"".join(struct.pack("<f", v) for v in values)


class Case:
    def __init__(self, rng, formats, storage, large):
        self.rng = rng
        self.name = rng.choice([n for n, f in formats.items() if f[1] <= 8])
        self.sign, self.bits, self.reach = formats[self.name]
        self.codes = storage(self.name)[0]
        self.k, self.n = rng.choice(DEPTHS), rng.choice(COLUMNS)
        self.rows = rng.choice([[1], [1], [2], [3], [4], [5], [9], [2, 3], [3, 1]])
        if large:
            self.k, self.n, self.rows = rng.choice([(300, 2000, [1]), (130, 1500, [5]), (257, 50, [101])])
        self.granularity, self.slots = rng.choice([
            ("tensor", []), ("channel<1>", [self.n]), *[self.group() for _ in range(3)]])

    def group(self):
        size = self.rng.choice(GROUPS)
        return f"group<0, {size}>", [-(-self.k // size), self.n]

    def code(self):
        low = 0
        if self.sign == "s":
            low = -(1 << (self.bits - 1)) + ("narrow" in self.name)
        if self.name in FEWER_CODES:
            return self.rng.randrange(FEWER_CODES[self.name])
        return self.rng.randint(low, low + (1 << self.bits) - 1 - ("narrow" in self.name))

    def coded_scales(self, count, scale_type):
        """Scales that are codes of 8-bit floats under one scale, subnormal ones
        included, or of a table whose codes are not the upper bits of a float."""
        name, low, high, second = self.rng.choice([
            ("float<e8m0>", 120, 130, 1.0), ("float<e4m3fn>", 1, 126, 0.37 / self.reach),
            ("float<e5m2>", 1, 123, 1 / 1024), ("float<ue4m4finite>", 1, 255, 0.5),
            ("dynamic<u8>", 10, 255, 0.3)])
        codes, codes_type = constant("sc", self.slots, "ui8",
                                     bytes(self.rng.randint(low, high) for _ in range(count)))
        s, s_type = constant("s2", [], "f32", floats([second]))
        z, z_type = constant("z2", [], "i32", struct.pack("<i", 0))
        q = codes_type.replace("ui8", f"!qopt.q<#qopt.{name}, #qopt.tensor>")
        return (codes + s + z +
                f"    %sq = qopt.assemble %sc, %s2, %z2 : {codes_type}, {s_type}, {z_type} -> {q}\n"
                f"    %s = qopt.dequantize %sq : {q} -> {scale_type}\n")

    def text(self, label):
        rng, count = self.rng, 1
        for d in self.slots:
            count *= d
        codes, codes_type = constant("c", [self.k, self.n], self.codes,
                                     bytes(self.code() & 255 for _ in range(self.k * self.n)))
        # Every third module has scales whose lower halves are 0.
        step = rng.choice([1.0, 1.0, 1.1]) * 2 / self.reach
        scales = [2.0 ** rng.randint(-3, 3) * (step if step * self.reach > 2 else 1.0) for _ in range(count)]
        scale, scale_type = constant("s", self.slots, "f32", floats(scales))
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
        left = "tensor<" + "x".join(map(str, self.rows + [self.k])) + "xf32>"
        right = "tensor<" + "x".join(map(str, self.rows + [self.n])) + "xf32>"
        if len(self.rows) == 1 and rng.random() < 0.2:
            left, right = (t.replace("<", "<2x1x", 1) for t in (left, right))
        return (f"module @{label} {{\n  func.func @main(%x: {left}) -> {right} {{\n" + "".join(lines) +
                f"    %w = qopt.assemble %c, %s, %z : {codes_type}, {scale_type}, {zero_type} -> {q}\n"
                f"    %y = qopt.matmul %x, %w{bias} : ({left}, {q}{bias_type}) -> {right}\n"
                f"    return %y : {right}\n  }}\n}}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matrix", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--large", action="store_true")
    args = parser.parse_args()
    sys.path.insert(0, args.matrix)
    from formats import matrix
    rng = random.Random(args.seed)
    print("// -----\n".join(Case(rng, matrix.FORMATS, matrix.storage, args.large).text(f"codes_{i}")
                          for i in range(args.count)), end="")


if __name__ == "__main__":
    main()
