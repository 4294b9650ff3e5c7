#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The demonstration behind tools/demo.sh; see there. Usage: demo.py BUILD_DIR"""
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL = ROOT / "test" / "Models" / "digits"
ISAS = ("avx512vnni", "avxvnni", "avx2", "generic")


def run(*command):
    """Runs a command and shows it; ends the demonstration where it fails."""
    shown = [str(c).replace(str(ROOT) + "/", "") for c in command]
    print("$ " + " ".join(shown), flush=True)
    result = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f"error: the command above ended with exit code {result.returncode}")
    return result.stdout


def cpu_runs(isa):
    flags = set()
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            flags = set(line.split(":", 1)[1].split())
            break
    needed = {"generic": set(), "avx2": {"avx2", "fma"}, "avxvnni": {"avx2", "fma", "avx_vnni"}, "avx512vnni": {"avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512_vnni"}}
    return needed[isa] <= flags


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    out = build / "demo"
    out.mkdir(exist_ok=True)
    qopt = build / "bin" / "qopt"
    model, calib, test = MODEL / "digits_cnn.onnx", MODEL / "calib.npz", MODEL / "test.npz"

    start = time.monotonic()
    run(qopt, "quantize", model, "--recipe", "int8", "--data", calib, "-o", out / "digits_int8.mlir")
    run(qopt, "compile", out / "digits_int8.mlir", "-o", out / "digits.so")
    run(qopt, "compile", model, "--name", "digits_float", "-o", out / "digits_float.so")
    seconds = time.monotonic() - start
    # Layers are compared on the IR, accuracy and time on the compiled libraries.
    run(qopt, "eval", model, out / "digits_int8.mlir", "--data", test, "--report", out / "report.html")
    figures = json.loads(run(qopt, "eval", out / "digits_float.so", out / "digits.so", "--data", test, "--json"))

    run(qopt, "run", out / "digits_int8.mlir", "--engine", "reference", "--input", test, "--output", out / "reference.npz")
    wanted = (out / "reference.npz").read_bytes()
    exact = {}
    for isa in ISAS:
        if not cpu_runs(isa):
            continue
        run(qopt, "run", out / "digits.so", "--isa", isa, "--input", test, "--output", out / f"{isa}.npz")
        exact[isa] = (out / f"{isa}.npz").read_bytes() == wanted

    latency = {}
    for name in ("digits_float", "digits"):
        timing = json.loads(run(qopt, "bench", out / f"{name}.so", "--threads", "1", "--json"))
        latency[name] = timing["median_us"]

    print(f"\nquantized and compiled in {seconds:.1f} s; per-layer report: {out.relative_to(ROOT)}/report.html\n")
    print(f"{'model':8} {'top-1':>9} {'constants':>12} {'median latency':>16}  bit-exact with the interpreter")
    for label, name, row in zip(("float", "int8"), ("digits_float", "digits"), figures["models"]):
        verdict = "-" if label == "float" else ", ".join(f"{isa} {'yes' if same else 'NO'}" for isa, same in exact.items())
        print(f"{label:8} {row['top1_percent']:>7.2f} % {row['weight_bytes'] / 1024:>8.1f} KiB {latency[name]:>13.1f} us  {verdict}")
    if not all(exact.values()):
        sys.exit("error: expected every code path to agree with the interpreter")


if __name__ == "__main__":
    main()
