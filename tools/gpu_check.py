#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# A folder of artefacts holds, for each check, a library, its inputs and the
# interpreter's outputs; for each product that is timed, a library (weights are inputs,
# so that it is small); for each whole model a library that is checked and timed; and
# LLVM's OpenMP, which libraries need. Nothing else is needed where the GPU is.
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
NOT_FOR_DEVICE = "expected a device that runs code for one of"


#===-- Where qopt is --------------------------------------------------------===#

def run_qopt(qopt, *arguments):
    done = subprocess.run([str(a) for a in (qopt, *arguments)], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"error: qopt {' '.join(map(str, arguments))}: {done.stderr.decode().strip()}")


def compile_arguments(args, target=None):
    return ["--target", target or args.target] + (["--ptxas", args.ptxas] if args.ptxas else [])


def build_product(args, folder, product, expect):
    from cuda import models
    product, target = models.for_chips(product, args.target)
    source, library = folder / f"{product.name}.mlir", folder / f"{product.name}.so"
    source.write_text(product.text("memref"))
    run_qopt(args.qopt, "compile", source, "--name", product.name,
             *compile_arguments(args, target), "-o", library)
    if expect:
        inputs, outputs = library.with_suffix(".in.npz"), library.with_suffix(".out.npz")
        sample = product.inputs(seed=1)
        np.savez(inputs, **sample)
        tolerance = product.tolerance(sample)
        if tolerance is not None:
            np.save(library.with_suffix(".off.npy"), tolerance)
        source.write_text(product.text("tensor"))
        run_qopt(args.qopt, "run", source, "--engine", "reference", "--input", inputs,
                 "--output", outputs)
    source.unlink()
    library.with_suffix(".h").unlink()


def build_model(args, folder, model, inputs):
    """A quantized model, one of its samples, and what the CPU makes of it."""
    name = re.sub(r"\W", "_", pathlib.Path(model).name.split(".")[0])
    library = folder / f"{name}.so"
    with np.load(inputs) as file:
        np.savez(library.with_suffix(".in.npz"),
                 **{n: file[n][:1] for n in file.files if n not in ("label", "labels")})
    run_qopt(args.qopt, "compile", model, "--name", name, *compile_arguments(args), "-o", library)
    run_qopt(args.qopt, "run", model, "--input", library.with_suffix(".in.npz"), "--output",
             library.with_suffix(".out.npz"))
    library.with_suffix(".h").unlink()


def build_digits(args, folder):
    """The network that is shipped with the tests, as int8."""
    digits, quantized = ROOT / "test/Models/digits", folder / "digits.mlir"
    run_qopt(args.qopt, "quantize", digits / "digits_cnn.onnx", "--recipe", "int8", "--data",
             digits / "calib.npz", "-o", quantized)
    build_model(args, folder, quantized, digits / "test.npz")
    quantized.unlink()


def find_openmp(library):
    found = re.search(r"libomp\.so\.5 => (\S+)",
                      subprocess.run(["ldd", library], capture_output=True, text=True,
                                     check=True).stdout)
    return pathlib.Path(found[1]) if found else None


def timed_products(args, models):
    """Of every kind, at every size."""
    rows, sizes = (TINY_ROWS, TINY_SIZES) if args.tiny else (ROWS, SIZES)
    for m in rows:
        for n in sizes:
            for k in sizes:
                for kind, make in models.TIMED.items():
                    yield make(m, n, k, name=f"{kind}_m{m}n{n}k{k}")


def build(args):
    sys.path.insert(0, str(ROOT / "test/Integration"))
    from cuda import models
    checks, products, networks = (args.folder / f for f in ("checks", "products", "models"))
    for folder in (checks, products, networks):
        folder.mkdir(parents=True, exist_ok=True)
    for product in models.CHECKED:
        build_product(args, checks, product, expect=True)
    for product in timed_products(args, models):
        build_product(args, products, product, expect=False)
    build_digits(args, networks)
    for text in args.model:
        model, _, inputs = text.partition(":")
        build_model(args, networks, model, inputs)
    openmp = find_openmp(next(checks.glob("*.so")))
    if openmp:
        shutil.copy(openmp, args.folder / "libomp.so.5")
    size = sum(f.stat().st_size for f in args.folder.rglob("*") if f.is_file())
    print(f"{args.folder}: {size / (1 << 20):.1f} MiB")
    return 0 if size < LIMIT_BYTES else f"error: expected less than {LIMIT_BYTES} bytes, got {size}"


#===-- Where the GPU is -----------------------------------------------------===#

def count_different(got, want, allowed):
    """Elements of `got` that are not those of `want`: by no bit, or within `allowed`."""
    if got.size != want.size:
        return want.size
    if allowed is None:
        return int(np.count_nonzero(got != want))
    return int(np.count_nonzero(~(np.abs(got.astype(np.float64) - want) <= allowed)))


def check(path):
    """'' or what is wrong with a library's results."""
    with np.load(path.with_suffix(".in.npz")) as file:
        inputs = {name: file[name] for name in file.files}
    with np.load(path.with_suffix(".out.npz")) as file:
        wanted = [file[name] for name in file.files]
    tolerance = path.with_suffix(".off.npy")
    allowed = np.load(tolerance).ravel() if tolerance.exists() else None
    library = Library(path, path.stem)
    try:
        # Again: plain launches first, then a graph.
        for _ in range(3):
            for got, want in zip(library.run(inputs), wanted):
                different = count_different(got.ravel(), want.ravel(), allowed)
                if different:
                    return f"{different} of {want.size} elements differ from the interpreter's"
    finally:
        library.close()
    return ""


def run_checks(folder, report):
    for path in sorted((folder / "checks").glob("*.so")) + sorted((folder / "models").glob("*.so")):
        try:
            problem = check(path)
        except RuntimeError as error:
            problem = str(error)
        if NOT_FOR_DEVICE in problem:
            report["left_out"].append(path.stem)
            continue
        report["checks"].append({"name": path.stem, "passed": not problem, "problem": problem})
        if problem:
            print(f"FAIL {path.stem}: {problem}", flush=True)


def time_product(path, driver, args):
    kind, *sizes = re.fullmatch(r"(\w+)_m(\d+)n(\d+)k(\d+)", path.stem).groups()
    m, n, k = map(int, sizes)
    row = {"name": path.stem, "kind": kind, "m": m, "n": n, "k": k}
    library = Library(path, path.stem)
    try:
        row["bytes"] = library.bytes()
        row["us"] = driver.time(library.on_device(driver, args.calls), args.calls)
    finally:
        library.close()
    row["tops"] = 2 * m * n * k / row["us"] * 1e-6
    row["gb_per_s"] = row["bytes"] / row["us"] * 1e-3
    print(json.dumps(row), flush=True)
    return row


def time_peers(m, n, k, calls):
    row = {"m": m, "n": n, "k": k}
    for name, peer in gpu_peers.PEERS.items():
        row[name] = gpu_peers.time(peer, m, n, k, calls)
    print(json.dumps(row), flush=True)
    return row


def run_products(args, driver, report, deadline):
    """A size after the other, so that what is compared is measured at one time."""
    paths = sorted((args.folder / "products").glob("*.so"),
                   key=lambda p: [int(x) for x in re.findall(r"(?<=[mnk])\d+", p.stem)])
    timed = {}
    for path in paths:
        if time.monotonic() > deadline:
            report["left_out"].append(path.stem)
            continue
        try:
            row = time_product(path, driver, args)
        except RuntimeError as error:
            if NOT_FOR_DEVICE in str(error):
                report["left_out"].append(path.stem)
                continue
            row = {"name": path.stem, "problem": str(error)}
            print(f"FAIL {path.stem}: {error}", flush=True)
        report["products"].append(row)
        size = tuple(row.get(axis) for axis in "mnk")
        if "problem" not in row and size not in timed:
            timed[size] = time_peers(*size, args.calls)
    report["peers"] = list(timed.values())


def run_models(args, driver, report):
    for path in sorted((args.folder / "models").glob("*.so")):
        try:
            library = Library(path, path.stem)
            try:
                with np.load(path.with_suffix(".in.npz")) as file:
                    sample = {name: file[name] for name in file.files}
                microseconds = driver.time(library.on_device(driver, 1, sample), args.calls)
            finally:
                library.close()
            report["models"].append({"name": path.stem, "us": microseconds})
        except RuntimeError as error:
            report["models"].append({"name": path.stem, "problem": str(error)})
            print(f"FAIL {path.stem}: {error}", flush=True)


#===-- Tables ---------------------------------------------------------------===#

def cell(value):
    return f"{value:.1f}" if isinstance(value, float) else "-"


def product_table(report):
    """A line per size: qopt's kinds, then the peers, all in microseconds."""
    kinds = list(dict.fromkeys(p["kind"] for p in report["products"] if "kind" in p))
    peers = list(gpu_peers.PEERS)
    lines = ["| M | N | K | " + " | ".join(f"qopt {k}" for k in kinds) + " | "
             + " | ".join(p.removesuffix("_us").replace("_", " ") for p in peers)
             + " | s8 TOP/s | fewest bytes, GB/s |", "|---" * (5 + len(kinds) + len(peers)) + "|"]
    for peer in report["peers"]:
        size = {axis: peer[axis] for axis in "mnk"}
        own = {p["kind"]: p for p in report["products"]
               if "kind" in p and all(p[axis] == v for axis, v in size.items())}
        fewest = min(own.values(), key=lambda p: p["bytes"])
        lines.append("| " + " | ".join(str(v) for v in size.values()) + " | "
                     + " | ".join(cell(own.get(k, {}).get("us")) for k in kinds) + " | "
                     + " | ".join(cell(peer[p]) for p in peers)
                     + f" | {cell(own.get('s8', {}).get('tops'))} | {fewest['gb_per_s']:.0f} |")
    return lines


def table(report):
    passed = sum(c["passed"] for c in report["checks"])
    lines = [f"# {report['device']}, {report['date']}", "",
             f"Driver {report['driver']}, compute capability {report['capability']}, PyTorch "
             f"{report['torch'] or 'not installed'}. {passed} of {len(report['checks'])} checks "
             "passed: every byte is the interpreter's; sums of floats are within their op's bound.", "",
             "Microseconds of a product on the device: as many calls in one CUDA graph, median of "
             "several replays, each call on other operands, so many that they do not stay in the "
             "cache. A peer that refuses a shape has a dash.", ""]
    limits = report["limits"]
    lines += [f"Limits: {cell(limits['tops'])} TOP/s of 8-bit matrix instructions by the chip's "
              f"data, {limits['gb_per_s']:.0f} GB/s of a copy within the memory, measured.", ""]
    lines += product_table(report)
    if report["models"]:
        lines += ["", "| model, one sample | us |", "|---|---|"]
        lines += [f"| {m['name']} | {cell(m.get('us'))} |" for m in report["models"]]
    bad = [c for c in report["checks"] + report["products"] + report["models"] if c.get("problem")]
    lines += [""] * bool(bad) + [f"- failed: {c['name']}: {c['problem']}" for c in bad]
    if report["left_out"]:
        lines += ["", "Left out, for another device or for want of time: "
                  + ", ".join(report["left_out"]) + "."]
    return "\n".join(lines) + "\n"


def run(args):
    start = time.monotonic()
    driver = Driver(args.folder)
    report = {"device": driver.name, "capability": driver.capability, "driver": driver.version,
              "torch": gpu_peers.version(),
              "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
              "checks": [], "products": [], "peers": [], "models": [], "left_out": []}
    report["limits"] = driver.limits()
    run_checks(args.folder, report)
    run_models(args, driver, report)
    run_products(args, driver, report, start + args.seconds)
    report["seconds"] = round(time.monotonic() - start, 1)
    args.results.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^a-z0-9]+", "-", report["device"].lower()).strip("-")
    for suffix, text in (("json", json.dumps(report, indent=1) + "\n"), ("md", table(report))):
        (args.results / f"{stem}-{report['date']}.{suffix}").write_text(text)
    done = report["checks"] + report["products"] + report["models"]
    bad = [c for c in done if c.get("problem")]
    good = len(done) - len(bad)
    print(f"{good} passed, {len(bad)} failed")
    return 1 if bad or not good else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="of artefacts")
    parser.add_argument("--build", action="store_true", help="make the artefacts")
    parser.add_argument("--qopt", type=pathlib.Path, default=ROOT / "build/bin/qopt")
    parser.add_argument("--target", default=CHIPS, help=f"of qopt compile (default {CHIPS})")
    parser.add_argument("--ptxas", default="", help="of qopt compile")
    parser.add_argument("--model", action="append", default=[], metavar="MODEL:INPUTS",
                        help="a quantized model (.mlir) and inputs (.npz) to check and time, too")
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
