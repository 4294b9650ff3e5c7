#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Step models and qopt generate: a small causal transformer made here, random but
# for its seed. The oracle of every cached text is the same text recomputed.
"""usage: suite_generate.py BUILD_DIR; last line: 'N passed, M failed'."""

import json
import shutil
import struct
import sys

import numpy as np

import qopt_checks
from qopt_checks import available_isas, load_arrays
from generate.causal import HEAD, LAYERS, LENGTH, VOCABULARY, make_model, write_tokenizer

PROMPT = "the cat"


def generate(suite, name, model, tokenizer, *arguments):
    result = suite.ok(name, "generate", model, "--tokenizer", tokenizer, "--json", *arguments)
    return json.loads(result.stdout) if result else {"tokens": None, "text": "", "cached": None}


def cache_bytes(length, groups, keys, values):
    """Of the step model: codes (two to a byte up to 4 bits) and an f32 scale a head."""
    def row(bits):
        return HEAD * 4 if bits is None else HEAD // 2 + 4 if bits <= 4 else HEAD + 4
    return LAYERS * length * groups * (row(keys) + row(values))


def step_rows(suite, step, tokens, folder, *how):
    """Scores of the step model fed with tokens one by one, by qopt run."""
    state, rows = {}, []
    for t, token in enumerate(tokens):
        if t == 0:
            shapes = json.loads((folder / "shapes.json").read_text())
            state = {n: np.zeros(s, np.dtype(d)) for n, (s, d) in shapes.items()}
        np.savez(folder / "in.npz", ids=np.array([[token]]), position=np.array([t]),
                 **{n: a[None] if a.shape[0] != 1 else a for n, a in state.items()})
        if not suite.ok(f"step {t}", "run", step, "--input", folder / "in.npz", "--output",
                        folder / "out.npz", *how):
            return None
        out = load_arrays(folder / "out.npz")
        rows.append(out.pop("logits").reshape(-1))
        state = {n: out[n].reshape(a.shape) for n, a in state.items()}
    return np.stack(rows)


def check_rows(suite, folder):
    """Step t is row t of the model of all positions, bit by bit."""
    for seed, options in ((1, {}), (2, {"heads_first": True}), (3, {"groups": 1})):
        model = folder / f"rows{seed}.mlir"
        shapes = make_model(model, seed=seed, length=7, **options)
        (folder / "shapes.json").write_text(json.dumps(shapes))
        step = folder / "step.mlir"
        if not suite.ok("compile --step", "compile", model, "--step", "--emit=prepared", "-o", step):
            continue
        tokens = np.random.default_rng(seed).integers(0, VOCABULARY, 7)
        np.savez(folder / "all.npz", ids=tokens[None])
        suite.ok("all positions", "run", model, "--input", folder / "all.npz", "--output",
                 folder / "rows.npz", "--engine=reference")
        wanted = load_arrays(folder / "rows.npz")["logits"].reshape(7, -1)
        got = step_rows(suite, step, tokens, folder, "--engine=reference")
        suite.check(f"step t is row t, {options}", got is not None
                    and got.tobytes() == wanted.tobytes(), (got, wanted))


def check_texts(suite, folder):
    """Cached and recomputed, compiled and interpreted, on every code path."""
    model, tokenizer = folder / "model.mlir", folder / "tokens.bin"
    make_model(model)
    write_tokenizer(tokenizer)
    wanted = generate(suite, "recomputed", model, tokenizer, "--prompt", PROMPT, "--no-cache",
                      "--engine=reference")
    suite.check("a text to compare with", wanted["tokens"] and len(set(wanted["tokens"])) > 5, wanted)
    suite.check("it says that it has no cache", wanted["cached"] is False, wanted)
    ways = [("--engine=reference",), *(("--isa", isa) for isa in available_isas()),
            *(("--isa", isa, "--no-cache") for isa in available_isas())]
    for way in ways:
        got = generate(suite, f"generate {way}", model, tokenizer, "--prompt", PROMPT, *way)
        suite.check(f"tokens {way}", got["tokens"] == wanted["tokens"], (got, wanted))
        suite.check(f"cached {way}", got["cached"] == ("--no-cache" not in way), got)
    full = generate(suite, "until it is full", model, tokenizer)
    suite.check("as long as the model", len(full["prompt"]) + len(full["tokens"]) == LENGTH + 1
                or full["stopped_by"] == "end", full)
    few = generate(suite, "three tokens", model, tokenizer, "--prompt", PROMPT, "--tokens", "3")
    suite.check("three tokens", few["tokens"] == wanted["tokens"][:3]
                and few["stopped_by"] == "tokens", few)
    text = suite.ok("as text", "generate", model, "--tokenizer", tokenizer, "--prompt", PROMPT)
    suite.check("prompt and text", text and text.stdout.decode(errors="replace").startswith(PROMPT))
    suite.check("no speed where there is no terminal", text and b"tokens/s" not in text.stderr)


def check_forms(suite, folder):
    """Step models and libraries as files; recipes; --compare."""
    model, tokenizer = folder / "model.mlir", folder / "tokens.bin"
    make_model(model)
    write_tokenizer(tokenizer)
    common = (tokenizer, "--prompt", PROMPT)
    wanted = generate(suite, "here", model, *common)["tokens"]
    for name in ("step.mlir", "step.mlirbc", "step.so"):
        suite.ok(f"compile {name}", "compile", model, "--step", "-o", folder / name,
                 *(() if name.endswith("so") else ("--emit=prepared",)))
        got = generate(suite, f"generate {name}", folder / name, *common)
        suite.check(f"tokens of {name}", got["tokens"] == wanted and got["cached"], (got, wanted))
    suite.ok("compile without --step", "compile", model, "-o", folder / "all.so")
    got = generate(suite, "recomputed by a library", folder / "all.so", *common)
    suite.check("tokens of all.so", got["tokens"] == wanted and not got["cached"], (got, wanted))
    for recipe in ("w8", "w4g32"):
        again = generate(suite, f"{recipe} recomputed", model, *common, "--recipe", recipe, "--no-cache")
        got = generate(suite, recipe, model, *common, "--recipe", recipe, "--compare", "float")
        suite.check(f"tokens of {recipe}", got["tokens"] == again["tokens"], (got, again))
        suite.check(f"{recipe} against float", got.get("other_tokens") == wanted, got)
        first = next((i for i, (a, b) in enumerate(zip(got["tokens"], wanted)) if a != b), None)
        suite.check(f"first difference of {recipe}", got.get("first_difference", -1) == first, got)
    same = suite.ok("compare a library", "generate", model, "--tokenizer", tokenizer, "--prompt",
                    PROMPT, "--compare", folder / "step.so")
    suite.check("it says that they are the same", same and b"the same " in same.stderr, same)


def check_caches(suite, folder):
    """Caches of codes: as long as the model that rounds keys and values says."""
    model, tokenizer = folder / "model.mlir", folder / "tokens.bin"
    make_model(model)
    write_tokenizer(tokenizer)
    common = (model, tokenizer, "--prompt", PROMPT)
    texts = {}
    for cache, keys, values in (("s8", 8, 8), ("s5:s8", 5, 8), ("s8:s4", 8, 4), ("s3", 3, 3)):
        for more in ((), ("--recipe", "w8"), ("--recipe", "w8a8")):
            how = ("--kv-cache", cache, *more)
            wanted = generate(suite, f"recomputed {how}", *common, *how, "--no-cache",
                              "--engine=reference")
            for way in (("--engine=reference",), *(("--isa", isa) for isa in available_isas())):
                got = generate(suite, f"generate {how} {way}", *common, *how, *way)
                suite.check(f"tokens {how} {way}", got["tokens"] == wanted["tokens"], (got, wanted))
            suite.check(f"bytes {how}", got.get("cache_bytes")
                        == cache_bytes(LENGTH, 2, keys, values), got)
            texts[how] = wanted["tokens"]
    suite.check("few bits are heard", texts["--kv-cache", "s3"] != texts["--kv-cache", "s8"], texts)
    # The same as a recipe entry, and from a quantized file.
    recipe = {"name": "mine", "activations": "f32", "weights": "s8", "kv_cache": "s8:s4"}
    (folder / "mine.json").write_text(json.dumps(recipe))
    suite.ok("quantize", "quantize", model, "--recipe", folder / "mine.json", "-o", folder / "q.mlir")
    wanted = texts["--kv-cache", "s8:s4", "--recipe", "w8"]
    for name, how in (("recipe", (model, tokenizer, "--recipe", folder / "mine.json")),
                      ("file", (folder / "q.mlir", tokenizer))):
        got = generate(suite, name, *how, "--prompt", PROMPT)
        suite.check(f"tokens by {name}", got["tokens"] == wanted, (got, wanted))
        suite.check(f"bytes by {name}", got.get("cache_bytes") == cache_bytes(LENGTH, 2, 8, 4), got)
    for text, arguments in (("expected no recipe, a weight-only one", ("--recipe", "int8", "--kv-cache", "s8")),
                            ("expected signed integers of 2 to 8 bits", ("--kv-cache", "u8"))):
        result = suite.run("generate", model, "--tokenizer", tokenizer, *arguments)
        suite.check(text, result.returncode == 1 and text in result.stderr.decode(), result.stderr)


def check_integers(suite, folder):
    """Integer-only models: cached and recomputed, on every code path and interpreted."""
    model, tokenizer, data = folder / "model.mlir", folder / "tokens.bin", folder / "calib.npz"
    make_model(model, raised=True)
    write_tokenizer(tokenizer)
    ids = np.random.default_rng(0).integers(0, VOCABULARY, (16, LENGTH))
    np.savez(data, ids=ids)
    common = (model, tokenizer, "--prompt", PROMPT)
    for recipe in ("int8", "w8a8-static"):
        how = ("--recipe", recipe, "--data", data)
        wanted = generate(suite, f"recomputed {recipe}", *common, *how, "--no-cache",
                          "--engine=reference")
        for way in (("--engine=reference",), *(("--isa", isa) for isa in available_isas())):
            got = generate(suite, f"generate {recipe} {way}", *common, *how, *way)
            suite.check(f"tokens {recipe} {way}", got["tokens"] == wanted["tokens"], (got, wanted))
        # Linear ops alone leave attention in f32; else caches hold the codes it reads.
        width = 1 if recipe == "int8" else 4
        suite.check(f"bytes {recipe}", got.get("cache_bytes", 0) * 4
                    == cache_bytes(LENGTH, 2, None, None) * width, got)
    suite.ok("statistics", "calibrate", model, "--data", data, "-o", folder / "s.json")
    by_table = generate(suite, "by the table of all positions", *common, "--recipe", "int8",
                        "--stats", folder / "s.json")
    suite.ok("a step model", "compile", model, "--step", "--recipe", "int8", "--stats",
             folder / "s.json", "--emit=integer", "-o", folder / "step.mlir")
    text = (folder / "step.mlir").read_text()
    suite.check("nothing is float in it but the border", "qopt.softmax" in text
                and "qopt.unary sigmoid" not in text, text[:200])
    got = generate(suite, "the step model", folder / "step.mlir", tokenizer, "--prompt", PROMPT)
    suite.check("tokens of the integer step model", got["tokens"] == by_table["tokens"],
                (got, by_table))


C_MAIN = r"""
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  const qopt_model_desc *desc = causal_model();
  qopt_model *model = qopt_create(desc, NULL);
  void *caches[64][2];
  uint32_t count = desc->num_inputs - 2;
  int64_t vocabulary = (int64_t)(desc->outputs[0].bytes / sizeof(float));
  float *scores = malloc(desc->outputs[0].bytes);
  for (uint32_t k = 0; k < count; ++k)
    for (int side = 0; side < 2; ++side)
      caches[k][side] = calloc(1, desc->inputs[2 + k].bytes);
  int64_t token = 0, position = 0;
  for (int i = 1; i < argc; ++i)
    token = next_token(model, atoll(argv[i]), position++, caches, count, scores, vocabulary);
  for (int i = 0; i < 5; ++i) {
    printf("%lld\n", (long long)token);
    token = next_token(model, token, position++, caches, count, scores, vocabulary);
  }
  qopt_destroy(model);
  return 0;
}
"""


def check_c(suite, folder):
    """The function in the guide, compiled against a step model's library."""
    model, tokenizer = folder / "model.mlir", folder / "tokens.bin"
    make_model(model)
    write_tokenizer(tokenizer)
    wanted = generate(suite, "here", model, tokenizer, "--prompt", PROMPT, "--tokens", "5")
    guide = (qopt_checks.ROOT / "docs/guides/generate.md").read_text()
    code = guide.split("```c\n")[1].split("```")[0]
    (folder / "text.c").write_text(code + C_MAIN)
    suite.ok("compile --step", "compile", model, "--step", "-o", folder / "step.so")
    compiler = shutil.which("cc") or shutil.which("clang-22")
    built = qopt_checks.run([compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "text.c",
                             "./step.so", "-Wl,-rpath,$ORIGIN", "-o", "text"], cwd=folder)
    if not suite.check("the guide's function compiles", built.returncode == 0, built.stderr.decode()):
        return
    got = qopt_checks.run([folder / "text", *wanted["prompt"]])
    suite.check("tokens in C", got.stdout.decode().split() == [str(t) for t in wanted["tokens"]],
                (got, wanted))


def check_sampling(suite, folder):
    model, tokenizer = folder / "model.mlir", folder / "tokens.bin"
    make_model(model)
    write_tokenizer(tokenizer)
    draw = lambda *more: generate(suite, f"draw {more}", model, tokenizer, "--temperature", "1.5",
                                  *more)["tokens"]
    first = draw("--seed", "1")
    suite.check("the same seed", draw("--seed", "1") == first, first)
    suite.check("cached or not", draw("--seed", "1", "--no-cache") == first, first)
    suite.check("another seed", draw("--seed", "2") != first, first)
    greedy = generate(suite, "greedy", model, tokenizer)["tokens"]
    suite.check("a nucleus of one is greedy", draw("--top-p", "1e-9") == greedy, greedy)


def check_errors(suite, folder):
    model, tokenizer = folder / "model.mlir", folder / "tokens.bin"
    make_model(model)
    write_tokenizer(tokenizer)
    good = tokenizer.read_bytes()

    def refused(name, code, text, *arguments):
        result = suite.run("generate", *arguments)
        suite.check(name, result.returncode == code and text in result.stderr.decode()
                    and result.stderr.count(b"error:") == 1, (result.returncode, result.stderr))

    for name, contents, text in (
            ("cut", good[:-2], "bytes of token"),
            ("long", good[:4] + struct.pack("<fi", 0, 1 << 30) + good[4:], "expected at most"),
            ("empty", b"", "expected the length of the longest token"),
            ("few", good[:40], "expected")):
        path = folder / f"{name}.bin"
        path.write_bytes(contents)
        refused(f"tokenizer {name}", 1, text, model, "--tokenizer", path)
    write_tokenizer(folder / "other.bin", extra=1)
    refused("another vocabulary", 1, f"expected a tokenizer of the model's {VOCABULARY} tokens",
            model, "--tokenizer", folder / "other.bin")
    refused("no tokenizer", 2, "--tokenizer", model)
    refused("no such file", 1, "expected a readable tokenizer file", model, "--tokenizer", folder / "no")
    refused("temperature", 2, "expected a temperature", model, "--tokenizer", tokenizer,
            "--temperature", "-1")
    refused("top-p", 2, "expected top-p", model, "--tokenizer", tokenizer, "--top-p", "0")
    refused("a prompt that is too long", 1, f"expected at most {LENGTH} tokens", model,
            "--tokenizer", tokenizer, "--prompt", "z" * 100)
    make_model(folder / "open.mlir", masked=False)
    refused("a model that is not causal", 1, "node 'scores0'", folder / "open.mlir", "--tokenizer",
            tokenizer)
    (folder / "plain.mlir").write_text("func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> "
                                       "{ return %x : tensor<2xf32> }\n")
    refused("no language model", 1, "expected a language model", folder / "plain.mlir",
            "--tokenizer", tokenizer, "--no-cache")


def sections(suite, folder):
    for part in (check_rows, check_texts, check_forms, check_caches, check_integers, check_c, check_sampling, check_errors):
        home = folder / part.__name__
        home.mkdir()
        suite.section(part, suite, home)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
