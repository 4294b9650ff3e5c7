# SPDX-License-Identifier: Apache-2.0
"""Filters of golden/quantizers.txt through the passes: types, clips and codes are
those that the published code of ANT and of the FP8 search chose.

usage: choose_golden.py QOPT_OPT QOPT GOLDEN_FOLDER WORK_FOLDER
"""
import re
import subprocess
import sys
from pathlib import Path

import numpy as np


def read(path):
    lines = (line.split() for line in path.read_text().splitlines() if line[:1] not in "#")
    return {words[0]: words[1:] for words in lines}


GOLDEN = read(Path(sys.argv[3]) / "quantizers.txt")
# Largest value of the formats that are chosen, which the clip meets.
LARGEST = {"#qopt.int<s4>": 7, "#qopt.flint<s4>": 16, "#qopt.pot<s4>": 64}


def golden(name):
    return np.array([float(word) for word in GOLDEN[name]])


def largest_float(text):
    """Of e4m3finite and its kind, bias 2^(E-1) - 1."""
    e, m = map(int, re.fullmatch(r"#qopt\.float<e(\d)m(\d)finite>", text).groups())
    return 2.0 ** (2 ** e - 1 - (2 ** (e - 1) - 1)) * (2 - 2.0 ** -m)


def write_module(path, weights):
    data = weights.astype("<f4").tobytes().hex().upper()
    rows, columns = weights.shape
    w, out = f"tensor<{rows}x{columns}xf32>", f"tensor<{rows}x{columns}xf32>"
    path.write_text(f"""
func.func @main(%x: tensor<{rows}x{rows}xf32> {{qopt.name = "x"}}) -> ({out} {{qopt.name = "y"}}) {{
  %w = qopt.constant dense<"0x{data}"> : {w}
  %0 = qopt.matmul %x, %w : (tensor<{rows}x{rows}xf32>, {w}) -> {out}
  return %0 : {out}
}}
""")


def run(*arguments):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def choose(folder, weights, request, granularity):
    """Format, scales and what the codes decode to (identity times filter)."""
    model, codes = folder / "model.mlir", folder / "codes.mlir"
    write_module(model, weights)
    option = f"--qopt-choose-filter-formats=format={request} granularity={granularity}"
    text = run(sys.argv[1], model, option)
    found = re.search(r"qopt\.filter_scales = dense<(.*?)> : .*?qopt\.filter_type = (!\w+)", text)
    scales = np.array(re.findall(r"[-+.\de]+", found[1]), dtype=np.float64)
    type_ = re.search(re.escape(found[2]) + r" = !qopt\.q<(.*?), #qopt\.(?:channel|tensor)", text)[1]
    run(sys.argv[1], model, option, "--qopt-quantize-weights", "-o", codes)
    np.savez(folder / "x.npz", x=np.eye(len(weights), dtype=np.float32)[None])
    run(sys.argv[2], "run", codes, "--engine", "reference", "--input", folder / "x.npz",
        "--output", folder / "y.npz")
    with np.load(folder / "y.npz") as results:
        return type_, scales, results["y"].reshape(weights.shape)


def check(name, wanted_type, got_type, clips, largest, scales, deq, got):
    assert got_type == wanted_type, (name, wanted_type, got_type)
    wanted = clips / largest
    assert scales.shape == wanted.shape or len(set(scales)) == 1, (name, scales)
    assert np.allclose(scales, wanted, rtol=2e-6, atol=0), (name, scales, wanted)
    assert np.allclose(got, deq, rtol=4e-6, atol=1e-6), (name, np.abs(got - deq).max())
    print(f"{name}: {got_type}")


def main():
    folder = Path(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    for source in ("gauss", "uniform", "laplace", "heavy"):
        weights = golden(f"inputs.{source}").reshape(8, 64).T
        name = f"ant4_weight_{source}"
        chosen = GOLDEN[f"{name}.chosen"][0]
        type_, scales, got = choose(folder, weights, "ant:4", "channel")
        wanted = f"#qopt.{chosen}<s4>"
        check(name, wanted, type_, golden(f"{name}.alpha"), LARGEST[wanted], scales,
              golden(f"{name}.deq").reshape(8, 64).T, got)
    for source in ("gauss", "uniform", "laplace", "heavy", "heavy_perchannel8"):
        channels = 8 if source.endswith("8") else 1
        weights = golden("inputs." + source.split("_")[0]).reshape(channels, -1).T
        name = f"fp8_mse_search_{source}"
        mantissa = int(GOLDEN[f"{name}.best_mantissa_bits"][0])
        type_, scales, got = choose(folder, weights, "fp8:8", "channel")
        check(name, f"#qopt.float<e{7 - mantissa}m{mantissa}finite>", type_,
              golden(f"{name}.maxval"), largest_float(type_), scales,
              golden(f"{name}.deq").reshape(channels, -1).T, got)


if __name__ == "__main__":
    main()
