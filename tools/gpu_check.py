#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# A folder of artefacts holds, for each check, a library, its inputs and the
# interpreter's outputs; for each product that is timed, a library (weights are inputs,
# so that it is small); and LLVM's OpenMP, which libraries need. Nothing else is needed
# where the GPU is.
"""Checks and times compiled kernels on a GPU; see gpu-check.sh."""

import argparse
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time

import numpy as np

from gpu_driver import Driver, Library
import gpu_peers

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test/Integration/Cuda/results"
CHIPS = "nvptx:sm_80,sm_89,sm_90a"
ROWS, SIZES = (1, 16, 128, 4096), (4096, 11008)
TINY_ROWS, TINY_SIZES = (1, 16), (64, 96)
LIMIT_BYTES = 60 << 20


#===-- Where qopt is --------------------------------------------------------===#

def run_qopt(qopt, *arguments):
    done = subprocess.run([str(a) for a in (qopt, *arguments)], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"error: qopt {' '.join(map(str, arguments))}: {done.stderr.decode().strip()}")


def build_product(args, folder, product, expect):
    source, library = folder / f"{product.name}.mlir", folder / f"{product.name}.so"
    source.write_text(product.text("memref"))
    target = ["--target", args.target] + (["--ptxas", args.ptxas] if args.ptxas else [])
    run_qopt(args.qopt, "compile", source, "--name", product.name, *target, "-o", library)
    if expect:
        inputs, outputs = library.with_suffix(".in.npz"), library.with_suffix(".out.npz")
        np.savez(inputs, **product.inputs(seed=1))
        source.write_text(product.text("tensor"))
        run_qopt(args.qopt, "run", source, "--engine", "reference", "--input", inputs,
                 "--output", outputs)
    source.unlink()
    library.with_suffix(".h").unlink()


def find_openmp(library):
    found = re.search(r"libomp\.so\.5 => (\S+)",
                      subprocess.run(["ldd", library], capture_output=True, text=True,
                                     check=True).stdout)
    return pathlib.Path(found[1]) if found else None


def build(args):
    sys.path.insert(0, str(ROOT / "test/Integration"))
    from cuda import models
    checks, products = args.folder / "checks", args.folder / "products"
    for folder in (checks, products):
        folder.mkdir(parents=True, exist_ok=True)
    for product in models.PRODUCTS:
        build_product(args, checks, product, expect=True)
    rows, sizes = (TINY_ROWS, TINY_SIZES) if args.tiny else (ROWS, SIZES)
    for m in rows:
        for n in sizes:
            for k in sizes:
                build_product(args, products, models.Product(m, n, k, name=f"s8_m{m}n{n}k{k}"),
                              expect=False)
    openmp = find_openmp(next(checks.glob("*.so")))
    if openmp:
        shutil.copy(openmp, args.folder / "libomp.so.5")
    size = sum(f.stat().st_size for f in args.folder.rglob("*") if f.is_file())
    print(f"{args.folder}: {size / (1 << 20):.1f} MiB")
    return 0 if size < LIMIT_BYTES else f"error: expected less than {LIMIT_BYTES} bytes, got {size}"


#===-- Where the GPU is -----------------------------------------------------===#

def check(path):
    """'' or what is wrong with a library's results."""
    with np.load(path.with_suffix(".in.npz")) as file:
        inputs = {name: file[name] for name in file.files}
    with np.load(path.with_suffix(".out.npz")) as file:
        wanted = [file[name] for name in file.files]
    library = Library(path, path.stem)
    try:
        # Again: plain launches first, then a graph.
        for _ in range(3):
            for got, want in zip(library.run(inputs), wanted):
                different = int(np.count_nonzero(got.ravel() != want.ravel()))
                if got.size != want.size or different:
                    return f"{different} of {want.size} elements differ from the interpreter's"
    finally:
        library.close()
    return ""


def run_checks(folder, report):
    for path in sorted((folder / "checks").glob("*.so")):
        try:
            problem = check(path)
        except RuntimeError as error:
            problem = str(error)
        report["checks"].append({"name": path.stem, "passed": not problem, "problem": problem})
        if problem:
            print(f"FAIL {path.stem}: {problem}", flush=True)


def time_product(path, driver, args):
    m, n, k = map(int, re.search(r"m(\d+)n(\d+)k(\d+)", path.stem).groups())
    row = {"name": path.stem, "m": m, "n": n, "k": k}
    library = Library(path, path.stem)
    try:
        row["qopt_us"] = driver.time(library.on_device(driver), args.calls)
    finally:
        library.close()
    row["tops"] = 2 * m * n * k / row["qopt_us"] * 1e-6
    row["gb_per_s"] = (m * k + n * k + 4 * m * n) / row["qopt_us"] * 1e-3
    for name, peer in gpu_peers.PEERS.items():
        row[name] = gpu_peers.time(peer, m, n, k, args.calls)
    print(json.dumps(row), flush=True)
    return row


def run_products(args, driver, report, deadline):
    for path in sorted((args.folder / "products").glob("*.so"),
                       key=lambda p: [int(x) for x in re.findall(r"\d+", p.stem)]):
        if time.monotonic() > deadline:
            report["left_out"].append(path.stem)
            continue
        try:
            report["products"].append(time_product(path, driver, args))
        except RuntimeError as error:
            report["products"].append({"name": path.stem, "problem": str(error)})
            print(f"FAIL {path.stem}: {error}", flush=True)


def table(report):
    passed = sum(c["passed"] for c in report["checks"])
    lines = [f"# {report['device']}, {report['date']}", "",
             f"Driver {report['driver']}, compute capability {report['capability']}, PyTorch "
             f"{report['torch'] or 'not installed'}. {passed} of {len(report['checks'])} checks "
             "passed: every byte is the interpreter's.", "",
             "Microseconds of a product on the device: as many calls in one CUDA graph, least of "
             "several replays, operands warm in the cache where they fit. A peer that refuses a "
             "shape has a dash.", ""]
    peers = list(gpu_peers.PEERS)
    lines += ["| M | N | K | qopt s8 | TOP/s | GB/s | " + " | ".join(peers) + " |",
              "|---" * (6 + len(peers)) + "|"]
    for row in report["products"]:
        if "problem" in row:
            lines.append(f"| {row['name']} | failed |" + " |" * (4 + len(peers)))
            continue
        cells = [f"{row[p]:.1f}" if isinstance(row[p], float) else "-" for p in peers]
        lines.append(f"| {row['m']} | {row['n']} | {row['k']} | {row['qopt_us']:.1f} | "
                     f"{row['tops']:.1f} | {row['gb_per_s']:.0f} | " + " | ".join(cells) + " |")
    failed = [c for c in report["checks"] if not c["passed"]]
    lines += [""] * bool(failed) + [f"- failed: {c['name']}: {c['problem']}" for c in failed]
    if report["left_out"]:
        lines += ["", "No time was left for " + ", ".join(report["left_out"]) + "."]
    return "\n".join(lines) + "\n"


def run(args):
    start = time.monotonic()
    driver = Driver(args.folder)
    report = {"device": driver.name, "capability": driver.capability, "driver": driver.version,
              "torch": gpu_peers.version(),
              "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
              "checks": [], "products": [], "left_out": []}
    run_checks(args.folder, report)
    run_products(args, driver, report, start + args.seconds)
    report["seconds"] = round(time.monotonic() - start, 1)
    args.results.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^a-z0-9]+", "-", report["device"].lower()).strip("-")
    for suffix, text in (("json", json.dumps(report, indent=1) + "\n"), ("md", table(report))):
        (args.results / f"{stem}-{report['date']}.{suffix}").write_text(text)
    bad = [c for c in report["checks"] if not c["passed"]]
    bad += [p for p in report["products"] if "problem" in p]
    good = len(report["checks"]) + len(report["products"]) - len(bad)
    print(f"{good} passed, {len(bad)} failed")
    return 1 if bad or not good else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="of artefacts")
    parser.add_argument("--build", action="store_true", help="make the artefacts")
    parser.add_argument("--qopt", type=pathlib.Path, default=ROOT / "build/bin/qopt")
    parser.add_argument("--target", default=CHIPS, help=f"of qopt compile (default {CHIPS})")
    parser.add_argument("--ptxas", default="", help="of qopt compile")
    parser.add_argument("--tiny", action="store_true", help="time small products only")
    parser.add_argument("--results", type=pathlib.Path, default=RESULTS)
    parser.add_argument("--calls", type=int, default=20, help="of a product in one graph")
    parser.add_argument("--seconds", type=float, default=400, help="no new product after that")
    args = parser.parse_args()
    args.folder = args.folder.resolve()
    try:
        return build(args) if args.build else run(args)
    except RuntimeError as error:
        return f"error: {error}"


if __name__ == "__main__":
    sys.exit(main())
