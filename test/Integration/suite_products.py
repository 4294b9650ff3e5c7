#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Products of two activations (qopt.product): sizes that hit every edge of a tile, both
# layouts of the right side, zero points, unsigned codes, every kind of result; each code
# path, on one thread and two, gives the interpreter's bytes.
"""usage: suite_products.py BUILD_DIR; last line: 'N passed, M failed'."""

import itertools
import sys

import numpy as np

import qopt_checks
from qopt_checks import available_isas, differing_bytes

# (heads, rows, depth, columns): one of each, below, at and beyond 4, 6, 16, 64.
SIZES = [(1, 1, 1, 1), (2, 7, 3, 5), (3, 6, 64, 16), (2, 13, 66, 17), (1, 5, 17, 63),
         (2, 12, 5, 65), (4, 1, 130, 79), (2, 33, 19, 128), (12, 64, 64, 96)]
SIGNED, UNSIGNED = "i8", "ui8"


class Product:
    """[tokens, heads, width] operands as linear layers leave them, or one matrix per head."""

    def __init__(self, folder, sizes, types, interleaved, by_depth, result, rounding):
        self.name = (f"{'x'.join(map(str, sizes))}_{'x'.join(types)}_"
                     f"{'tokens' if interleaved else 'heads'}_{'k' if by_depth else 'n'}_{result}")
        self.types = types
        heads, rows, depth, columns = sizes
        rng = np.random.default_rng(sum(sizes))

        def shape_of(first, second):
            return (first, heads, second) if interleaved else (heads, first, second)

        self.shapes = [shape_of(rows, depth),
                       shape_of(columns, depth) if by_depth else shape_of(depth, columns)]
        to_heads = [1, 0, 2] if interleaved else [0, 1, 2]
        right = [1, 2, 0] if interleaved else [0, 2, 1]
        perms = [to_heads, right if by_depth else to_heads]
        self.model, self.data = folder / f"{self.name}.mlir", folder / f"{self.name}.npz"
        body = ""
        for n, (kind, shape, perm) in enumerate(zip(types, self.shapes, perms)):
            turned = [shape[p] for p in perm]
            zp = int(rng.integers(0, 256)) - (128 if kind == SIGNED else 0)
            text = "x".join(map(str, shape)), "x".join(map(str, turned))
            body += (f"  %z{n} = qopt.constant dense<{zp}> : tensor<i16>\n"
                     f"  %t{n} = qopt.transpose %x{n} perm {perm} : tensor<{text[0]}x{kind}> -> tensor<{text[1]}x{kind}>\n"
                     f"  %w{n} = qopt.cast %t{n} : tensor<{text[1]}x{kind}> -> tensor<{text[1]}xi16>\n"
                     f"  %c{n} = qopt.binary sub %w{n}, %z{n} : (tensor<{text[1]}xi16>, tensor<i16>) -> tensor<{text[1]}xi16>\n")
        m, k, y = (f"{heads}x{a}x{b}" for a, b in ((rows, depth), (depth, columns), (rows, columns)))
        body += f"  %s = qopt.matmul %c0, %c1 : (tensor<{m}xi16>, tensor<{k}xi16>) -> tensor<{y}xi32>\n"
        last = "%s"
        if result != "i32":
            bits = int(result[-2:] if result[-2:].isdigit() else result[-1])
            low = 0 if result[0] == "u" else -2 ** (bits - 1)
            # Sums of this depth spread over about half of the range.
            shift = 31 + max(0, int(np.log2(5000 * max(depth, 1) ** 0.5 / 2 ** (bits - 2))))
            body += (f"  %m = qopt.constant dense<1500000007> : tensor<1xi32>\n"
                     f"  %h = qopt.constant dense<{shift}> : tensor<1xi8>\n"
                     f"  %r = qopt.rescale %s by %m, %h rounding {rounding} {{in_zp = 0 : i64, out_zp = {low // 2 + 9} : i64, "
                     f"lo = {low} : i64, hi = {low + 2 ** bits - 1} : i64}} : tensor<{y}xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<{y}x{result}>\n")
            last = "%r"
        out = f"tensor<{y}x{result}>"
        if interleaved:
            turned = f"tensor<{rows}x{heads}x{columns}x{result}>"
            body += f"  %o = qopt.transpose {last} perm [1, 0, 2] : {out} -> {turned}\n"
            last, out = "%o", turned
        arguments = ", ".join(f'%x{n}: tensor<{"x".join(map(str, s))}x{t}> {{qopt.name = "x{n}"}}'
                              for n, (s, t) in enumerate(zip(self.shapes, types)))
        self.model.write_text(f'func.func @main({arguments}) -> ({out} {{qopt.name = "y"}}) {{\n{body}'
                              f"  return {last} : {out}\n}}\n")
        self.write_data(rng)

    def write_data(self, rng):
        """Random codes, and both extremes everywhere: the largest sums."""
        arrays = {}
        for n, (shape, kind) in enumerate(zip(self.shapes, self.types)):
            dtype = np.int8 if kind == SIGNED else np.uint8
            info = np.iinfo(dtype)
            samples = rng.integers(info.min, info.max + 1, (4, *shape)).astype(dtype)
            samples[1], samples[2], samples[3] = info.min, info.max, info.max if n else info.min
            arrays[f"x{n}"] = samples.reshape(-1, *shape[1:])
        np.savez(self.data, **arrays)

    def check(self, suite, folder):
        library, reference = folder / f"{self.name}.so", folder / f"{self.name}.ref.npz"
        compiled = suite.run("compile", self.model, "-o", library)
        if not suite.check(f"{self.name} compiles", compiled.returncode == 0, compiled.stderr):
            return
        suite.check(f"{self.name} takes the fast path", b"generic path" not in compiled.stderr,
                    compiled.stderr)
        if not suite.ok(f"{self.name} interpreted", "run", self.model, "--engine", "reference",
                        "--input", self.data, "--output", reference):
            return
        for isa in available_isas():
            out = folder / f"{self.name}.{isa}.npz"
            if suite.ok(f"{self.name} on {isa}", "run", library, "--isa", isa, "--input", self.data,
                        "--output", out):
                bad = differing_bytes(reference, out)
                suite.check(f"{self.name} on {isa} equals the interpreter", bad == 0,
                            f"{bad} bytes differ")


def products(folder):
    types = [(SIGNED, SIGNED), (UNSIGNED, SIGNED), (SIGNED, UNSIGNED), (UNSIGNED, UNSIGNED)]
    results = ["i8", "i32", "ui8", "i16"]
    layouts = itertools.cycle(itertools.product((True, False), (True, False)))
    for n, sizes in enumerate(SIZES):
        for j in range(3):
            interleaved, by_depth = next(layouts)
            yield Product(folder, sizes, types[(n + j) % 4], interleaved, by_depth,
                          results[(n * 3 + j) % 4], ("single", "double_round")[(n + j) % 2])


def sections(suite, folder):
    suite.parallel(lambda product: product.check(suite, folder), list(products(folder)))


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
