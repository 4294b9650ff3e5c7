#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# The code path avxvnni on processors with AVX-VNNI and on those that have AVX-512 VNNI
# only. Models are compiled to assembly; on the latter its vpdpbusd (and vpdpwssd, which
# LLVM makes of vpmaddwd and an addition) are assembled in the EVEX encoding instead of
# the VEX one, which are the same instructions to them, and nothing else is changed (weights, which assembly leaves out, come from the object). The runtime is told that the processor has AVX-VNNI and no
# AVX-512: it must choose the path, which must give the interpreter's bytes (of float
# models: its numbers). The assembly's inner loop has the instruction and no spills.
"""usage: suite_avxvnni.py BUILD_DIR [--keep FOLDER]; last line: 'N passed, M failed'."""

import argparse
import pathlib
import re
import sys
import tempfile

import qopt_checks
from foreign import assembly, cases, program
from qopt_checks import Suite, available_isas

COMPILER = ["clang-22"]
FEATURES = program.RUN_MODELS.parent / "cpu_features.c"
PATH = "avxvnni"
VEX = re.compile(r"^(\s*)\{vex\}(\s+vpdp\w+\s)", re.MULTILINE)
SECTION = ".lrodata.qopt.weights"
ZEROS = (r"(\n", r"_weights:\n)\s*\.zero\s+(\d+)")
# Nothing of AVX-512 may be in the path's code: no such register, no mask.
FORBIDDEN = re.compile(r"%zmm|%[xy]mm(?:1[6-9]|2\d|3[01])\b|%k[0-7]\b|\{evex\}")


def add_weights(suite, folder, model):
    """The object's weights, in place of the zeros that assembly has."""
    complete, weights = folder / f"{model.name}.whole.o", folder / f"{model.name}.weights"
    source = folder / f"{model.name}.s"
    text, zeros = source.read_text(), ZEROS[0] + model.name + ZEROS[1]
    if not re.search(zeros, text):
        return True
    if not suite.ok(f"{model.name}: object", "compile", program.compiled_source(folder, model),
                    "--name", model.name, "--target", f"cpu:{PATH}", "-o", complete):
        return False
    done = qopt_checks.run(["llvm-objcopy-22", "--dump-section", f"{SECTION}={weights}",
                            complete, folder / "dumped.o"])
    if not suite.check(f"{model.name}: weights", done.returncode == 0,
                       done.stderr.decode()[-400:]):
        return False
    size = int(re.search(zeros, text)[2])
    suite.check(f"{model.name}: size of weights", weights.stat().st_size == size, size)
    source.write_text(re.sub(zeros, rf'\1\t.incbin "{weights.resolve()}"', text))
    return True


def encode(suite, folder, model):
    """The model's assembly as this processor executes it, as an object."""
    source, output = folder / f"{model.name}.s", folder / f"{model.name}.o"
    text = source.read_text()
    found = FORBIDDEN.search(text)
    suite.check(f"{model.name}: no AVX-512", not found, found and found[0])
    if PATH not in available_isas():
        text = VEX.sub(r"\1{evex}\2", text)
        source.write_text(text)
    done = qopt_checks.run([*COMPILER, "-c", source, "-o", output])
    return suite.check(f"{model.name}: assemble", done.returncode == 0,
                       done.stderr.decode()[-800:])


def build(suite, folder, model):
    return (program.prepare(suite, folder, model, "--target", f"cpu:{PATH}", "--emit", "asm",
                            "-o", folder / f"{model.name}.s")
            and add_weights(suite, folder, model) and encode(suite, folder, model))


def link(suite, folder, models):
    """The program of all models, without OpenMP; None after a failure."""
    runtime = [s for s in sorted(program.RUNTIME.glob("*.c")) if s.name != "CpuFeatures.c"]
    objects = program.build_objects(suite, folder, COMPILER, models,
                                    [program.RUN_MODELS, FEATURES, *runtime])
    if not objects:
        return None
    linked = folder / "run_models"
    done = qopt_checks.run([*COMPILER, *objects, *(folder / f"{m.name}.o" for m in models),
                            "-lm", "-o", linked])
    return linked if suite.check("link", done.returncode == 0,
                                 done.stderr.decode()[-800:]) else None


def check_all(suite, folder):
    suite.section(assembly.check_paths, suite, folder, [PATH])
    if not {PATH, "avx512vnni"} & set(available_isas()):
        suite.note("this processor has no vpdpbusd: nothing is run")
        return
    models = cases.make_all(suite, folder)
    built = suite.parallel(lambda m: build(suite, folder, m), models)
    models = [m for m, done in zip(models, built) if done]
    with_dots = sum("vpdpbusd" in (folder / f"{m.name}.s").read_text() for m in models)
    suite.check("models have the instruction", with_dots > len(models) // 2, with_dots)
    linked = link(suite, folder, models)
    if linked:
        program.run(suite, folder, [linked], models, "this", PATH, [PATH])
    suite.note(f"{len(models)} models, {with_dots} with vpdpbusd")


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
