# SPDX-License-Identifier: Apache-2.0
"""Checks that every pass is tested, and that its description's example is.

usage: check_passes.py --root REPO [--never-fails PASS ...] ROOM ...

For each pass `qopt-NAME` of include/qopt/ROOM/Passes.td, test/ROOM must hold
  NAME.mlir          what the pass does,
  NAME-not.mlir      what it leaves alone,
  NAME-invalid.mlir  the errors it gives (not of the passes named as never failing),
  NAME-doc.mlir      the example of its description, executed,
each with a RUN line that names the pass. The description must say "Executed by"
that last file, the lines of its IR block up to `// after` must stand in the file
as they are, and those after it as CHECK lines (but for the names of values).
One line per error, exit status 1.
"""
import argparse
import os
import re
import sys

PASS = re.compile(r'^def \w+\s*: Pass<"qopt-([\w-]+)".*?^}', re.MULTILINE | re.DOTALL)


def squeeze(text):
    return " ".join(text.split())


def without_names(text):
    """IR with every value spelled `%`, whether a CHECK line or plain."""
    text = text.replace(r"{{\[\[}}", "[[").replace(r"{{\[}}", "[")
    text = re.sub(r"%\[\[\w+(:[^\]]*\]?[^\]]*?)?\]\]|%\{\{.*?\}\}|%\w+", "%", text)
    return squeeze(text)


def read(path):
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return file.read()


def example_of(definition):
    """(lines before, lines after) of the description's IR block, or None."""
    block = re.search(r"```mlir\n(.*?)```", definition, re.DOTALL)
    if not block:
        return None
    parts = [[], []]
    after = False
    for line in block[1].splitlines():
        if line.strip().startswith("//"):
            after = after or line.strip().startswith("// after")
        elif line.strip():
            parts[after].append(squeeze(line.split("  // ")[0]))
    return parts


def check_example(name, definition, doc, path):
    example = example_of(definition)
    if not example:
        yield "expected an example in the description, got none"
        return
    if "Executed by " + path not in squeeze(definition):
        yield f"expected 'Executed by {path}' in the description"
    if doc is None:
        return
    code = [squeeze(l) for l in doc.splitlines() if not l.strip().startswith("//")]
    checks = [without_names(l.split(":", 1)[1]) for l in doc.splitlines()
              if re.match(r"\s*// CHECK[A-Z-]*:", l)]
    for line in example[0]:
        if line not in code:
            yield f"expected in {path} the description's line '{line}'"
    for line in example[1]:
        if without_names(line) not in checks:
            yield f"expected in {path} a CHECK of the description's line '{line}'"


def check_pass(root, room, name, definition, never_fails):
    kinds = ["", "-not", "-doc"] + ([] if name in never_fails else ["-invalid"])
    for kind in kinds:
        path = f"test/{room}/{name}{kind}.mlir"
        text = read(os.path.join(root, path))
        if text is None:
            yield f"expected {path}, got none"
        elif not re.search(rf"RUN:.*-qopt-{name}(?![\w-])", text):
            yield f"expected a RUN line with --qopt-{name} in {path}"
    path = f"test/{room}/{name}-doc.mlir"
    yield from check_example(name, definition, read(os.path.join(root, path)), path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", required=True, help="root of the repository")
    parser.add_argument("--never-fails", nargs="*", default=[], help="passes without errors")
    parser.add_argument("rooms", nargs="+", help="folders with a Passes.td")
    arguments = parser.parse_args()
    passes = errors = 0
    for room in arguments.rooms:
        td = read(os.path.join(arguments.root, "include/qopt", room, "Passes.td")) or ""
        for match in PASS.finditer(td):
            passes += 1
            for error in check_pass(arguments.root, room, match[1], match[0],
                                    arguments.never_fails):
                errors += 1
                print(f"qopt-{match[1]}: {error}")
    print(f"passes: {passes}, errors: {errors}")
    return 1 if errors or not passes else 0


if __name__ == "__main__":
    sys.exit(main())
