#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Whole models as GPU code, without a GPU: the shipped network, encoders and decoders of
# transformers, and random graphs are quantized, compiled to PTX and run launch by launch
# by the PTX emulator; integer results must be the interpreter's in every byte.
"""usage: suite_nvptx.py BUILD_DIR; last line: 'N passed, M failed'."""

import json
import re
import sys

import numpy as np
import onnx

import qopt_checks
import suite_random_graphs as graphs
from randomgraphs.builder import FEATURES
from transformers.models import ARCHITECTURES, Config

DIGITS_RECIPES = ("int8", "u8s8", "w4a8", "int8-tflite")
CHIPS = ("sm_80", "sm_90a")
ASSEMBLED = ["sm_120a", "sm_100a", "sm_90a", "sm_89", "sm_86", "sm_80"]
VOCABULARY = 20
# Random graphs: each feature of a kind once would take minutes on the emulator.
EVERY = 5
# Elementwise functions of the math library, which GPUs have not; quantized ones are
# tables, so that only what stays float is refused.
NO_SUCH_FUNCTION = "expected functions that a GPU computes as the interpreter does"


def compare(suite, label, model, *arguments):
    """qopt-compare on the emulator; the number of launches, 0 after a failure."""
    tool = suite.qopt.parent / "qopt-compare"
    result = qopt_checks.run([tool, model, "--runs=1", *arguments])
    said = (result.stdout + result.stderr).decode(errors="replace")
    crashed = any(t in said for t in qopt_checks.CRASH_TEXTS)
    equal = re.search(r"equal on 1 inputs, (\d+) launches", said)
    fine = result.returncode == 0 and equal and not crashed
    if not fine and NO_SUCH_FUNCTION in said and not crashed:
        suite.check(f"{label}: refusal", re.search(r"'math\.\w+' op|'arith.remf' op", said), said[-400:])
        return 0
    suite.check(label, fine, said[-600:])
    return int(equal[1]) if fine else 0


def assemble(suite, label, folder, model):
    """Machine code of all chips, where there is an assembler: no register is spilled."""
    library = folder / f"{model.name.split('.')[0]}-all.so"
    if not suite.ok(f"{label}: compile for all chips", "compile", model, "--target", "nvptx", "-o",
                    library):
        return
    chips = json.loads(library.with_suffix(".json").read_text())["device"]["chips"]
    if not chips[0]["images"][0]["cubin_bytes"]:
        suite.note(f"{label}: no ptxas, no machine code is looked at")
        return
    suite.check(f"{label}: chips", [c["chip"] for c in chips] == ASSEMBLED, chips)
    for chip in chips:
        kernels = [k for image in chip["images"] for k in image["kernels"]]
        spilled = [k for k in kernels if k["spill_bytes"] or not 0 < k["registers"] <= 255]
        suite.check(f"{label} {chip['chip']}: {len(kernels)} kernels, no spills",
                    kernels and not spilled, spilled)


def to_integer(suite, label, folder, model, recipe, data):
    """Path of the integer form; None after a failure."""
    q, integer = folder / f"{recipe}.q.mlir", folder / f"{recipe}.integer.mlir"
    done = suite.ok(f"{label}: quantize", "quantize", model, "--recipe", recipe,
                    "--data", data, "-o", q)
    if not done:
        return None
    lowered = suite.run("compile", q, "--emit=integer", "-o", integer)
    text = lowered.stderr.decode(errors="replace")
    if lowered.returncode == 1 and "error: expected a constant per channel" in text:
        return None  # what suite_random_graphs.py checks
    fine = suite.check(f"{label}: integer form", lowered.returncode == 0, text[-400:])
    return integer if fine else None


def check_digits(suite, folder):
    for recipe in DIGITS_RECIPES:
        label = f"digits {recipe}"
        model = to_integer(suite, label, folder, qopt_checks.DIGITS / "digits_cnn.onnx", recipe,
                           qopt_checks.DIGITS / "calib.npz")
        for chip in CHIPS if model else ():
            count = compare(suite, f"{label} {chip}", model, f"--chip={chip}")
            suite.note(f"{label} {chip}: {count} launches")
        if model and recipe == "int8":
            assemble(suite, label, folder, model)


def check_transformer(suite, folder, architecture):
    c = Config(layers=1, width=32, heads=2, inner=48, vocabulary=VOCABULARY, length=9,
               positions=12, kv_heads=1 if architecture == "llama" else 0)
    model = folder / f"{architecture}.onnx"
    onnx.save(ARCHITECTURES[architecture](c), str(model))
    rng = np.random.default_rng(1)
    arrays = {"input_ids": rng.integers(0, c.vocabulary, (4, c.length))}
    if architecture == "bert":
        arrays["attention_mask"] = np.ones((4, c.length), np.int64)
        arrays["token_type_ids"] = rng.integers(0, 2, (4, c.length))
    data = folder / f"{architecture}.npz"
    np.savez(data, **arrays)
    # One of two tokens types: all inputs are below 2 where there is such an input.
    below = 2 if architecture == "bert" else VOCABULARY
    integer = to_integer(suite, architecture, folder, model, "int8", data)
    if integer:
        count = compare(suite, f"{architecture} int8", integer, "--chip=sm_80", f"--below={below}")
        suite.note(f"{architecture} int8: {count} launches")
        assemble(suite, architecture, folder, integer)
    prepared = folder / f"{architecture}.float.mlir"
    if suite.ok(f"{architecture}: prepare", "compile", model, "--emit=prepared", "-o", prepared):
        count = compare(suite, f"{architecture} float", prepared, "--chip=sm_80", f"--below={below}")
        suite.note(f"{architecture} float: {count} launches")


def check_random(suite, folder):
    names = sorted(FEATURES)[::EVERY]

    def check(name):
        home = folder / name
        home.mkdir()
        g, model, _ = graphs.build(name, seed=3)
        (home / "model.onnx").write_bytes(model.SerializeToString())
        graphs.write_samples(g, 3, home)
        recipe = ("int8", "u8s8", "w4a8")[names.index(name) % 3]
        integer = to_integer(suite, name, home, home / "model.onnx", recipe, home / "calib.npz")
        return integer and compare(suite, f"{name} {recipe}", integer, "--chip=sm_80")

    counts = suite.parallel(check, names)
    suite.note(f"{sum(1 for c in counts if c)} of {len(names)} random graphs ran, "
               f"{sum(c or 0 for c in counts)} launches")
    suite.check("most random graphs run", sum(1 for c in counts if c) >= 0.8 * len(names))


def sections(suite, folder):
    suite.section(check_digits, suite, folder)
    for architecture in ARCHITECTURES:
        suite.section(check_transformer, suite, folder, architecture)
    suite.section(check_random, suite, folder)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
