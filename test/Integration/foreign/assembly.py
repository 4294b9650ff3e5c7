# SPDX-License-Identifier: Apache-2.0
#
# What the kernel of a dense product looks like on each path: the inner loop has the
# tile's dot instructions, no others, and does not touch the stack.
"""Checks of a dense kernel's assembly."""

import re

ROWS, DEPTH, COLUMNS = 50, 64, 64
NEON_STACK, X86_STACK = r"\[sp|\[x29", r"\(%rsp"
# Of each path: the dot instruction, those of one step of the register tile, the stack.
TILES = {"neon-i8mm": (r"usdot|sudot", 5 * 4, NEON_STACK),
         "neon-dotprod": (r"sdot", 5 * 4, NEON_STACK),
         "avxvnni": (r"\{vex\}\s+vpdpbusd", 5 * 2, X86_STACK)}
BRANCHES = [r"\s+b(?:\.\w+)?\s+(\.L\w+)$", r"\s+(?:cbn?z|tbn?z)\s.*(\.L\w+)$",
            r"\s+j\w+\s+(\.L\w+)$"]


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
        code = re.split("//|#", line)[0].rstrip()
        branch = next(filter(None, (re.match(b, code) for b in BRANCHES)), None)
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
    instruction, count, stack = TILES[path]
    found = [body for body in loops(output.read_text())
             if sum(bool(re.match(rf"\s+(?:{instruction})\s", x)) for x in body) >= count]
    suite.check(f"{label}: an inner loop of {count} dot products", found)
    for body in found:
        spills = [x.strip() for x in body if re.search(stack, x)]
        suite.check(f"{label}: no spills", not spills, spills[:4])


def check_paths(suite, folder, paths):
    for path in paths:
        for element in ("ui8", "i8"):
            check_path(suite, folder, element, path)
