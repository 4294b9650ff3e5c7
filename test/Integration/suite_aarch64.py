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

import qopt_checks
from foreign import assembly, cases, program
from qopt_checks import Suite

COMPILER = ["clang-22", "--target=aarch64-linux-gnu", "-nostdlibinc",
            "-isystem", "/usr/aarch64-linux-gnu/include"]
# Without gcc's files: nothing here needs libgcc.
LIBRARIES = pathlib.Path("/usr/aarch64-linux-gnu/lib")
# Code paths, best first.
PATHS = ["neon-i8mm", "neon-dotprod", "generic"]
# The emulator's processors and the best code path of each.
PROCESSORS = {"max": "neon-i8mm", "cortex-a76": "neon-dotprod", "cortex-a53": "generic"}


def link(suite, folder, models):
    """The program of all models; None after a failure."""
    objects = program.build_objects(suite, folder, COMPILER, models, [
        program.RUN_MODELS, *sorted(program.RUNTIME.glob("*.c"))])
    if not objects:
        return None
    linked = folder / "run_models"
    done = qopt_checks.run(["ld.lld-22", "-m", "aarch64linux", "-pie", "-dynamic-linker",
                            "/lib/ld-linux-aarch64.so.1", LIBRARIES / "Scrt1.o",
                            LIBRARIES / "crti.o", *objects,
                            *(folder / f"{m.name}.o" for m in models),
                            "-L", LIBRARIES, "-lc", "-lm", LIBRARIES / "crtn.o", "-o", linked])
    return linked if suite.check("link", done.returncode == 0,
                                 done.stderr.decode()[-800:]) else None


def run_processor(suite, folder, linked, models, processor):
    best = PROCESSORS[processor]
    emulated = ["qemu-aarch64", "-cpu", processor, "-L", "/usr/aarch64-linux-gnu", linked]
    program.run(suite, folder, emulated, models, processor, best, PATHS[PATHS.index(best):])


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
    built = suite.parallel(
        lambda m: program.prepare(suite, folder, m, "--target", "cpu:aarch64", "-o",
                                  folder / f"{m.name}.o"), models)
    models = [m for m, done in zip(models, built) if done]
    linked = link(suite, folder, models)
    if linked:
        suite.parallel(lambda p: run_processor(suite, folder, linked, models, p), PROCESSORS)
    suite.note(f"{len(models)} models on {', '.join(PROCESSORS)}")
    suite.section(assembly.check_paths, suite, folder, ["neon-i8mm", "neon-dotprod"])
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
