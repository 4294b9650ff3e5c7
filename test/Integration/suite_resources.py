#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# What real sizes cost: a ResNet-50-shaped model from ONNX file to library in
# bounded memory, a MobileNetV2-shaped one to the same bytes each time, and both
# the same numbers in the interpreter and on every code path.
"""usage: suite_resources.py BUILD_DIR; last line: 'N passed, M failed'."""

import os
import subprocess
import sys
import time

import qopt_checks
from qopt_checks import MODELS, available_isas, check_arena, differing_bytes

MIB = 1 << 20
# Memory that compiling may take: this many times the model file, and a base.
SIZE_FACTOR, BASE_BYTES = 4, 300 * MIB


def make_model(suite, folder, arch, image, samples):
    """Paths of a random model and its calibration samples, or None."""
    model, calib = folder / f"{arch}.onnx", folder / f"{arch}.npz"
    result = qopt_checks.run(["/usr/bin/python3", MODELS / "make_random_cnn.py", "--arch", arch,
                              "--image", image, "--out", model, "--calib", calib,
                              "--samples", samples])
    made = suite.check(f"make {arch}", result.returncode == 0, result.stderr[-600:])
    return (model, calib) if made else None


def compile_measured(suite, name, model, calib, out):
    """Compiles with recipe int8; (seconds, peak bytes), or None."""
    out.parent.mkdir(exist_ok=True)
    errors = out.with_suffix(".err")
    start = time.monotonic()
    with open(errors, "wb") as stderr:
        child = subprocess.Popen([suite.qopt, "compile", model, "--recipe", "int8", "--data",
                                  calib, "-o", out], stdin=subprocess.DEVNULL, stderr=stderr)
        _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    # The status is taken by wait4; tell Popen, or it waits for it again.
    child.returncode = os.waitstatus_to_exitcode(status)
    fine = suite.check(f"compile {name}", child.returncode == 0, errors.read_bytes()[-600:])
    return (seconds, usage.ru_maxrss * 1024) if fine else None


def check_exact(suite, name, library, quantized, data, folder):
    reference = folder / f"{name}-reference.npz"
    if not suite.ok(f"interpret {name}", "run", quantized, "--engine", "reference", "--input",
                    data, "--output", reference):
        return
    for isa in available_isas():
        out = folder / f"{name}-{isa}.npz"
        if suite.ok(f"run {name} on {isa}", "run", library, "--isa", isa, "--input", data,
                    "--output", out):
            bad = differing_bytes(reference, out)
            suite.check(f"{name} on {isa} equals the interpreter", bad == 0, f"{bad} bytes differ")


def check_memory(suite, folder):
    made = make_model(suite, folder, "resnet50", 224, 2)
    if not made:
        return
    model, calib = made
    measured = compile_measured(suite, "resnet50", model, calib, folder / "first" / "m.so")
    if not measured:
        return
    seconds, peak = measured
    limit = SIZE_FACTOR * model.stat().st_size + BASE_BYTES
    suite.note(f"ResNet-50 shape: {model.stat().st_size / MIB:.0f} MiB to a library in "
               f"{seconds:.1f} s, {peak / MIB:.0f} MiB of memory (limit {limit / MIB:.0f})")
    check_arena(suite, "resnet50", folder / "first" / "m.so")
    suite.check("memory", peak < limit, f"expected less than {limit} bytes, got {peak}")


def check_reproducible(suite, folder):
    made = make_model(suite, folder, "mobilenetv2", 64, 4)
    if not made:
        return
    model, calib = made
    outs = [folder / place / "m.so" for place in ("here", "there")]
    for out in outs:
        if not compile_measured(suite, f"mobilenetv2 {out.parent.name}", model, calib, out):
            return
    check_arena(suite, "mobilenetv2", outs[0])
    for suffix in (".so", ".h", ".json"):
        first, second = (out.with_suffix(suffix).read_bytes() for out in outs)
        suite.check(f"m{suffix} is reproducible", first == second)
    quantized = folder / "m.mlirbc"
    if suite.ok("quantize mobilenetv2", "quantize", model, "--recipe", "int8", "--data", calib,
                "-o", quantized):
        check_exact(suite, "mobilenetv2", outs[0], quantized, calib, folder)


def sections(suite, folder):
    for part in (check_memory, check_reproducible):
        home = folder / part.__name__
        home.mkdir()
        suite.section(part, suite, home)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
