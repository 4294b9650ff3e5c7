#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Perplexity of token models, in qopt eval and qopt sweep, against the same sum
# taken here in f64 over scores that are known exactly.
"""usage: suite_language.py BUILD_DIR; last line: 'N passed, M failed'."""

import csv
import json
import sys

import numpy as np

import qopt_checks
from qopt_checks import available_isas

VOCABULARY, WIDTH, LENGTH, SEQUENCES = 16, 8, 6, 9


def constant(name, array):
    shape = "x".join(str(d) for d in array.shape)
    return (f'  %{name} = qopt.constant dense<"0x{array.astype("<f4").tobytes().hex()}"> : '
            f"tensor<{shape}xf32>\n")


class Bigrams:
    """Scores of the next token from the present one: embedding times a matrix of
    small integers, so that every sum is exact."""

    def __init__(self, folder):
        rng = np.random.default_rng(5)
        self.embedding = rng.integers(-3, 4, (VOCABULARY, WIDTH)).astype(np.float32)
        self.matrix = (rng.integers(-2, 3, (WIDTH, VOCABULARY)) / 4).astype(np.float32)
        self.tokens = rng.integers(0, VOCABULARY, (SEQUENCES, LENGTH))
        self.model, self.data = folder / "bigrams.mlir", folder / "tokens.npz"
        ids, scores = f"tensor<1x{LENGTH}xi64>", f"tensor<1x{LENGTH}x{VOCABULARY}xf32>"
        hidden = f"tensor<1x{LENGTH}x{WIDTH}xf32>"
        e, w = f"tensor<{VOCABULARY}x{WIDTH}xf32>", f"tensor<{WIDTH}x{VOCABULARY}xf32>"
        self.model.write_text(
            f'func.func @main(%ids: {ids} {{qopt.name = "ids"}}) -> ({scores} '
            f'{{qopt.name = "scores"}}) {{\n' + constant("e", self.embedding) +
            constant("w", self.matrix) +
            f"  %h = qopt.gather %e, %ids axis 0 : {e}, {ids} -> {hidden}\n"
            f"  %y = qopt.matmul %h, %w : ({hidden}, {w}) -> {scores}\n"
            f"  return %y : {scores}\n}}\n")
        np.savez(self.data, ids=self.tokens)

    def perplexity(self, tokens):
        scores = (self.embedding @ self.matrix)[tokens[:, :-1]].astype(np.float64)
        logs = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
        return float(np.exp(-np.take_along_axis(logs, tokens[:, 1:, None], -1).mean()))


def evaluate(suite, name, *arguments):
    result = suite.ok(name, "eval", *arguments, "--json")
    return json.loads(result.stdout)["models"] if result else [{}]


def check_eval(suite, folder):
    bigrams = Bigrams(folder)
    wanted = bigrams.perplexity(bigrams.tokens)
    engines = [("--engine", "reference"), *(("--isa", isa) for isa in available_isas())]
    for how in engines:
        (figures,) = evaluate(suite, f"eval {how[1]}", bigrams.model, "--data", bigrams.data, *how)
        suite.check(f"perplexity {how[1]}",
                    abs(figures.get("perplexity", 0) / wanted - 1) < 1e-12, (figures, wanted))
        suite.check(f"tokens {how[1]}", figures.get("tokens") == SEQUENCES * (LENGTH - 1), figures)
    (figures,) = evaluate(suite, "eval of 2 runs", bigrams.model, "--data", bigrams.data,
                          "--limit", "2")
    suite.check("perplexity of 2 runs", abs(
        figures.get("perplexity", 0) / bigrams.perplexity(bigrams.tokens[:2]) - 1) < 1e-12, figures)
    page = folder / "page.html"
    text = suite.ok("eval as text", "eval", bigrams.model, "--data", bigrams.data, "--report", page)
    suite.check("text names it", text and f"perplexity {wanted:.3f}".encode() in text.stdout, text)
    suite.check("page names it", f"<td>{wanted:.3f}</td>" in page.read_text())
    np.savez(folder / "wrong.npz", ids=np.where(bigrams.tokens == 3, VOCABULARY, bigrams.tokens))
    wrong = suite.run("eval", bigrams.model, "--data", folder / "wrong.npz")
    suite.check("a token outside of the vocabulary",
                wrong.returncode == 1 and b"expected tokens from 0 to 15" in wrong.stderr
                and b"got 16" in wrong.stderr, (wrong.returncode, wrong.stderr))


def check_sweep(suite, folder):
    bigrams = Bigrams(folder)
    table, page = folder / "sweep.csv", folder / "sweep.html"
    result = suite.ok("sweep", "sweep", bigrams.model, "--data", bigrams.data, "--formats",
                      "s2,s4,s8", "--granularities", "channel", "--csv", table, "-o", page)
    if not result:
        return
    with open(table, newline="") as file:
        rows = {row["format"]: float(row["score"]) for row in csv.DictReader(file, delimiter=";")}
    wanted = bigrams.perplexity(bigrams.tokens)
    suite.check("float point", abs(rows["f32"] / wanted - 1) < 1e-12, (rows, wanted))
    suite.check("8 bits change little", abs(rows["s8"] / wanted - 1) < 0.01, rows)
    lines = [line for line in result.stdout.decode().splitlines() if line.endswith(" *")]
    values = [float(line.split()[-2]) for line in lines]
    suite.check("the front falls as bits grow", values == sorted(values, reverse=True), lines)
    suite.check("few bits are on the front", lines and lines[0].startswith("s2"), lines)
    suite.check("the picture says perplexity", ">perplexity</text>" in page.read_text())


def sections(suite, folder):
    for part in (check_eval, check_sweep):
        home = folder / part.__name__
        home.mkdir()
        suite.section(part, suite, home)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
