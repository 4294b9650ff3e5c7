#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# The differential test of the project's promise. Every feature (an operator, or
# a few in a typical arrangement; see randomgraphs/) is the heart of one random
# graph; every graph is imported, quantized by one of ten recipes and compiled.
# The integer code of every code path must give the interpreter's bytes, float
# code its numbers, and 8-bit results must lie near those of the float model.
"""usage: suite_random_graphs.py BUILD_DIR [--rounds N] [--first N] [--only FEATURE]
[--keep FOLDER]; last line: 'N passed, M failed'."""

import argparse
import json
import pathlib
import re
import sys
import tempfile

import numpy as np

import qopt_checks
from qopt_checks import Suite, available_isas, check_arena, differing_bytes, load_arrays, sqnr_db
from randomgraphs import linear, movement, pointwise  # noqa: F401 (they register)
from randomgraphs.builder import FEATURES, Graph, Unfit

RECIPES = ("int8", "u8s8", "w4a8", "int8-symmetric", "int8-tensor", "int8-tflite", "flint4",
           "e2m3", "flint6", "ant4")
ROUGH_RECIPES = {"w4a8", "flint4", "flint6", "ant4"}
# Recipes of this suite: formats whose values are integers of 7 and of 10 bits.
OWN_RECIPES = {
    "e2m3": {"activations": "e2m3finite", "weights": "e2m3finite", "weight_search": "mse"},
    "flint6": {"activations": "flint<s6>", "weights": "flint<s5>", "observer": "percentile"},
}
SAMPLES = 16

# Signal to quantization noise of a graph's outputs against float, in dB. One
# uniform 8-bit quantization of a normal value has about 40; what follows here
# adds up to ten more of them, or cuts the value's range down.
FEATURE_SQNR = 18.0
GRAPH_SQNR = 12.0
# What formats of fewer bits may lose of these.
SLACK = {"e2m3": 6.0}
# Of float code against the interpreter, relative to the output's range.
FLOAT_ERROR = 1e-4


def random_shape(g, rank):
    """One sample; channels are odd or prime more often than not."""
    batch = g.pick(1, 1, 1, 2)
    channels = g.pick(1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 17, 19)
    spatial = {2: (), 3: (g.between(3, 17),), 4: (g.between(3, 10), g.between(3, 10)),
               5: tuple(g.between(2, 5) for _ in range(3))}[rank]
    return (batch, channels + (g.between(2, 30) if rank == 2 else 0), *spatial)


def apply_some(g, value, count):
    """`count` random features one after the other; unfit ones are passed over."""
    kinds, smooth = sorted({kind for *_, kind in FEATURES.values()}), True
    for _ in range(40 * count):
        if count == 0:
            break
        # Kinds first: there are many unary functions, and one is like another.
        kind = g.pick(*kinds)
        names = sorted(n for n in FEATURES if FEATURES[n][-1] == kind)
        function, ranks, is_smooth, _ = FEATURES[g.pick(*names)]
        if len(g.shape(value)) not in ranks:
            continue
        before = len(g.nodes)
        try:
            value = function(g, value)
        except Unfit:
            del g.nodes[before:]
            continue
        smooth &= is_smooth
        count -= 1
    return value, smooth


def build(name, seed):
    """A graph around one feature: a prologue, the feature, an epilogue. Outputs:
    the feature's result and the last one; whether each is smooth."""
    function, ranks, is_smooth, _ = FEATURES[name]
    for attempt in range(200):
        rng = np.random.default_rng([seed, attempt] + list(name.encode()))
        g = Graph(rng, opset=[13, 15, 17][rng.integers(3)])
        try:
            value = g.input(random_shape(g, g.pick(*ranks)))
            value, smooth = apply_some(g, value, g.pick(0, 1, 1, 2))
            if len(g.shape(value)) not in ranks:
                continue
            value = function(g, value)
            smooths = [smooth and is_smooth]
            g.output(value)
            value, smooth = apply_some(g, value, g.between(1, 3))
            if value not in g.outputs:
                g.output(value)
                smooths.append(smooths[0] and smooth)
            return g, g.model(f"{name}_{seed}"), smooths
        except Unfit:
            continue
    raise RuntimeError(f"no graph found for feature '{name}'")


def write_samples(g, seed, folder):
    """calib.npz; test.npz, a part of it (a value of few elements would leave the range
    of other samples, and clipping is not what the SQNR is to show); wild.npz, far
    beyond and not finite."""
    rng = np.random.default_rng([seed, 77])
    shape = g.shape(g.inputs[0])

    def normal(samples):
        return rng.standard_normal((samples * shape[0],) + shape[1:]).astype(np.float32)

    special = np.array([0, -0.0, np.nan, np.inf, -np.inf, 3e38, -3e38, 1e-45], np.float32)
    wild = np.concatenate([normal(4) * 8, normal(2) * np.float32(1e20),
                           rng.choice(special, normal(2).shape)])
    calib = normal(24)
    test = calib[:SAMPLES * shape[0]]
    for name, data in (("calib", calib), ("test", test), ("wild", wild)):
        np.savez(folder / f"{name}.npz", **{g.inputs[0]: data})


class GraphCheck:
    """All checks of one graph in a folder of its own."""

    def __init__(self, suite, isas, folder, label, recipe):
        self.suite, self.isas, self.folder = suite, isas, folder
        self.label, self.recipe = f"{label} {recipe}", recipe

    def ok(self, what, *arguments):
        return self.suite.ok(f"{self.label}: {what}", *arguments, timeout=120)

    def reference(self, model, data):
        """Path of the interpreter's outputs; None after a failure."""
        path = self.folder / f"{model}.{data}.ref.npz"
        name = "model.onnx" if model == "float" else "q.mlir"
        return path if self.ok(f"interpret {model}", "run", self.folder / name,
                               "--engine", "reference", "--input",
                               self.folder / f"{data}.npz", "--output", path) else None

    def compiled(self, model, data, isa, threads):
        path = self.folder / f"{model}.{data}.{isa}.npz"
        return path if self.ok(f"run {model} {isa}", "run", self.folder / f"{model}.so",
                               "--isa", isa, "--threads", threads, "--input",
                               self.folder / f"{data}.npz", "--output", path) else None

    def compile_integer(self, q):
        """Compiles, or is refused for the one reason that these graphs may give: a
        divisor or prelu slope that is constant but varies along other dimensions than
        the channels has no table, and the error must say so by name."""
        library = self.folder / "integer.so"
        result = self.suite.run("compile", q, "-o", library, timeout=120)
        text = result.stderr.decode(errors="replace")
        if result.returncode == 1 and "error: expected a constant per channel" in text:
            self.suite.check(f"{self.label}: refusal", not library.exists() and
                             re.search(r"in node '(Div|PRelu)_", text), text)
            return False
        compiled = self.suite.check(f"{self.label}: compile", result.returncode == 0,
                                    f"exit code {result.returncode}: {text[-600:].strip()}")
        if compiled:
            check_arena(self.suite, self.label, library)
        return compiled

    def integer(self):
        """Bytes of the interpreter and of all code paths; returns the former."""
        q = self.folder / "q.mlir"
        recipe = self.recipe
        if recipe in OWN_RECIPES:
            recipe = self.folder / f"{recipe}.json"
            recipe.write_text(json.dumps(OWN_RECIPES[self.recipe]))
        if not (self.ok("quantize", "quantize", self.folder / "model.onnx", "--recipe",
                        recipe, "--data", self.folder / "calib.npz", "-o", q)
                and self.compile_integer(q)):
            return None
        wanted = {data: self.reference("integer", data) for data in ("test", "wild")}
        for data, reference in wanted.items():
            for number, isa in enumerate(self.isas):
                got = reference and self.compiled("integer", data, isa, 1 + number % 2)
                if got:
                    count = differing_bytes(reference, got)
                    self.suite.check(f"{self.label}: {isa} on {data} data", count == 0,
                                     f"{count} bytes differ")
        return wanted["test"]

    def float(self):
        """Numbers of the interpreter and of all code paths; returns the former's file."""
        wanted = self.reference("float", "test")
        if not (wanted and self.ok("compile float", "compile", self.folder / "model.onnx",
                                   "-o", self.folder / "float.so")):
            return wanted
        for isa in self.isas:
            got = self.compiled("float", "test", isa, 2)
            for name, reference in load_arrays(wanted).items() if got else ():
                scale = max(np.ptp(reference), np.abs(reference).max(), 1e-30)
                error = np.abs(load_arrays(got)[name] - reference).max() / scale
                self.suite.check(f"{self.label}: float {isa}, output {name}",
                                 error <= FLOAT_ERROR, f"relative error {error:.2e}")
        return wanted

    def accuracy(self, float_path, integer_path, smooths):
        """SQNR of each output in dB; None where there is no bound."""
        figures = []
        wanted, got = load_arrays(float_path), load_arrays(integer_path)
        for index, (name, smooth) in enumerate(zip(wanted, smooths)):
            figure = sqnr_db(wanted[name], got[name])
            bound = FEATURE_SQNR if index == 0 else GRAPH_SQNR
            bound -= SLACK.get(self.recipe, 0)
            if smooth and self.recipe not in ROUGH_RECIPES:
                self.suite.check(f"{self.label}: SQNR of output {index}", figure >= bound,
                                 f"expected at least {bound} dB, got {figure:.1f} dB")
                figures.append(figure)
        return figures


def check_graph(suite, isas, folder, name, seed, recipe):
    label = f"{name} (seed {seed})"
    g, model, smooths = build(name, seed)
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    write_samples(g, seed, folder)
    check = GraphCheck(suite, isas, folder, label, recipe)
    integer, real = check.integer(), check.float()
    figures = check.accuracy(real, integer, smooths) if integer and real else []
    return [node.op_type for node in g.nodes], figures


def check_all(suite, root, args):
    isas = available_isas()
    names = [n for n in sorted(FEATURES) if re.fullmatch(args.only, n)]
    tasks = []
    for index in range(len(names) * args.rounds):
        name = names[index % len(names)]
        seed = args.first + index // len(names)
        # Seven is prime to ten recipes: neighbours differ, rounds reach all.
        recipe = RECIPES[(7 * index + seed) % len(RECIPES)]
        tasks.append((name, seed, recipe))

    def run(task):
        name, seed, recipe = task
        return check_graph(suite, isas, root / f"{name}-{seed}", name, seed, recipe)

    results = [r for r in suite.parallel(run, tasks, args.jobs) if r]
    operators = sorted({op for ops, _ in results for op in ops})
    figures = np.sort([f for _, fs in results for f in fs if np.isfinite(f)])
    suite.note(f"{len(tasks)} graphs of {len(operators)} operators; code paths "
               f"{', '.join(isas)}; SQNR of 6- and 8-bit outputs: least {figures[0]:.1f}, median "
               f"{np.median(figures):.1f} dB" if len(figures) else "no figures")
    if args.only == ".*":
        suite.check("at least 60 graphs", len(tasks) >= 60)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=1, help="graphs per feature")
    parser.add_argument("--first", type=int, default=1, help="seed of the first round")
    parser.add_argument("--only", default=".*", help="a regular expression of features")
    parser.add_argument("--keep", type=pathlib.Path, help="leave all files in this folder")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    suite = Suite(args.build)
    with tempfile.TemporaryDirectory(prefix="qopt-") as folder:
        suite.section(check_all, suite, args.keep or pathlib.Path(folder), args)
    return suite.finish()


if __name__ == "__main__":
    sys.exit(main())
