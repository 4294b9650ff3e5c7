#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Per-channel folds on whole transformers of random weights: the float function stays
# what it was, recipes that fold run on every code path, and outliers cost nothing
# where they are folded away.
"""usage: suite_transformer_folds.py BUILD_DIR; last line: 'N passed, M failed'."""

import json
import sys

import numpy as np

import qopt_checks
from folds import model
from qopt_checks import available_isas, check_arena

# Passes that change the form and not the function: with the largest relative error;
# factors that are powers of two change no bit.
FOLDS = {
    "qopt-inject-outliers=channels=3 factor=64": 0.0,
    "qopt-inject-outliers=channels=3 factor=48": 1e-5,
    "qopt-equalize-layers": 1e-5,
    "qopt-rotate-residual": 1e-5,
    "qopt-smooth-activations": 1e-5,
    "qopt-smooth-activations=makers=all alpha=0.8": 1e-5,
    "qopt-smooth-activations=makers=all power-of-two": 0.0,
    "qopt-smooth-activations=makers=all alpha=search": 1e-5,
    "qopt-scale-activation-aware=weight-granularity=channel": 1e-5,
}
# Residual sums that read norms: only multiplications of their own let those fold.
POST_FOLDS = {
    "qopt-inject-outliers=channels=3 factor=64 compensate": 0.0,
    "qopt-smooth-activations=compensate alpha=search": 1e-5,
    "qopt-smooth-activations=makers=all compensate power-of-two": 0.0,
    "qopt-equalize-layers": 1e-5,
}
RECIPES = ("int8-smooth", "w8a8-smooth", "w8a8-static-smooth", "w4g32-awq", "w4g32-rotated")
# Integer-only models are equal on every code path; floats agree to rounding, and a
# code that a last bit tips over moves a score by a step.
EXACT, BOUND = {"int8-smooth"}, 0.05


def relative_error(wanted, got):
    return float(np.abs(got - wanted).max() / np.abs(wanted).max())


class Case:
    """One model with its data and its float scores."""

    def __init__(self, suite, folder, kind):
        self.suite, self.kind, self.folder = suite, str(kind), folder
        self.folds = POST_FOLDS if kind.post else FOLDS
        self.recipes = [r for r in RECIPES if not (kind.post and r == "w4g32-rotated")]
        self.model = folder / f"{kind}.mlir"
        model.write(kind, self.model)
        self.calib, self.test = folder / "calib.npz", folder / "test.npz"
        np.savez(self.calib, ids=model.tokens(1, 16))
        np.savez(self.test, ids=model.tokens(2, 8))
        self.scores = self.run("float", self.model)
        self.stats = folder / f"{kind}.stats.json"
        suite.ok(f"{kind}: calibrate", "calibrate", self.model, "--recipe", "int8-smooth",
                 "--data", self.calib, "-o", self.stats)

    def run(self, name, path, *how):
        output = self.folder / f"{self.kind}.{name}.npz"
        done = self.suite.ok(f"{self.kind}: run {name} {' '.join(how)}", "run", path, "--input",
                             self.test, "--output", output, *how)
        return np.load(output)["scores"] if done else None

    def prepared(self):
        """With statistics by channel on its values."""
        path = self.folder / f"{self.kind}.prepared.mlir"
        opt = self.suite.qopt.parent / "qopt-opt"
        result = qopt_checks.run([opt, self.model, "--qopt-prepare-pipeline",
                                  f"--qopt-annotate-ranges=stats={self.stats} channels",
                                  "-o", path, "--mlir-print-debuginfo"])
        self.suite.check(f"{self.kind}: prepare", result.returncode == 0, result.stderr)
        return path

    def fold(self, source, number, flag):
        path = self.folder / f"{self.kind}.fold{number}.mlir"
        opt = self.suite.qopt.parent / "qopt-opt"
        result = qopt_checks.run([opt, source, f"--{flag}", "-o", path])
        ok = self.suite.check(f"{self.kind}: {flag}", result.returncode == 0, result.stderr)
        text = path.read_text() if ok else ""
        self.suite.check(f"{self.kind}: {flag} folds", "readers = [" in text, text[:300])
        return path if ok else None


def check_functions(case):
    source = case.prepared()
    wanted = case.run("unfolded", source)
    case.suite.check(f"{case.kind}: prepared", wanted is not None and
                     relative_error(case.scores, wanted) < 1e-5)
    for number, (flag, bound) in enumerate(case.folds.items()):
        path = case.fold(source, number, flag)
        got = path and case.run(f"fold{number}", path)
        if got is None:
            continue
        error = relative_error(wanted, got)
        case.suite.check(f"{case.kind}: {flag} keeps the function", error <= bound, error)


def check_recipe(case, recipe):
    suite, name = case.suite, f"{case.kind}: {recipe}"
    quantized, again = (case.folder / f"{case.kind}.{recipe}{n}.mlir" for n in ("", "2"))
    stats, folds = (case.folder / f"{case.kind}.{recipe}.{n}.json" for n in ("stats", "folds"))
    suite.ok(f"{name}: calibrate", "calibrate", case.model, "--recipe", recipe, "--data",
             case.calib, "-o", stats)
    if not suite.ok(f"{name}: quantize", "quantize", case.model, "--recipe", recipe, "--data",
                    case.calib, "-o", quantized, "--folds", folds):
        return
    suite.ok(f"{name}: by table", "quantize", case.model, "--recipe", recipe, "--stats", stats,
             "-o", again)
    suite.check(f"{name}: same by table", quantized.read_bytes() == again.read_bytes())
    entries = json.loads(folds.read_text())
    suite.check(f"{name}: lists folds", any("readers" in e for e in entries), entries)
    wanted = case.run(f"{recipe}.reference", quantized, "--engine", "reference")
    library = case.folder / f"{case.kind}.{recipe}.so"
    if wanted is None or not suite.ok(f"{name}: compile", "compile", quantized, "-o", library):
        return
    check_arena(suite, name, library)
    for isa in available_isas():
        got = case.run(f"{recipe}.{isa}", library, "--isa", isa)
        if got is None:
            continue
        error = relative_error(wanted, got)
        suite.check(f"{name}: {isa}", error <= (0 if recipe in EXACT else BOUND), error)
    ratio = qopt_checks.sqnr_db(case.scores, wanted)
    suite.check(f"{name}: near the float model", ratio > (4 if "w4" in recipe else 15), ratio)


def check_outliers(case):
    """Static activation scales: outliers take all levels, smoothing gives them back."""
    hard = case.folder / f"{case.kind}.hard.mlir"
    case.suite.ok(f"{case.kind}: inject", "import", case.model, "--inject-outliers", "2x64",
                  "-o", hard)
    errors = {}
    for recipe in ("w8a8-static", "w8a8-static-smooth"):
        path = case.folder / f"{case.kind}.hard.{recipe}.mlir"
        if case.suite.ok(f"{case.kind}: {recipe}", "quantize", hard, "--recipe", recipe,
                         "--data", case.calib, "-o", path):
            got = case.run(f"hard.{recipe}", path)
            errors[recipe] = float(np.sqrt(np.square(got - case.scores).mean()))
    case.suite.check(f"{case.kind}: smoothing outliers away",
                     len(errors) == 2 and
                     errors["w8a8-static-smooth"] * 5 < errors["w8a8-static"], errors)


def check_refusals(case):
    result = case.suite.run("quantize", case.model, "--recipe", "w4g32-awq", "--stats",
                            case.stats, "-o", case.folder / "none.mlir")
    case.suite.check(f"{case.kind}: a table of other folds", result.returncode == 1 and
                     b"expected statistics of the model with folds 'awq=s4:group:32', got "
                     b"'smooth=search:all'" in result.stderr, result.stderr)
    result = case.suite.run("quantize", case.model, "--recipe", "w4g32-awq", "-o",
                            case.folder / "none.mlir")
    case.suite.check(f"{case.kind}: no data", result.returncode == 1 and
                     b"expected calibration data (--data) or statistics (--stats)"
                     in result.stderr, result.stderr)
    result = case.suite.run("import", case.model, "--inject-outliers", "4by64", "-o",
                            case.folder / "none.mlir")
    case.suite.check(f"{case.kind}: outliers misspelled", result.returncode == 2 and
                     b"expected --inject-outliers CHANNELSxFACTOR" in result.stderr,
                     result.stderr)


def check_kind(suite, folder, kind):
    case = Case(suite, folder, kind)
    if case.scores is None:
        return
    suite.section(check_functions, case)
    suite.parallel(lambda recipe: check_recipe(case, recipe), case.recipes)
    if not kind.post:
        suite.section(check_outliers, case)
    suite.section(check_refusals, case)


def sections(suite, folder):
    for kind in model.KINDS:
        suite.section(check_kind, suite, folder, kind)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
