#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# ONNX's node tests through import, the interpreter and compiled code. Cases are
# those that the installed onnx package generates and, where the environment
# variable QOPT_ONNX_NODE_TESTS names a folder of cases, those too.
"""Usage: suite_onnx_nodes.py BUILD_DIR [GLOB]

Runs the cases (whose name matches GLOB) and writes BUILD_DIR/conformance.txt: one line per
case, `passed`, `failed` or `out of scope` with the reason. Last line: "N passed, M failed".
"""

import collections
import fnmatch
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from onnxnodes import prepare, scope, sources

LEGEND = """\
Cases of ONNX's node tests. A case passes when it is imported and its outputs agree
- in the interpreter, on the float or Q/DQ graph;
- if there are quantized values: in the interpreter, on the graph lowered to integers;
- compiled in this process, for every code path that this machine can run; after an integer
  graph the bytes have to be the interpreter's.
Integers and bool have to be equal; floats within max(1e-7 + 1e-3 * |wanted|, 1e-4 * range of
the wanted output), bfloat16 outputs (computed in float32) within 2^-7 * |wanted|.

qopt compiles for static shapes. Inputs that are parameters (shapes, axes, pads, scales of QLinear
operators, ...), operands of shape arithmetic (relations, Where, Range, ...) or what these are
computed from were made constants of the model; they are listed behind "constant".
"""


def collect(pattern):
    """(label, Case) of all sources; the same name in two of them is two cases."""
    yield from (("generated", case) for case in sources.generated_cases()
                if fnmatch.fnmatch(case.name, pattern))
    folder = os.environ.get("QOPT_ONNX_NODE_TESTS")
    if folder:
        cases = list(sources.folder_cases(folder))
        if not cases:
            sys.exit(f"expected cases in QOPT_ONNX_NODE_TESTS, got none in '{folder}'")
        yield from (("folder", case) for case in cases if fnmatch.fnmatch(case.name, pattern))


def run_tool(tool, manifest):
    """{label: problem or None}; a case without legs (a tool that stopped) failed."""
    command = [str(tool), str(manifest), "-j", str(min(os.cpu_count() or 1, 8))]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, errors="replace")
    results = {}
    for line in run.stdout.splitlines():
        record = json.loads(line)
        problems = [f"{leg['leg']}: {leg['problem']}" for leg in record["legs"]
                    if leg["problem"]]
        if not problems and not any(l["leg"].startswith("jit") for l in record["legs"]):
            problems = ["process: ended early"]
        results[record["name"]] = "; ".join(problems) or None
    return results


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    lines, entries, reasons = {}, [], collections.Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for source, case in collect(sys.argv[2] if len(sys.argv) > 2 else "*"):
            label = f"{source}/{case.name}"
            reason = scope.out_of_scope_reason(case)
            if reason:
                reasons[reason] += 1
                lines[label] = f"out of scope: {reason}"
            else:
                constants = sorted(scope.constant_inputs(case))
                entries.append((prepare.write_case(case, label, folder), constants))
        manifest = prepare.write_manifest([entry for entry, _ in entries], folder)
        results = run_tool(build / "bin" / "qopt-onnx-conformance", manifest)
    failed = 0
    for entry, constants in entries:
        problem = results.get(entry["name"], "process: the tool gave no result")
        failed += problem is not None
        note = f" (constant: {', '.join(constants)})" if constants else ""
        lines[entry["name"]] = (f"failed: {problem}" if problem else "passed") + note
        if problem:
            print(f"FAIL {entry['name']}: {problem}")
    (build / "conformance.txt").write_text(
        LEGEND + "\n" + "".join(f"{label}: {lines[label]}\n" for label in sorted(lines)))
    for reason, count in sorted(reasons.items(), key=lambda r: (-r[1], r[0])):
        print(f"out of scope, {reason}: {count}")
    print(f"{len(lines)} cases, {sum(reasons.values())} out of scope; details in "
          f"{build / 'conformance.txt'}")
    print(f"{len(entries) - failed} passed, {failed} failed")
    # No case at all is no success.
    return 1 if failed or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
