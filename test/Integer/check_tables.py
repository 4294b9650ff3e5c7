# SPDX-License-Identifier: Apache-2.0
"""Recomputes the 256-entry tables of lower-to-integer-tables.mlir.

Reads lowered IR (elements not in hex) on stdin. For each function named below it
expects one qopt.table whose constant is, for every input code c in code order
and for every parameter of the channel,
  clamp(round_half_even(f((c - in_zp) * in_scale) / out_scale) + out_zp)
Scales and zero points here repeat those of the test, on purpose: this is the
other side of the check. Powers of two keep scales exact.
"""
import math
import re
import sys


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


# name: (f per channel, in scale, in zp, in codes, out scale, out zp, out codes)
S8, U8, S4 = range(-128, 128), range(0, 256), range(-8, 8)
TABLES = {
    "sigmoid": ([sigmoid], 0.125, 5, S8, 2**-8, -128, S8),
    "tanh_of_unsigned": ([math.tanh], 0.0625, 128, U8, 2**-7, 0, S8),
    "leaky_relu": ([lambda x: 0.25 * x if x < 0 else x], 0.5, 0, S8, 0.25, 10, S8),
    "exp_saturates": ([math.exp], 1.0, 0, S8, 1.0, 0, U8),
    "log_of_negative": ([lambda x: math.log(x) if x > 0 else -math.inf if x == 0 else None],
                        0.125, 0, S8, 0.0625, 7, S8),
    "relu_to_other_scale": ([lambda x: max(x, 0.0)], 0.5, 0, S8, 0.25, -128, S8),
    "four_bits": ([lambda x: -x], 1.0, 0, S8, 0.5, 0, S4),
    "prelu": ([lambda x: 0.5 * x if x < 0 else x, lambda x: -2 * x if x < 0 else x],
              0.25, 1, S8, 0.25, 1, S8),
    "divide": ([lambda x: x / 4], 1.0, 0, S8, 0.125, 3, S8),
    "multiply_by_scalar": ([lambda x: x * 3], 0.5, 2, S8, 1.0, 0, S8),
    "minimum_with_scalar": ([lambda x: min(x, 10)], 0.5, 2, S8, 0.5, 2, S8),
}


def entry(f, c, in_scale, in_zp, out_scale, out_zp, codes):
    y = f((c - in_zp) * in_scale)
    low, high = codes[0], codes[-1]
    if y is None:  # not a number
        return out_zp
    if math.isinf(y):
        return high if y > 0 else low
    return min(max(round(y / out_scale) + out_zp, low), high)


def main():
    text = sys.stdin.read()
    errors = 0
    functions = dict(re.findall(r"func\.func @(\w+)\((.*?)^  }", text, re.DOTALL | re.MULTILINE))
    if set(functions) != set(TABLES):
        sys.exit(f"expected functions {sorted(TABLES)}, got {sorted(functions)}")
    for name, body in functions.items():
        found = re.search(r"qopt\.constant dense<\[(\[.*?\])\]> : tensor<(\d+)x256x", body)
        uses = len(re.findall(r"qopt\.table ", body))
        if not found or uses != 1:
            sys.exit(f"{name}: expected one table, got {uses} uses")
        got = [[int(v) for v in row.split(", ")] for row in re.findall(r"\[([^\[\]]+)\]", found[1])]
        fs, in_scale, in_zp, in_codes, *out = TABLES[name]
        wanted = [[entry(f, c, in_scale, in_zp, *out) for c in in_codes] for f in fs]
        bad = [(i, c, w, g) for i, (wr, gr) in enumerate(zip(wanted, got))
               for c, w, g in zip(in_codes, wr, gr) if w != g]
        if bad or len(wanted) != len(got):
            errors += 1
            print(f"{name}: expected (channel, code, wanted, got) all equal, got {bad[:8]}")
    print(f"tables: {len(functions)}, errors: {errors}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
