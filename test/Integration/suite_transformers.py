#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Random transformers in the forms of several exporters (see transformers/): each
# form of one architecture must give the same numbers, interpreted and compiled, and
# what exporters took apart must come back as one op each.
"""usage: suite_transformers.py BUILD_DIR; last line: 'N passed, M failed'."""

import re
import sys

import numpy as np
import onnx

import qopt_checks
from qopt_checks import load_arrays
from transformers.models import ARCHITECTURES, Config

FORMS = ("decomposed", "op", "contrib", "dynamic")
SAMPLES = 2
# Of any form against the interpreter on the decomposed one, relative to the range:
# normalizations are f64 inside where arithmetic of the exporter is f32.
TOLERANCE = 2e-5

# What each architecture of 2 layers is made of after raising; all else that computes
# are the listed elementwise ops.
WANTED = {
    "bert": {"norm layer": 5, "unary gelu": 2, "softmax": 2, "binary": 6, "rotary": 0},
    "gpt2": {"norm layer": 5, "unary gelu_tanh": 2, "softmax": 2, "binary": 5, "rotary": 0},
    "llama": {"norm rms": 5, "unary silu": 2, "softmax": 2, "binary": 6, "rotary": 4},
}
TAKEN_APART = ("reduce", "unary erf", "unary tanh", "unary sqrt", "unary sigmoid", "broadcast")


def config(architecture, form):
    return Config(form="decomposed" if form == "dynamic" else form, dynamic=form == "dynamic",
                  kv_heads=2 if architecture == "llama" else 0)


def arguments(form):
    return ["--dim", "sequence=16", "--batch", "1"] if form == "dynamic" else []


def samples(folder, c, architecture):
    rng = np.random.default_rng(3)
    arrays = {"input_ids": rng.integers(0, c.vocabulary, (SAMPLES, c.length))}
    if architecture == "bert":
        lengths = np.array([[c.length], [c.length - 5]])
        arrays["attention_mask"] = (np.arange(c.length) < lengths).astype(np.int64)
        arrays["token_type_ids"] = rng.integers(0, 2, (SAMPLES, c.length))
    np.savez(folder / "data.npz", **arrays)
    return folder / "data.npz"


def result(suite, name, folder, data, *command):
    out = folder / "out.npz"
    done = suite.ok(name, "run", *command, "--input", data, "--output", out)
    return next(iter(load_arrays(out).values())) if done else None


def check_ops(suite, label, architecture, imported):
    """The ops that are left after raising."""
    tool = suite.qopt.parent / "qopt-opt"
    run = qopt_checks.run([tool, imported, "--qopt-prepare-pipeline",
                           "--mlir-elide-elementsattrs-if-larger=4"])
    text = run.stdout.decode()
    suite.check(f"{label}: prepared", run.returncode == 0, run.stderr.decode()[-400:])
    suite.check(f"{label}: nothing to remark", b"remark" not in run.stderr, run.stderr[-400:])

    def count(op):
        return len(re.findall(r"qopt\.\s*" + r"\s+".join(op.split()) + r"\b", text))

    for op, wanted in WANTED[architecture].items():
        suite.check(f"{label}: {op}", count(op) == wanted, (count(op), wanted))
    for op in TAKEN_APART:
        suite.check(f"{label}: no {op}", count(op) == 0, count(op))
    masks = len(re.findall(r"qopt\.softmax %\S+ mask", text))
    suite.check(f"{label}: masks", masks == 2, masks)


def check_architecture(suite, folder, architecture):
    wanted = None
    for form in FORMS:
        if form == "dynamic" and architecture == "llama":
            continue
        c, label = config(architecture, form), f"{architecture} {form}"
        model, data = folder / f"{form}.onnx", samples(folder, c, architecture)
        onnx.save(ARCHITECTURES[architecture](c), str(model))
        imported = folder / f"{form}.mlir"
        if not suite.ok(f"{label}: import", "import", model, *arguments(form), "-o", imported):
            continue
        for engine in ("reference", "jit"):
            got = result(suite, f"{label}: {engine}", folder, data, imported, "--engine", engine)
            if got is None:
                continue
            wanted = got if wanted is None else wanted
            error = np.abs(got - wanted).max() / np.ptp(wanted)
            suite.check(f"{label}: {engine} agrees", error < TOLERANCE, error)
        check_ops(suite, label, architecture, imported)


def check_errors(suite, folder):
    """A symbolic sequence without a size is named."""
    model = folder / "dynamic.onnx"
    onnx.save(ARCHITECTURES["bert"](config("bert", "dynamic")), str(model))
    run = suite.run("import", model, "-o", folder / "x.mlir")
    suite.check("sequence without a size", run.returncode == 1 and
                b"got 'sequence'; give one with --dim NAME=SIZE" in run.stderr, run.stderr)
    run = suite.run("import", model, "--dim", "length=16", "-o", folder / "x.mlir")
    suite.check("no such dimension", run.returncode == 1 and
                b"expected an input with a symbolic dimension 'length'" in run.stderr, run.stderr)


def sections(suite, folder):
    for architecture in ARCHITECTURES:
        home = folder / architecture
        home.mkdir()
        suite.section(check_architecture, suite, home, architecture)
    suite.section(check_errors, suite, folder)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
