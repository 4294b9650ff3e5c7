#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Models compiled for AArch64, linked with the runtime by a cross compiler and run by
# an emulator of three processors: one with the dot product of mixed signedness, one
# with that of equal signedness only, one with neither. Every code path must give the
# interpreter's bytes (of float models: its numbers), the runtime must choose the best
# path, and the paths' kernels must consist of the instructions that they are named
# after, without spills in the inner loop.
"""usage: suite_aarch64.py BUILD_DIR [--keep FOLDER]; last line: 'N passed, M failed'."""

import argparse
import pathlib
import sys
import tempfile

import numpy as np

import qopt_checks
from aarch64 import assembly, cases
from aarch64.cases import PATHS
from qopt_checks import ROOT, Suite, load_arrays

COMPILER = ["clang-22", "--target=aarch64-linux-gnu", "-nostdlibinc",
            "-isystem", "/usr/aarch64-linux-gnu/include", "-I", ROOT / "include"]
# Without gcc's files: nothing here needs libgcc.
LIBRARIES = pathlib.Path("/usr/aarch64-linux-gnu/lib")
# The emulator's processors and the best code path of each.
PROCESSORS = {"max": "neon-i8mm", "cortex-a76": "neon-dotprod", "cortex-a53": "generic"}
# Of float code against the interpreter, relative to the output's range.
FLOAT_ERROR = 1e-5


def link(suite, folder, models):
    """The program of all models; None after a failure."""
    (folder / "models.inc").write_text("".join(f"MODEL({m.name})\n" for m in models))
    sources = [ROOT / "test/Integration/aarch64/run_models.c",
               *sorted((ROOT / "lib/Runtime/Cpu").glob("*.c"))]
    objects = []
    for source in sources:
        objects.append(folder / f"{source.stem}.runtime.o")
        done = qopt_checks.run([*COMPILER, "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror",
                                "-I", folder, "-c", source, "-o", objects[-1]])
        if not suite.check(f"cross compile {source.name}", done.returncode == 0,
                           done.stderr.decode()[-800:]):
            return None
    program = folder / "run_models"
    done = qopt_checks.run(["ld.lld-22", "-m", "aarch64linux", "-pie", "-dynamic-linker",
                            "/lib/ld-linux-aarch64.so.1", LIBRARIES / "Scrt1.o",
                            LIBRARIES / "crti.o", *objects,
                            *(folder / f"{m.name}.o" for m in models),
                            "-L", LIBRARIES, "-lc", "-lm", LIBRARIES / "crtn.o", "-o", program])
    return program if suite.check("link", done.returncode == 0,
                                  done.stderr.decode()[-800:]) else None


def compare(suite, label, wanted, path, exact):
    """Raw outputs of one run against the interpreter's arrays."""
    for index, (name, reference) in enumerate(wanted.items()):
        data = pathlib.Path(f"{path}.out{index}").read_bytes()
        if not suite.check(f"{label}: size of '{name}'", len(data) == reference.nbytes,
                           f"expected {reference.nbytes} bytes, got {len(data)}"):
            continue
        if exact:
            count = np.count_nonzero(np.frombuffer(data, np.uint8) !=
                                     np.frombuffer(reference.tobytes(), np.uint8))
            suite.check(f"{label}: bytes of '{name}'", count == 0, f"{count} bytes differ")
            continue
        got = np.frombuffer(data, reference.dtype).reshape(reference.shape)
        error = np.abs(got - reference).max() / max(np.ptp(reference), 1e-30)
        suite.check(f"{label}: numbers of '{name}'", error <= FLOAT_ERROR,
                    f"relative error {error:.2e}")


def run_processor(suite, folder, program, models, processor):
    best = PROCESSORS[processor]
    paths = PATHS[PATHS.index(best):]
    done = qopt_checks.run(["qemu-aarch64", "-cpu", processor, "-L", "/usr/aarch64-linux-gnu",
                            program, folder, processor])
    suite.check(f"run on {processor}", done.returncode == 0, done.stderr.decode()[-800:])
    ran = done.stdout.decode().splitlines()
    wanted = [f"{m.name} {p}" for m in models for p in (f"default {best}", *paths)]
    suite.check(f"{processor} runs {', '.join(paths)}", ran == wanted,
                sorted(set(ran) ^ set(wanted))[:6])
    for model in models:
        reference = load_arrays(folder / f"{model.name}.ref.npz")
        for path in ("default", *paths):
            compare(suite, f"{model.name} on {processor}, {path}", reference,
                    folder / f"{model.name}.{processor}.{path}", model.exact)


def prepare(suite, folder, model):
    """Object, raw inputs and the interpreter's outputs; whether all are there."""
    source = model.source
    if model.recipe:
        source = folder / f"{model.name}.q.mlir"
        if not suite.ok(f"{model.name}: quantize", "quantize", model.source, "--recipe",
                        model.recipe, *model.data_arguments, "-o", source):
            return False
    inputs = folder / f"{model.name}.npz"
    np.savez(inputs, **model.inputs)
    for index, array in enumerate(model.inputs.values()):
        (folder / f"{model.name}.in{index}").write_bytes(array.tobytes())
    return bool(
        suite.ok(f"{model.name}: compile", "compile", source, "--target", "cpu:aarch64",
                 "--name", model.name, "-o", folder / f"{model.name}.o")
        and suite.ok(f"{model.name}: interpret", "run", source, "--engine", "reference",
                     "--input", inputs, "--output", folder / f"{model.name}.ref.npz"))


def check_errors(suite, folder):
    """What is refused for another architecture, and how."""
    source = folder / f"{cases.DIGITS_NAME}.q.mlir"

    def refused(name, text, *arguments):
        done = suite.run(*arguments)
        suite.check(name, done.returncode == 1 and text in done.stderr.decode(),
                    done.stderr.decode()[-400:])

    refused("library", "expected --emit=object for aarch64, got library", "compile", source,
            "--target", "cpu:aarch64", "-o", folder / "x.so")
    refused("path of another architecture", "expected one of the targets cpu, cpu:x86_64, "
            "cpu:aarch64, cpu:generic", "compile", source, "--target", "cpu:aarch64:avx2",
            "-o", folder / "x.o")
    refused("bench", "expected a target that this machine runs, got 'cpu:neon-i8mm'", "bench",
            source, "--target", "cpu:neon-i8mm")
    refused("run", "got 'neon-i8mm'", "run", source, "--isa", "neon-i8mm", "--input",
            folder / f"{cases.DIGITS_NAME}.npz", "--output", folder / "x.npz")


def check_all(suite, folder):
    models = cases.make_all(suite, folder)
    built = suite.parallel(lambda m: prepare(suite, folder, m), models)
    models = [m for m, done in zip(models, built) if done]
    program = link(suite, folder, models)
    if program:
        suite.parallel(lambda p: run_processor(suite, folder, program, models, p), PROCESSORS)
    suite.note(f"{len(models)} models on {', '.join(PROCESSORS)}")
    suite.section(assembly.check_assembly, suite, folder)
    suite.section(check_errors, suite, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    parser.add_argument("--keep", type=pathlib.Path, help="leave all files in this folder")
    args = parser.parse_args()
    suite = Suite(args.build)
    with tempfile.TemporaryDirectory(prefix="qopt-") as folder:
        if args.keep:
            args.keep.mkdir(parents=True)
        suite.section(check_all, suite, args.keep or pathlib.Path(folder))
    return suite.finish()


if __name__ == "__main__":
    sys.exit(main())
