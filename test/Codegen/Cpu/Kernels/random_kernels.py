# SPDX-License-Identifier: Apache-2.0
"""Writes modules with one random linear op each, for qopt-compare --pack.

usage: random_kernels.py --seed N --count N [--kind conv|bordered|depthwise|matmul|large|float|sparse]

Shapes are small and odd on purpose: 1, 3, 5, 17 channels; 1, 10, 16, 33, 64,
100 features; 1 to 13 rows; strides, dilations, padding and groups; signed and
unsigned codes; sums alone and every kind of rescale. Large ones are products
whose input or weights are more than a part of the second-level cache, two of them with so few
rows that weights are read as one stream. Sparse ones are products whose weights obey
1:4, 2:4, 1:8, 2:8 or 4:8, in turn. Bordered ones are convolutions of images whose padding
is read as 0 by the kernels, and whose runs are long enough for rows of it to be left out; there
may be more padding than image. The same seed gives the same text.
"""
import argparse
import random

CHANNELS = [1, 3, 4, 5, 8, 16, 17, 20, 64]
FEATURES = [1, 10, 16, 33, 64, 100]
LARGE = [(131, 2050, 70), (1, 2050, 140), (5, 1027, 270), (23, 1030, 262), (7, 2050, 262),
         (9, 2051, 270)]
PATTERNS = [(1, 4), (2, 4), (1, 8), (2, 8), (4, 8)]
SPARSE_DEPTHS = [1, 3, 4, 5, 8, 9, 12, 13, 17, 31, 40, 64, 103, 1030]
DEPTHWISE = [2, 3, 5, 16, 17, 24, 33, 48, 64, 70, 96, 100, 144, 192]


def dims(values):
    return "".join(f"{v}x" for v in values)


def array(values):
    return "array<i64" + (": " if values else "") + ", ".join(map(str, values)) + ">"


def constant(rng, name, shape, element, low, high):
    """A constant of random integers in [low, high]; f32 takes them over 64."""
    count = 1
    for d in shape:
        count *= d
    if element == "f32":
        import struct
        raw = b"".join(struct.pack("<f", rng.randint(low, high) / 64) for _ in range(count))
    else:
        width = int(element.lstrip("ui")) // 8
        raw = b"".join((rng.randint(low, high) & ((1 << 8 * width) - 1)).to_bytes(width, "little")
                       for _ in range(count))
    type_ = f"tensor<{dims(shape)}{element}>"
    return f"    %{name} = qopt.constant dense<\"0x{raw.hex()}\"> : {type_}\n", type_


def sparse_constant(rng, depth, columns, pattern):
    """Weights of which, from k = 0 on, at most `kept` of every `group` in a column are not 0."""
    kept, group = pattern
    rows = [[0] * columns for _ in range(depth)]
    for n in range(columns):
        for first in range(0, depth, group):
            inside = range(first, min(first + group, depth))
            for k in rng.sample(inside, min(kept, len(inside))):
                rows[k][n] = rng.choice([rng.randint(-128, 127), -128, 127, 0])
    raw = b"".join((w & 0xff).to_bytes(1, "little") for row in rows for w in row)
    type_ = f"tensor<{depth}x{columns}xi8>"
    return f"    %w = qopt.constant dense<\"0x{raw.hex()}\"> : {type_}\n", type_


class Case:
    def __init__(self, rng, kind, index):
        self.rng, self.index, self.lines = rng, index, []
        self.float = kind == "float"
        shape = kind if kind != "float" else rng.choice(["conv", "depthwise", "matmul"])
        self.input_element = "f32" if self.float else rng.choice(["i8", "ui8"])
        self.sum_element = "f32" if self.float else "i32"
        getattr(self, shape)()

    def weights(self, shape):
        text, type_ = constant(self.rng, "w", shape, "f32" if self.float else "i8", -128, 127)
        self.lines.append(text)
        return type_

    def bias(self, features):
        """Operand text and type suffix of an optional bias."""
        if self.rng.random() < 0.25:
            return "", ""
        limit = 64 if self.float else 5000
        text, type_ = constant(self.rng, "b", [features], self.sum_element, -limit, limit)
        self.lines.append(text)
        return " bias %b", ", " + type_

    def large(self):
        self.matmul(LARGE[self.index % len(LARGE)])

    def sparse(self):
        rng, pattern = self.rng, PATTERNS[self.index % len(PATTERNS)]
        depth = SPARSE_DEPTHS[self.index % len(SPARSE_DEPTHS)]
        if depth <= 4:  # one step: a group of 8 takes more than dense weights
            pattern = (min(pattern[0], 2), 4)

        def weights(shape):
            text, type_ = sparse_constant(rng, *shape, pattern)
            self.lines.append(text)
            return type_

        self.weights = weights
        columns = 270 if depth > 1000 else rng.choice(FEATURES)
        self.matmul((rng.choice([1, 1, 1, 2, 3, 4, 7, 13]), depth, columns))

    def matmul(self, sizes=None):
        rng = self.rng
        rows, depth, columns = sizes or (rng.randint(1, 13), rng.choice(CHANNELS), rng.choice(FEATURES))
        batch = [] if sizes else rng.choice([[], [], [2], [2, 1]])
        weights = self.weights([depth, columns])
        bias, bias_type = self.bias(columns)
        self.input = f"tensor<{dims(batch + [rows, depth])}{self.input_element}>"
        self.shape, self.depth = batch + [rows, columns], depth
        self.lines.append(f"    %a = qopt.matmul %x, %w{bias} : ({self.input}, {weights}{bias_type})"
                          f" -> tensor<{dims(self.shape)}{self.sum_element}>\n")

    def bordered(self):
        rng = self.rng
        channels = rng.choice([22, 33, 64])
        self.window([rng.choice([2, 3, 3, 5, 7]), 3], rng.choice([[1, 1], [1, 1], [2, 2], [3, 1], [1, 2]]),
                    rng.choice([[1, 1], [1, 1], [1, 1], [2, 1], [1, 2]]),
                    [rng.choice([0, 1, 1, 2, 4, 6]) for _ in range(4)],
                    (1, channels, rng.choice(FEATURES)), batch=rng.choice([1, 1, 1, 2]),
                    pad_value=0 if self.input_element == "ui8" else -128)

    def conv(self, depthwise=False):
        rng = self.rng
        rank = rng.choice([1, 2, 2, 2, 3])
        kernel = [rng.choice([1, 2, 3, 3, 5 if rank < 3 else 2]) for _ in range(rank)]
        strides = [rng.choice([1, 1, 2, 3]) for _ in range(rank)]
        dilations = [rng.choice([1, 1, 1, 2, 3]) for _ in range(rank)]
        padding = [rng.choice([0, 0, 1, 2]) for _ in range(2 * rank)]
        groups, channels, features = 1, rng.choice(CHANNELS), rng.choice(FEATURES)
        if depthwise:
            groups = channels = features = rng.choice(DEPTHWISE)
        elif rng.random() < 0.25:
            groups = rng.choice([2, 3])
            channels, features = groups * rng.choice([2, 3, 5, 17]), groups * rng.choice([1, 5, 16, 33])
        self.window(kernel, strides, dilations, padding, (groups, channels, features),
                    batch=rng.choice([1, 1, 2]), pad_value=rng.randint(0, 127))

    def window(self, kernel, strides, dilations, padding, channels, batch, pad_value):
        """A convolution; `channels` are groups, channels and features."""
        rng, rank = self.rng, len(kernel)
        groups, channels, features = channels
        spans = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
        sizes = [max(1, span - padding[i] - padding[rank + i] + rng.randint(0, 9 if rank < 3 else 3))
                 for i, span in enumerate(spans)]
        out = [(sizes[i] + padding[i] + padding[rank + i] - spans[i]) // strides[i] + 1
               for i in range(rank)]
        weights = self.weights([features] + kernel + [channels // groups])
        bias, bias_type = self.bias(features)
        pad = "" if self.float else f", pad_value = {pad_value} : i64"
        self.input = f"tensor<{dims([batch] + sizes + [channels])}{self.input_element}>"
        self.shape, self.depth = [batch] + out + [features], channels // groups
        for k in kernel:
            self.depth *= k
        self.lines.append(
            f"    %a = qopt.conv %x, %w{bias} {{strides = {array(strides)}, padding = {array(padding)}, "
            f"dilations = {array(dilations)}, input_dilations = {array([1] * rank)}, groups = {groups} : i64{pad}}}"
            f" : ({self.input}, {weights}{bias_type}) -> tensor<{dims(self.shape)}{self.sum_element}>\n")

    def depthwise(self):
        self.conv(depthwise=True)

    def finish(self):
        """Name and type of the result, after a rescale or a clamp or nothing."""
        rng, sums = self.rng, f"tensor<{dims(self.shape)}{self.sum_element}>"
        if rng.random() < 0.15:
            return "a", sums
        if self.float:
            clamp = rng.choice(["relu %a", "clip %a {alpha = -0.5 : f64, beta = 6.0 : f64}"])
            self.lines.append(f"    %r = qopt.unary {clamp} : ({sums}) -> {sums}\n")
            return "r", sums
        count = rng.choice([1, self.shape[-1]])
        # Typical sums fill about the range of a code; some shifts are extreme.
        typical = 31 - 7 + max(0, int(self.depth ** 0.5 * 5000)).bit_length()
        low, high = rng.choice([(typical, typical + 1), (31, 61), (0, 62), (31, 33)])
        multiplier, multiplier_type = constant(rng, "m", [count], "i32", rng.choice([0, 1 << 30]), (1 << 31) - 1)
        shift, shift_type = constant(rng, "s", [count], "i8", low, high)
        self.lines += [multiplier, shift]
        element, least, most = rng.choice([("i8", -128, 127), ("i8", -128, 127), ("ui8", 0, 255),
                                           ("ui8", 0, 255), ("i16", -32768, 32767)])
        zero = rng.randint(max(least, -200), min(most, 300))
        if rng.random() < 0.3:
            least = zero
        if rng.random() < 0.2:
            most = rng.randint(least, most)
        result = f"tensor<{dims(self.shape)}{element}>"
        self.lines.append(
            f"    %r = qopt.rescale %a by %m, %s rounding {rng.choice(['single', 'double_round'])} "
            f"{{in_zp = 0 : i64, out_zp = {zero} : i64, lo = {least} : i64, hi = {most} : i64}}"
            f" : {sums}, {multiplier_type}, {shift_type} -> {result}\n")
        return "r", result

    def text(self, name):
        value, type_ = self.finish()
        return (f"module @{name} {{\n  func.func @main(%x: {self.input}) -> {type_} {{\n" + "".join(self.lines) +
                f"    return %{value} : {type_}\n  }}\n}}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--kind", choices=["conv", "bordered", "depthwise", "matmul", "large", "float", "sparse"], required=True)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    print("// -----\n".join(Case(rng, args.kind, i).text(f"{args.kind}_{i}") for i in range(args.count)), end="")


if __name__ == "__main__":
    main()
