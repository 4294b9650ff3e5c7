# SPDX-License-Identifier: Apache-2.0
#
# The command line of the driver on the digits network: help, wrong usage, every
# stage of `compile --emit`, file kinds, reports, reproducible files.
"""Subcommands, their options and their files."""

import json
import re
import shutil

import numpy as np

from qopt_checks import DIGITS, ISA_FLAGS, differing_bytes, load_arrays, run

MODEL, CALIB, TEST = (DIGITS / name for name in ("digits_cnn.onnx", "calib.npz", "test.npz"))

COMMON = ["--batch", "--dim"]
OPTIONS = {
    "import": COMMON + ["-o", "--inject-outliers"],
    "calibrate": COMMON + ["-o", "--data", "--recipe", "--limit"],
    "quantize": COMMON + ["-o", "--data", "--stats", "--recipe", "--report", "--kv-cache",
                          "--folds"],
    "compile": COMMON + ["-o", "--data", "--stats", "--recipe", "--target", "--emit",
                         "--name", "--step", "--kv-cache", "--ptxas", "--fallback",
                         "--float-products"],
    "run": COMMON + ["--input", "--output", "--engine", "--isa", "--threads"],
    "eval": COMMON + ["--data", "--stats", "--recipe", "--engine", "--isa", "--threads",
                      "--limit", "--layer-runs", "--report", "--json", "--kv-cache"],
    "generate": COMMON + ["--tokenizer", "--prompt", "--tokens", "--temperature", "--top-p",
                          "--seed", "--data", "--stats", "--recipe", "--kv-cache", "--engine",
                          "--isa", "--threads", "--no-cache", "--compare", "--json"],
    "bench": COMMON + ["--recipe", "--target", "--isa", "--threads", "--repeat", "--json",
                       "--profile"],
}

# Stage: a text that its file holds, and one that it must not hold.
STAGES = {
    "float": ("qopt.conv", "qopt.quantize"),
    "prepared": ("qopt.conv", "qopt.quantize"),
    "quantized": ("!qopt.q<", "qopt.batch_norm"),
    "integer": ("qopt.rescale", "qopt.requantize"),
    "linalg": ("linalg.", "qopt.rescale"),
    "llvm": ("llvm.func", "linalg."),
    "llvm-ir": ("define", "llvm.func"),
    "asm": (".text", "define"),
}


def check_help(suite):
    overview = suite.ok("qopt --help", "--help")
    text = overview.stdout.decode() if overview else ""
    for command, options in OPTIONS.items():
        suite.check(f"overview names {command}", re.search(rf"^  {command} ", text, re.M))
        result = suite.ok(f"{command} --help", command, "--help")
        shown = set(re.findall(r"^  (--?[a-z-]+)", result.stdout.decode() if result else "",
                               re.M))
        suite.check(f"{command} --help names its options",
                    shown - {"--help", "--help-list"} == set(options),
                    f"expected {sorted(options)}, got {sorted(shown)}")


def check_usage(suite, folder):
    out = folder / "never"
    wrong = {
        "no command": [],
        "unknown command": ["frobnicate", MODEL],
        "no model": ["import", "-o", out],
        "unknown option": ["import", MODEL, "--frobnicate", "-o", out],
        "option of another command": ["import", MODEL, "--isa", "avx2", "-o", out],
        "two models": ["import", MODEL, MODEL, "-o", out],
        "no number": ["import", MODEL, "--batch", "four", "-o", out],
        "option without value": ["import", MODEL, "-o"],
        "import without output": ["import", MODEL],
        "calibrate without output": ["calibrate", MODEL, "--data", CALIB],
        "calibrate without data": ["calibrate", MODEL, "-o", out],
        "quantize without output": ["quantize", MODEL, "--recipe", "int8"],
        "compile without output": ["compile", MODEL],
        "unknown stage": ["compile", MODEL, "--emit", "cobol", "-o", out],
        "run without input": ["run", MODEL, "--output", out],
        "run without output": ["run", MODEL, "--input", TEST],
        "unknown engine": ["run", MODEL, "--input", TEST, "--output", out, "--engine", "x"],
        "eval without data": ["eval", MODEL],
    }
    for name, arguments in wrong.items():
        result = suite.run(*arguments)
        suite.check(f"usage: {name}", result.returncode == 2 and result.stderr or name == "no command",
                    f"expected exit code 2 and a message, got {result.returncode}")
        suite.check(f"usage: {name}: no output", not out.exists())
    suite.check("usage: no command: exit code", suite.run().returncode == 2)


def check_import(suite, folder):
    for name in ("digits.mlir", "digits.mlirbc"):
        suite.ok(f"import {name}", "import", MODEL, "-o", folder / name)
    shown = suite.ok("import to stdout", "import", MODEL, "-o", "-")
    suite.check("stdout is the file", shown and
                shown.stdout == (folder / "digits.mlir").read_bytes())
    bytecode = (folder / "digits.mlirbc").read_bytes()
    suite.check("bytecode is bytecode", bytecode[:4] == b"ML\xefR", bytecode[:4])
    for source in ("digits.mlir", "digits.mlirbc"):
        for kind in ("mlir", "mlirbc"):
            again = folder / f"again.{kind}"
            suite.ok(f"import {source} as {kind}", "import", folder / source, "-o", again)
            suite.check(f"{source} as {kind} is the same",
                        again.read_bytes() == (folder / f"digits.{kind}").read_bytes())


def check_stages(suite, folder):
    quantize = ["--recipe", "int8", "--stats", folder / "stats.json"]
    for stage, (wanted, unwanted) in STAGES.items():
        path = folder / f"stage-{stage}"
        if not suite.ok(f"emit {stage}", "compile", MODEL, *quantize, "--emit", stage,
                        "-o", path):
            continue
        text = path.read_text()
        suite.check(f"{stage} holds '{wanted}'", wanted in text)
        suite.check(f"{stage} holds no '{unwanted}'", unwanted not in text)
    for stage, kind, name in (("object", 1, "o.o"), ("library", 3, "o.so"), (None, 1, "p.o")):
        path = folder / name
        emit = ["--emit", stage] if stage else []
        if suite.ok(f"emit {name}", "compile", MODEL, *quantize, *emit, "-o", path):
            head = path.read_bytes()[:18]
            suite.check(f"{name} is an ELF file of its kind",
                        head[:4] == b"\x7fELF" and head[16] == kind, head)
            for side in ("h", "json"):
                suite.check(f"{name} has .{side}", path.with_suffix("." + side).is_file())


# The two ways from a model to a library, and the same one twice.
def check_reproducible(suite, folder):
    def files(stem):
        return {suffix: (folder / f"{stem}.{suffix}").read_bytes()
                for suffix in ("so", "h", "json")}

    stats = ["--recipe", "int8", "--stats", folder / "stats.json"]
    for name in ("again", "fresh"):
        (folder / name).mkdir(exist_ok=True)
    suite.ok("compile", "compile", MODEL, *stats, "-o", folder / "int8.so")
    suite.ok("compile again", "compile", MODEL, *stats, "-o", folder / "again/int8.so")
    suite.check("two compilations, same files", files("int8") == files("again/int8"))
    for kind in ("mlir", "mlirbc"):
        suite.ok(f"quantize {kind}", "quantize", folder / f"digits.{kind}", *stats,
                 "-o", folder / f"from-{kind}.{kind}")
        suite.ok(f"compile quantized {kind}", "compile", folder / f"from-{kind}.{kind}",
                 "-o", folder / "fresh/int8.so")
        suite.check(f"library from {kind}: same bytes but for the manifest",
                    same_model(folder / "int8.json", folder / "fresh/int8.json"))
    suite.check("a manifest names the recipe that it was given",
                json.loads(files("int8")["json"])["recipe"]["name"] == "int8")
    suite.check("a manifest does not name a recipe that it was not given",
                "recipe" not in json.loads(files("fresh/int8")["json"]))


def same_model(first, second):
    a, b = (json.loads(path.read_text()) for path in (first, second))
    a.pop("recipe", None), b.pop("recipe", None)
    return a == b


def check_calibration(suite, folder):
    data = ["--data", CALIB]
    suite.ok("calibrate", "calibrate", MODEL, *data, "-o", folder / "stats.json")
    suite.ok("calibrate again", "calibrate", MODEL, *data, "-o", folder / "stats2.json")
    stats = (folder / "stats.json").read_bytes()
    suite.check("same statistics twice", stats == (folder / "stats2.json").read_bytes())
    table = json.loads(stats)
    suite.check("statistics of all samples", table["samples"] == 400, table["samples"])
    suite.check("statistics of the input", any("image" in name for name in table["values"]),
                list(table["values"]))
    suite.ok("calibrate --limit", "calibrate", MODEL, *data, "--limit", "7", "-o",
             folder / "few.json")
    suite.check("statistics of seven samples",
                json.loads((folder / "few.json").read_text())["samples"] == 7)
    recipe = ["--recipe", "int8"]
    suite.ok("quantize --data", "quantize", MODEL, *recipe, *data, "-o", folder / "a.mlir")
    suite.ok("quantize --stats", "quantize", MODEL, *recipe, "--stats",
             folder / "stats.json", "-o", folder / "b.mlir")
    suite.check("--stats and --data give the same bytes",
                (folder / "a.mlir").read_bytes() == (folder / "b.mlir").read_bytes())


def check_histograms(suite, folder):
    """A search for activation formats needs histograms; a table may hold them."""
    recipe = ["--recipe", "ant4"]
    for name in ("ant.json", "ant2.json"):
        suite.ok(f"calibrate {name}", "calibrate", MODEL, *recipe, "--data", CALIB, "-o",
                 folder / name)
    text = (folder / "ant.json").read_bytes()
    suite.check("same histograms twice", text == (folder / "ant2.json").read_bytes())
    table = json.loads(text)
    suite.check("a histogram of every value", table["values"].keys()
                == table["histograms"].keys())
    suite.check("the range is as without them", table["values"]
                == json.loads((folder / "stats.json").read_text())["values"])
    suite.ok("search in data", "quantize", MODEL, *recipe, "--data", CALIB, "-o",
             folder / "a1.mlir")
    suite.ok("search in a table", "quantize", MODEL, *recipe, "--stats", folder / "ant.json",
             "-o", folder / "a2.mlir", "--report", folder / "a2.json")
    suite.check("the same model from both", (folder / "a1.mlir").read_bytes()
                == (folder / "a2.mlir").read_bytes())
    results = {row["result"] for row in json.loads((folder / "a2.json").read_text())}
    suite.check("several types of 4 bits", len(results) > 1 and results <= {
        f"{kind} per tensor" for kind in ("s4", "u4", "flint<s4>", "flint<u4>", "pot<s4>",
                                          "pot<u4>")}, results)
    suite.ok("histograms are no hindrance", "quantize", MODEL, "--recipe", "int8", "--stats",
             folder / "ant.json", "-o", folder / "b2.mlir")
    suite.check("ranges alone give the same int8", (folder / "b2.mlir").read_bytes()
                == (folder / "b.mlir").read_bytes())
    result = suite.run("quantize", MODEL, *recipe, "--stats", folder / "stats.json", "-o",
                       folder / "never.mlir")
    suite.check("a table without histograms", result.returncode == 1
                and b"expected a histogram of 'input:" in result.stderr, result.stderr)


def check_eval(suite, folder):
    report = folder / "report.html"
    result = suite.ok("eval", "eval", MODEL, folder / "a.mlir", "--data", TEST, "--json",
                      "--report", report)
    figures = json.loads(result.stdout) if result else {}
    suite.check("eval: two models", len(figures.get("models", [])) == 2)
    for row in figures.get("models", []):
        suite.check("eval: top-1 in per cent", 90 <= row["top1_percent"] <= 100, row)
        suite.check("eval: a time", row["median_us"] > 0, row)
    suite.check("eval: layers", len(figures.get("layers", [])) >= 10)
    page = report.read_text() if report.exists() else ""
    suite.check("report is a page", page.lower().startswith("<!doctype html>") and "</html>" in page)
    suite.check("report is self-contained",
                not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page))
    suite.check("report names the layers", "block3/pointwise" in page)
    suite.check("report names the formats", "s8 per channel" in page)
    formats = {row["name"]: (row.get("filter"), row.get("result"))
               for row in figures.get("layers", [])}
    suite.check("eval: formats of a layer", formats.get("classifier")
                == ("s8 per channel", "s8 per tensor"), formats)
    text = suite.ok("eval as text", "eval", folder / "int8.so", "--data", TEST,
                    "--limit", "100")
    suite.check("eval --limit", text and b"(100 samples)" in text.stdout)
    slow = suite.ok("eval --engine reference", "eval", folder / "a.mlir", "--data", TEST,
                    "--engine", "reference", "--json")
    suite.check("both engines, same top-1", slow and figures and
                json.loads(slow.stdout)["models"][0]["top1_percent"]
                == figures["models"][1]["top1_percent"])


def check_bench(suite, folder):
    for arguments in ([folder / "int8.so"], [folder / "a.mlir", "--target", "cpu:generic"],
                      [MODEL, "--batch", "16", "--threads", "2"]):
        name = f"bench {arguments[0].name}"
        result = suite.ok(name, "bench", *arguments, "--repeat", "50", "--json")
        figures = json.loads(result.stdout) if result else {}
        suite.check(f"{name}: figures", figures.get("median_us", 0) > 0
                    and figures["min_us"] <= figures["median_us"]
                    and figures["weight_bytes"] > 0 and figures["macs_per_run"] > 100000
                    and figures["limit_ops_per_second_per_core"] > 0, figures)
        is_library = arguments[0].suffix == ".so"
        suite.check(f"{name}: code size, of libraries only",
                    (figures.get("code_bytes", 0) > 1000 and figures["kernels"] > 0
                     and figures["kernels"] % len(ISA_FLAGS) == 0) == is_library, figures)
    suite.ok("bench as text", "bench", folder / "int8.so", "--repeat", "5")
    check_profile(suite, folder)


def check_profile(suite, folder):
    """Samples are chance, but a model that runs for two seconds is found running."""
    result = suite.ok("bench --profile", "bench", folder / "int8.so", "--isa", "generic",
                      "--repeat", "5", "--profile", "--json")
    shares = {f["function"]: f["share"] for f in json.loads(result.stdout)["profile"]} \
        if result else {}
    suite.check("shares are of the whole", abs(sum(shares.values()) - 1) < 1e-6, shares)
    in_model = sum(share for name, share in shares.items() if "generic" in name)
    suite.check("the model's own functions take the time", in_model > 0.5, shares)
    refused = suite.run("bench", folder / "a.mlir", "--profile")
    suite.check("bench --profile of IR", refused.returncode == 2
                and b"expected a compiled library for --profile" in refused.stderr, refused)


def check_fixed_batch(suite, folder):
    """559 = 13 * 43 samples: a batch of 13 leaves no rest."""
    model, wanted, got = folder / "b13.mlir", folder / "b1.npz", folder / "b13.npz"
    suite.ok("quantize --batch", "quantize", MODEL, "--batch", "13", "--recipe", "int8",
             "--stats", folder / "stats.json", "-o", model)
    suite.ok("compile a fixed batch", "compile", model, "-o", folder / "b13.so")
    suite.ok("run one by one", "run", folder / "int8.so", "--input", TEST, "--output", wanted)
    for path in (folder / "b13.so", model):
        suite.ok(f"run {path.name}", "run", path, "--input", TEST, "--output", got)
        suite.check(f"{path.name} gives the same bytes", differing_bytes(wanted, got) == 0)
    odd = folder / "odd.npz"
    np.savez(odd, image=load_arrays(TEST)["image"][:5])
    result = suite.run("run", folder / "b13.so", "--input", odd, "--output", folder / "odd.out")
    suite.check("too few samples for the batch", result.returncode == 1
                and b"error:" in result.stderr, result.stderr)


def check_header(suite, folder):
    """The program in the header, fed with an image and asked for its class."""
    header = (folder / "int8.h").read_text()
    lines = header[header.index("Example"):header.index("*/")].splitlines()[2:]
    source = "\n".join(line.removeprefix(" *").removeprefix("   ") for line in lines)
    arrays = load_arrays(TEST)
    sample = 5
    image = ",".join(f"{v}f" for v in arrays["image"][sample].ravel())
    filled = source.replace("DIGITS_CNN_INPUT0_ELEMENTS];",
                            "DIGITS_CNN_INPUT0_ELEMENTS] = {%s};" % image)
    asked = filled.replace("  qopt_destroy", "  int best = 0;\n  for (int i = 1; i < 10; ++i) "
                           "if (out0[i] > out0[best]) best = i;\n"
                           "  printf(\"%d\\n\", best);\n  qopt_destroy")
    suite.check("the example can be filled in", filled != source and asked != filled, source)
    suite.check("the example has 20 lines at most", len(source.splitlines()) <= 20)
    compiler = shutil.which("cc") or shutil.which("clang-22")
    for name, text in (("example.c", source), ("asked.c", asked)):
        (folder / name).write_text(text)
        program = folder / name.replace(".c", "")
        built = run([compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", folder / name,
                     "./int8.so", "-Wl,-rpath,$ORIGIN", "-o", program], cwd=folder)
        suite.check(f"{name} compiles", built.returncode == 0, built.stderr.decode())
        result = run([program])
        suite.check(f"{name} runs", result.returncode == 0, result.stderr.decode())
    suite.check("the example finds the class",
                result.stdout.decode().strip() == str(arrays["labels"][sample]), result.stdout)
    suite.ok("compile --name", "compile", folder / "a.mlir", "--name", "other_name", "-o",
             folder / "named.so")
    suite.check("header bears the name", "other_name_model(void)" in
                (folder / "named.h").read_text())


def check_commands(suite, folder):
    suite.section(check_help, suite)
    suite.section(check_usage, suite, folder)
    for part in (check_import, check_calibration, check_histograms, check_stages, check_reproducible,
                 check_eval, check_bench, check_fixed_batch, check_header):
        suite.section(part, suite, folder)
