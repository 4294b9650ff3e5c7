# SPDX-License-Identifier: Apache-2.0
"""Writes modules with one random transposition each, for qopt-compare.

usage: random_transposes.py --seed N --count N

Sizes lie around what one square holds (16, 8 or 4 elements) and its multiples, so that
some become kernels, with and without tiles that overlap, and some do not. Some results
are padded, so that they are written into a part of a buffer.
"""
import argparse
import random

SIZES = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 50]


def tensor(shape, element):
    return f"tensor<{''.join(f'{d}x' for d in shape)}{element}>"


def module(rng, name):
    rank, element = rng.choice([2, 3, 3, 4]), rng.choice(["i8", "ui8", "i16", "i32", "f32"])
    shape = [rng.choice(SIZES) for _ in range(rank)]
    if rank == 4:
        shape[rng.randrange(rank)] = rng.choice([1, 2])
    perm = list(range(rank))
    rng.shuffle(perm)
    source, moved = tensor(shape, element), [shape[p] for p in perm]
    value, result = "t", tensor(moved, element)
    lines = [f"    %t = qopt.transpose %x perm {perm} : {source} -> {result}\n"]
    if rank == 4 and element in ("i8", "ui8"):
        low, high = ([rng.randint(0, 2) for _ in range(rank)] for _ in range(2))
        padded = tensor([a + s + b for a, s, b in zip(low, moved, high)], element)
        lines.append(f"    %p = qopt.pad constant %t low {low} high {high} value 3.0"
                     f" : {result} -> {padded}\n")
        value, result = "p", padded
    return (f"module @{name} {{\n  func.func @main(%x: {source}) -> {result} {{\n{''.join(lines)}"
            f"    return %{value} : {result}\n  }}\n}}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    print("// -----\n".join(module(rng, f"transpose_{i}") for i in range(args.count)), end="")


if __name__ == "__main__":
    main()
