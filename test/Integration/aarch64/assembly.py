# SPDX-License-Identifier: Apache-2.0
#
# What the kernel of a dense product looks like on each path: the inner loop has the
# tile's dot instructions, no others, and does not touch the stack.
"""Checks of the assembly that suite_aarch64.py's models have."""

import re

ROWS, DEPTH, COLUMNS = 50, 64, 64
# Of each path: the dot instruction, and those of one step of the register tile.
TILES = {"neon-i8mm": (r"usdot|sudot", 5 * 4), "neon-dotprod": (r"sdot", 5 * 4)}


def product(element):
    weights = "".join(f"{(7 * i) % 256:02x}" for i in range(DEPTH * COLUMNS))
    x, w = f"tensor<{ROWS}x{DEPTH}x{element}>", f"tensor<{DEPTH}x{COLUMNS}xi8>"
    y = f"tensor<{ROWS}x{COLUMNS}xi32>"
    return (f'module @product {{\n  func.func @main(%x: {x} {{qopt.name = "x"}}) -> '
            f'({y} {{qopt.name = "y"}}) {{\n'
            f'    %w = qopt.constant dense<"0x{weights}"> : {w}\n'
            f"    %y = qopt.matmul %x, %w : ({x}, {w}) -> {y}\n"
            f"    return %y : {y}\n  }}\n}}\n")


def loops(text):
    """Bodies of the innermost loops: from a label to the branch back to it."""
    lines = text.splitlines()
    labels = {}
    for at, line in enumerate(lines):
        label = re.match(r"(\.L\w+):", line)
        if label:
            labels[label[1]] = at
        branch = re.match(r"\s+b(?:\.\w+)?\s+(\.L\w+)$", line.split("//")[0].rstrip()) or re.match(
            r"\s+(?:cbn?z|tbn?z)\s.*(\.L\w+)$", line.split("//")[0].rstrip())
        begin = labels.get(branch[1]) if branch else None
        if begin is not None:
            body = lines[begin + 1:at]
            if not any(re.match(r"\.L\w+:", x) for x in body):
                yield body


def check_path(suite, folder, element, path):
    label = f"assembly of {element} on {path}"
    source, output = folder / f"product_{element}.mlir", folder / f"product_{element}.{path}.s"
    source.write_text(product(element))
    if not suite.ok(label, "compile", source, "--target", f"cpu:{path}", "--emit", "asm",
                    "-o", output):
        return
    instruction, count = TILES[path]
    found = [body for body in loops(output.read_text())
             if sum(bool(re.match(rf"\s+(?:{instruction})\s", x)) for x in body) >= count]
    suite.check(f"{label}: an inner loop of {count} dot products", found)
    for body in found:
        stack = [x.strip() for x in body if re.search(r"\[sp|\[x29", x)]
        suite.check(f"{label}: no spills", not stack, stack[:4])


def check_assembly(suite, folder):
    for path in TILES:
        for element in ("ui8", "i8"):
            check_path(suite, folder, element, path)
