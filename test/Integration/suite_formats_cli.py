#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# qopt formats, the weight-only recipes' storage, and qopt sweep: tables, the
# picture, going on after an interruption, polite failures.
"""usage: suite_formats_cli.py BUILD_DIR; last line: 'N passed, M failed'."""

import csv
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

import qopt_checks
from qopt_checks import DIGITS

MODEL, CALIB, TEST = (DIGITS / name for name in ("digits_cnn.onnx", "calib.npz", "test.npz"))
SWEEP = ["--formats", "s3,s4,nf4,s8,ant:4", "--granularities", "channel,group:16"]


def check_formats(suite, folder):
    listed = suite.ok("formats", "formats", "--json")
    facts = {f["format"]: f for f in json.loads(listed.stdout)} if listed else {}
    wanted = {"s4": (4, 16, -8, 7), "u8": (8, 256, 0, 255), "e4m3fn": (8, 253, -448, 448),
              "e2m1finite": (4, 15, -6, 6), "e5m2": (8, 247, -57344, 57344),
              "nf4": (4, 16, -1, 1), "flint<u4>": (4, 16, 0, 64), "binary": (1, 2, -1, 1),
              "bcq<2>": (2, 3, -2, 2)}
    for name, (bits, values, least, greatest) in wanted.items():
        f = facts.get(name, {})
        got = tuple(f.get(k) for k in ("bits", "values", "least", "greatest"))
        suite.check(f"formats: {name}", got == (bits, values, least, greatest), got)
    table = suite.ok("formats as text", "formats")
    lines = table.stdout.decode().splitlines() if table else []
    suite.check("formats: one line each", len(lines) == len(facts) + 1, len(lines))
    codes = suite.ok("formats nf4", "formats", "nf4")
    values = re.findall(r"^ +(\d+)  (\S+)$", codes.stdout.decode() if codes else "", re.M)
    suite.check("formats nf4: 16 codes", [int(c) for c, _ in values] == list(range(16)))
    suite.check("formats nf4: code 14", dict(values).get("14") == "0.722956836", dict(values).get("14"))
    for name, wrong in {"unknown": "nf5x", "too wide": "s17", "accumulator": "s32"}.items():
        result = suite.run("formats", wrong)
        suite.check(f"formats: {name}", result.returncode == 1 and wrong.encode() in result.stderr,
                    result.stderr)


def read_points(path):
    with open(path, newline="") as file:
        return {(row["format"], row["granularity"]): row
                for row in csv.DictReader(file, delimiter=";")}


def check_sweep(suite, folder):
    table, page = folder / "s.csv", folder / "s.html"
    result = suite.ok("sweep", "sweep", MODEL, "--data", TEST, *SWEEP, "--csv", table, "-o", page)
    if not result:
        return
    points = read_points(table)
    suite.check("sweep: points", len(points) == 11, sorted(points))
    exact = {"s8": 8, "s4": 4, "s3": 3, "nf4": 4, "ant:4": 4}
    for (name, sharing), row in points.items():
        bits, score = float(row["bits_per_parameter"]), float(row["score"])
        entropy = float(row["entropy_bits_per_parameter"])
        low = exact.get(name, 32)
        suite.check(f"sweep: bits of {name} {sharing}",
                    low <= bits <= low + 32 / 9 + 1e-9 and 0 < entropy <= bits + 1e-9, (bits, entropy))
        suite.check(f"sweep: score of {name} {sharing}", 50 <= score <= 100, score)
    loss = float(points["f32", "tensor"]["score"]) - float(points["s8", "channel"]["score"])
    suite.check("sweep: 8 bits lose at most a point", loss <= 1.0, loss)
    text = page.read_text()
    suite.check("sweep: the page is whole", text.endswith("</html>\n"))
    picture = ElementTree.fromstring(text[text.index("<svg"):text.index("</svg>") + 6])
    dots = [e for e in picture.iter("circle") if e.find("title") is not None]
    suite.check("sweep: a dot per point", len(dots) == 10, len(dots))
    suite.check("sweep: nothing is loaded from elsewhere", "http" not in text and "<script" not in text)
    front = [line for line in result.stdout.decode().splitlines() if line.endswith("*")]
    suite.check("sweep: a front", 1 <= len(front) <= 10, front)
    check_resumption(suite, folder, table, page)


def check_resumption(suite, folder, table, page):
    """A finished point is taken from the table; a foreign table is not."""
    lines = table.read_text().splitlines()
    position = next(i for i, line in enumerate(lines) if ";nf4;channel;" in line)
    forged = lines[position].rsplit(";", 1)[0] + ";12.5"
    kept = [line for i, line in enumerate(lines) if i != position and ";s3;" not in line]
    partial = folder / "partial.csv"
    partial.write_text("\n".join(kept + [forged]) + "\n")
    if suite.ok("sweep goes on", "sweep", MODEL, "--data", TEST, *SWEEP, "--csv", partial):
        points = read_points(partial)
        suite.check("sweep goes on: the known point stays",
                    points["nf4", "channel"]["score"] == "12.5", points["nf4", "channel"])
        suite.check("sweep goes on: the missing ones are there", len(points) == 11, len(points))
    foreign = folder / "foreign.csv"
    foreign.write_text(partial.read_text())
    if suite.ok("sweep of other data", "sweep", MODEL, "--data", CALIB, *SWEEP, "--csv", foreign):
        suite.check("sweep of other data: points of its own",
                    read_points(foreign)["nf4", "channel"]["score"] != "12.5")
    again = folder / "again.html"
    if suite.ok("sweep by one job", "sweep", MODEL, "--data", TEST, *SWEEP, "--jobs", "1", "-o", again):
        suite.check("sweep: the same page by one job", again.read_bytes() == page.read_bytes())


def check_report(suite, folder):
    """Which format every layer got: by search, by recipe, by node."""
    recipe, report = folder / "r.json", folder / "formats.json"
    recipe.write_text(json.dumps({
        "activations": "f32", "weights": "best:nf4|pot<s4>|flint<s4>",
        "weight_overrides": {"classifier": "s8"}, "float_nodes": ["stem/conv"]}))
    suite.ok("quantize --report", "quantize", MODEL, "--recipe", recipe, "--report", report,
             "-o", folder / "q.mlir")
    rows = {row["node"]: row for row in json.loads(report.read_text())}
    suite.check("report: a row per filter", len(rows) == 8, sorted(rows))
    got = {name: row["filter"] for name, row in rows.items()}
    wanted = {"classifier": "s8 per channel", "stem/conv": "f32"}
    suite.check("report: by node", all(got.get(n) == f for n, f in wanted.items()), got)
    chosen = {f for name, f in got.items() if name not in wanted}
    suite.check("report: by search", chosen <= {"nf4 per channel", "pot<s4> per channel",
                                                "flint<s4> per channel"} and chosen, chosen)
    suite.check("report: bits", rows["stem/conv"]["bits_per_parameter"] == 32
                and 8 < rows["classifier"]["bits_per_parameter"] < 9, rows)
    text = suite.ok("report as text", "quantize", MODEL, "--recipe", "int8", "--data", CALIB,
                    "--report", "-", "-o", folder / "w.mlir")
    suite.check("report: results in codes", text and re.search(
        rb"^block2/add +binary +s8 per tensor$", text.stdout, re.M), text and text.stdout)
    # A codebook of 16 values costs 512 bits more than the codes and scales.
    bits = {}
    for weights in ("kmeans:4", "s4"):
        recipe.write_text(json.dumps({"activations": "f32", "weights": weights}))
        suite.ok(f"report {weights}", "quantize", MODEL, "--recipe", recipe, "--report", report,
                 "-o", folder / "q.mlir")
        bits[weights] = {row["node"]: row for row in json.loads(report.read_text())}
    parameters = 32 * 3 * 3 * 24  # block2/conv/conv
    name = "block2/conv/conv"
    more = bits["kmeans:4"][name]["bits_per_parameter"] - bits["s4"][name]["bits_per_parameter"]
    suite.check("report: codebooks cost", abs(more * parameters - 512) < 1e-6, more * parameters)


def check_storage(suite, folder):
    """Bits of f32 zero points, of several scales per slot and of sparse codes."""
    recipe, report = folder / "r.json", folder / "formats.json"
    zeros = {"asymmetric_weights": True, "weight_zero_points": "float"}
    bits = {}
    for name, entries in {"s4": {"weights": "s4"}, "s8": {"weights": "s8"},
                          "u4": {"weights": "u4", "asymmetric_weights": True},
                          "u4 float": {"weights": "u4", **zeros},
                          "bcq": {"weights": "bcq<3>", **zeros},
                          "2:4": {"weights": "s8", "weight_sparsity": "2:4"}}.items():
        recipe.write_text(json.dumps({"activations": "f32", **entries}))
        suite.ok(f"storage {name}", "quantize", MODEL, "--recipe", recipe, "--report", report,
                 "-o", folder / "q.mlir")
        rows = {row["node"]: row for row in json.loads(report.read_text())}
        bits[name] = rows["block2/conv/conv"]["bits_per_parameter"]
    parameters = 32 * 3 * 3 * 24
    near = lambda a, b: abs(a - b) < 1e-6
    # 32 bits per channel in place of 4.
    channels = (bits["u4 float"] - bits["u4"]) * parameters / 28
    suite.check("storage: f32 zero points", near(channels, 24) or near(channels, 32), channels)
    suite.check("storage: three scales and an offset per channel",
                near((bits["bcq"] - bits["s4"] + 1) * parameters, 96 * channels), bits)
    # Of four codes of 8 bits two are left, with two bits of position each.
    suite.check("storage: 2:4", near(bits["s8"] - bits["2:4"], 3), bits)


def check_failures(suite, folder):
    junk = folder / "junk.csv"
    junk.write_text("a;b\n1;2\n")
    wrong = {
        "format": (["--formats", "s4,nf5"], b"nf5"),
        "granularity": (["--formats", "s4", "--granularities", "row"], b"row"),
        "search": (["--formats", "s4", "--search", "best"], b"best"),
        "table": (["--formats", "s4", "--csv", junk], b"junk.csv"),
        "unwritable page": (["--formats", "s8", "--granularities", "channel", "-o",
                             folder / "none" / "s.html"], b"s.html"),
    }
    for name, (arguments, said) in wrong.items():
        result = suite.run("sweep", MODEL, "--data", TEST, *arguments)
        suite.check(f"sweep fails: {name}", result.returncode == 1 and said in result.stderr
                    and result.stderr.startswith(b"error: "), (result.returncode, result.stderr))
    suite.check("a foreign table is left alone", junk.read_text() == "a;b\n1;2\n")
    suite.check("sweep without data", suite.run("sweep", MODEL).returncode == 2)
    suite.check("sweep by fewer than no jobs",
                suite.run("sweep", MODEL, "--data", TEST, "--jobs", "-1").returncode == 2)


def sections(suite, folder):
    for part in (check_formats, check_sweep, check_report, check_storage, check_failures):
        home = folder / part.__name__
        home.mkdir()
        suite.section(part, suite, home)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(sections))
