# SPDX-License-Identifier: Apache-2.0
#
# A program of all models and the runtime, for a processor that is not (or not quite)
# this machine's: what its suites share.
"""Inputs, references and comparisons of suites that link models into one program."""

import pathlib

import numpy as np

import qopt_checks
from qopt_checks import ROOT, load_arrays

RUNTIME = ROOT / "lib/Runtime/Cpu"
RUN_MODELS = ROOT / "test/Integration/foreign/run_models.c"
# Of float code against the interpreter, relative to the output's range.
FLOAT_ERROR = 1e-5


def compiled_source(folder, model):
    """What is compiled: the model, or what quantizing it gives."""
    return folder / f"{model.name}.q.mlir" if model.recipe else model.source


def prepare(suite, folder, model, *compile_options):
    """What is compiled, with `compile_options`; raw inputs; the interpreter's outputs.
    Whether all are there."""
    source = compiled_source(folder, model)
    if model.recipe:
        if not suite.ok(f"{model.name}: quantize", "quantize", model.source, "--recipe",
                        model.recipe, *model.data_arguments, "-o", source):
            return False
    inputs = folder / f"{model.name}.npz"
    np.savez(inputs, **model.inputs)
    for index, array in enumerate(model.inputs.values()):
        (folder / f"{model.name}.in{index}").write_bytes(array.tobytes())
    return bool(
        suite.ok(f"{model.name}: compile", "compile", source, "--name", model.name,
                 *compile_options)
        and suite.ok(f"{model.name}: interpret", "run", source, "--engine", "reference",
                     "--input", inputs, "--output", folder / f"{model.name}.ref.npz"))


def build_objects(suite, folder, compiler, models, sources):
    """Objects of C files that see the list of models; None after a failure."""
    (folder / "models.inc").write_text("".join(f"MODEL({m.name})\n" for m in models))
    objects = []
    for source in sources:
        objects.append(folder / f"{source.stem}.runtime.o")
        done = qopt_checks.run([*compiler, "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror",
                                "-I", ROOT / "include", "-I", folder, "-c", source, "-o",
                                objects[-1]])
        if not suite.check(f"compile {source.name}", done.returncode == 0,
                           done.stderr.decode()[-800:]):
            return None
    return objects


def compare(suite, label, wanted, path, model):
    """Raw outputs of one run against the interpreter's arrays."""
    for index, (name, reference) in enumerate(wanted.items()):
        data = pathlib.Path(f"{path}.out{index}").read_bytes()
        if not suite.check(f"{label}: size of '{name}'", len(data) == reference.nbytes,
                           f"expected {reference.nbytes} bytes, got {len(data)}"):
            continue
        if model.compares_bytes(name):
            count = np.count_nonzero(np.frombuffer(data, np.uint8) !=
                                     np.frombuffer(reference.tobytes(), np.uint8))
            suite.check(f"{label}: bytes of '{name}'", count == 0, f"{count} bytes differ")
            continue
        got = np.frombuffer(data, reference.dtype).reshape(reference.shape)
        error = np.abs(got - reference).max() / max(np.ptp(reference), 1e-30)
        suite.check(f"{label}: numbers of '{name}'", error <= FLOAT_ERROR,
                    f"relative error {error:.2e}")



def run(suite, folder, program, models, label, best, paths):
    """`program` (a command) runs all models on `paths`, chooses `best` where it may,
    and gives the interpreter's outputs."""
    done = qopt_checks.run([*program, folder, label])
    suite.check(f"run on {label}", done.returncode == 0, done.stderr.decode()[-800:])
    ran = done.stdout.decode().splitlines()
    wanted = [f"{m.name} {p}" for m in models for p in (f"default {best}", *paths)]
    suite.check(f"{label} runs {', '.join(paths)}", ran == wanted,
                sorted(set(ran) ^ set(wanted))[:6])
    for model in models:
        reference = load_arrays(folder / f"{model.name}.ref.npz")
        for path in ("default", *paths):
            compare(suite, f"{model.name} on {label}, {path}", reference,
                    folder / f"{model.name}.{label}.{path}", model)
