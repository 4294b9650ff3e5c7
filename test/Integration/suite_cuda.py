#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Models compiled for GPUs, from the command line to results, without a GPU: the driver
# is the PTX emulator (docs/guides/ptx-emulator.md), the judge the interpreter.
"""usage: suite_cuda.py BUILD_DIR; last line: 'N passed, M failed'."""

import json
import os
import pathlib
import sys

import numpy as np

import qopt_checks
from cuda import models
from generate.causal import make_model, write_tokenizer
from qopt_checks import load_arrays


def environment(suite, **settings):
    """That of a machine whose driver is the emulator."""
    driver = suite.qopt.parent.parent / "lib" / "libqopt-ptx-driver.so"
    suite.check("stand-in driver", driver.is_file(), driver)
    own = {"QOPT_CUDA_DRIVER": str(driver), **settings}
    return {**{k: v for k, v in os.environ.items() if not k.startswith("QOPT_")}, **own}


def compile_product(suite, folder, product, *arguments):
    """The library of a product, or None; the source and inputs lie beside it."""
    source = folder / f"{product.name}.mlir"
    source.write_text(product.text("memref"))
    np.savez(folder / f"{product.name}.npz", **product.inputs(seed=1))
    library = folder / f"{product.name}.so"
    done = suite.ok(f"compile {product.name}", "compile", source, "--name", product.name,
                    *arguments, "-o", library)
    return library if done else None


def interpret(suite, folder, product):
    source = folder / f"{product.name}-tensors.mlir"
    source.write_text(product.text("tensor"))
    wanted = folder / f"{product.name}-wanted.npz"
    if not suite.ok(f"interpret {product.name}", "run", source, "--engine", "reference",
                    "--input", folder / f"{product.name}.npz", "--output", wanted):
        return None
    return list(load_arrays(wanted).values())[0]


def check_product(suite, folder, product, chip="sm_80"):
    library = compile_product(suite, folder, product, "--target", f"nvptx:{chip}", "--ptxas",
                              "none")
    if not library:
        return
    wanted, got = interpret(suite, folder, product), folder / f"{product.name}-got.npz"
    for settings in ({}, {"QOPT_CUDA_GRAPHS": "0", "QOPT_PTX_SEED": "9"}):
        if suite.ok(f"run {product.name} {settings}", "run", library, "--input",
                    folder / f"{product.name}.npz", "--output", got,
                    env=environment(suite, **settings)) and wanted is not None:
            result = list(load_arrays(got).values())[0].reshape(wanted.shape)
            suite.check(f"{product.name} equals the interpreter {settings}",
                        np.array_equal(result, wanted),
                        f"{np.count_nonzero(result != wanted)} elements of {wanted.size} differ")


def check_hopper(suite, folder):
    """Tensor maps from the kernel's attribute to the driver."""
    for product in models.HOPPER_PRODUCTS:
        check_product(suite, folder, product, "sm_90a")
    form = suite.ok("emit llvm of sm_90a", "compile", folder / "hopper_whole.mlir", "--target",
                    "nvptx:sm_90a", "--emit", "llvm", "-o", "-")
    suite.check("maps in launch form", form and b"qopt.tensor_maps" in form.stdout
                and b"dynamic_shared_memory_size" in form.stdout)
    ptx = suite.ok("emit ptx of sm_90a", "compile", folder / "hopper_whole.mlir", "--target",
                   "nvptx:sm_90a", "--emit", "ptx", "-o", "-")
    suite.check("PTX of sm_90a", ptx and b"wgmma.mma_async" in ptx.stdout
                and b"cp.async.bulk.tensor" in ptx.stdout)


def check_manifest(suite, folder, library):
    manifest = json.loads(library.with_suffix(".json").read_text())
    suite.check("code path", manifest["code_paths"] == ["cuda"], manifest["code_paths"])
    suite.check("ABI version", manifest["abi_version"] == 3, manifest["abi_version"])
    chips = manifest["device"]["chips"]
    suite.check("chips", [c["chip"] for c in chips] == ["sm_80"], chips)
    suite.check("one launch of one kernel", chips[0]["launches"] == len(chips[0]["kernels"]) == 1,
                chips)
    suite.check("PTX and no cubin", chips[0]["images"][0]["ptx_bytes"] > 1000
                and chips[0]["images"][0]["cubin_bytes"] == 0, chips)
    header = library.with_suffix(".h").read_text()
    suite.check("header", "qopt_run_on_stream" in header and '#include "qopt-c' not in header)
    (folder / "user.c").write_text(f'#include "{library.stem}.h"\nint main(void) {{ '
                                   "return (int)sizeof(qopt_device_model_desc) == 0; }\n")
    done = qopt_checks.run(["clang-22", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                            folder / "user.c"])
    suite.check("header compiles", done.returncode == 0, done.stderr.decode()[-600:])


def check_files(suite, folder):
    product = models.Product(5, 24, 40, result="i8")
    library = compile_product(suite, folder, product, "--target", "nvptx:sm_80", "--ptxas", "none")
    if not library:
        return
    check_manifest(suite, folder, library)
    source, again = folder / f"{product.name}.mlir", folder / "again"
    again.mkdir(exist_ok=True)
    suite.ok("compile again", "compile", source, "--name", product.name, "--target", "nvptx:sm_80",
             "--ptxas", "none", "-o", again / library.name)
    suite.check("same bytes twice", library.read_bytes() == (again / library.name).read_bytes())
    ptx = suite.ok("emit ptx", "compile", source, "--target", "nvptx:sm_80", "--emit", "ptx",
                   "-o", "-")
    suite.check("PTX of few rows", ptx and b".target sm_80" in ptx.stdout
                and b"dp4a" in ptx.stdout and b"mma.sync" not in ptx.stdout)
    tiles = models.Product(17, 24, 48, name="tiles")
    if compile_product(suite, folder, tiles, "--target", "nvptx:sm_80", "--ptxas", "none"):
        ptx = suite.ok("emit ptx of tiles", "compile", folder / "tiles.mlir", "--target",
                       "nvptx:sm_80", "--emit", "ptx", "-o", "-")
        suite.check("PTX of many rows", ptx and b"mma.sync" in ptx.stdout)
    form = suite.ok("emit llvm", "compile", source, "--target", "nvptx:sm_80", "--emit", "llvm",
                    "-o", "-")
    suite.check("launch form", form and b"gpu.launch_func" in form.stdout
                and b"gpu.module" in form.stdout)
    bench = suite.ok("bench", "bench", library, "--repeat", "3", "--json", env=environment(suite))
    figures = json.loads(bench.stdout) if bench else {}
    suite.check("bench: on the device", figures.get("isa") == "cuda"
                and figures.get("device") == "PTX emulator: PTX of sm_80"
                and figures.get("device_min_us", 0) > 0
                and figures.get("macs_per_run") == 5 * 24 * 40, figures)


def check_chips(suite, folder):
    """Several chips in one library, with machine code where there is an assembler."""
    product = models.Product(3, 16, 32, name="several")
    library = compile_product(suite, folder, product, "--target", "nvptx:sm_80,sm_90a,sm_89")
    if not library:
        return
    chips = json.loads(library.with_suffix(".json").read_text())["device"]["chips"]
    suite.check("latest first", [c["chip"] for c in chips] == ["sm_90a", "sm_89", "sm_80"], chips)
    if not chips[0]["images"][0]["cubin_bytes"]:
        suite.note("no ptxas: no machine code is looked at")
        return
    for chip in chips:
        image = chip["images"][0]
        suite.check(f"{chip['chip']}: PTX only where it serves",
                    bool(image["ptx_bytes"]) == (chip["chip"] != "sm_90a"), image)
        for kernel in image["kernels"]:
            suite.check(f"{chip['chip']}: no spills", kernel["spill_bytes"] == 0
                        and 0 < kernel["registers"] <= 255, kernel)
    # The emulator takes no cubins: PTX of the next chip serves a device that is later.
    out = folder / "several-got.npz"
    run = lambda **settings: suite.run("run", library, "--input", folder / "several.npz",
                                       "--output", out, env=environment(suite, **settings))
    refused = run()
    suite.check("a cubin that the driver refuses", refused.returncode == 1
                and b"the driver loads the cubin of sm_90a: CUDA_ERROR_NO_BINARY_FOR_GPU (209)"
                in refused.stderr, refused.stderr)
    for capability in ("8.0", "8.6", "8.9", "12.0"):
        done = run(QOPT_PTX_CAPABILITY=capability)
        suite.check(f"compute capability {capability}", done.returncode == 0, done.stderr)
    early = run(QOPT_PTX_CAPABILITY="7.5")
    suite.check("too early a device", early.returncode == 1 and
                b"expected a device that runs code for one of sm_90a, sm_89, sm_80, got "
                b"'PTX emulator' of compute capability 7.5" in early.stderr, early.stderr)


def check_refusals(suite, folder):
    product = models.Product(2, 8, 16, name="refused")
    library = compile_product(suite, folder, product, "--target", "nvptx:sm_80", "--ptxas", "none")
    source, out = folder / "refused.mlir", folder / "refused-got.npz"
    if not library:
        return
    cases = {
        "no driver": ({"QOPT_CUDA_DRIVER": "/nowhere/libcuda.so.1"},
                      b"error: no CUDA driver: /nowhere/libcuda.so.1: cannot open"),
        "no device": ({"QOPT_PTX_DEVICES": "0"}, b"error: no CUDA device: cuInit: CUDA_ERROR_NO"),
        "no memory": ({"QOPT_PTX_MEMORY": "100"}, b"CUDA_ERROR_OUT_OF_MEMORY (2)"),
        "no such path": ({"QOPT_ISA": "avx2"},
                         b"expected one of its code paths (cuda), got 'avx2'"),
    }
    for name, (settings, expected) in cases.items():
        done = suite.run("run", library, "--input", folder / "refused.npz", "--output", out,
                         env=environment(suite, **settings))
        suite.check(name, done.returncode == 1 and expected in done.stderr
                    and done.stderr.count(b"\n") == 1, done.stderr)
        suite.check(f"{name}: no output", not out.exists())
    wrong = {
        "unknown chip": (["--target", "nvptx:sm_81"], 1, b"expected nvptx, or nvptx: and a list"),
        "chip without kernels": (["--target", "nvptx:sm_75"], 1, b"got 'nvptx:sm_75'"),
        "no chip": (["--target", "nvptx:"], 1, b"got 'nvptx:'"),
        "chip twice": (["--target", "nvptx:sm_80,sm_80"], 1, b"got 'nvptx:sm_80,sm_80'"),
        "no assembler": (["--target", "nvptx:sm_80", "--ptxas", "/nowhere"], 1,
                         b"expected the path of ptxas or 'none', got '/nowhere'"),
        "stage of CPUs": (["--target", "nvptx:sm_80", "--emit", "asm"], 1, b"a stage of CPUs"),
        "PTX of CPUs": (["--emit", "ptx"], 1, b"expected a target of GPUs for --emit=ptx"),
        "PTX of two": (["--target", "nvptx:sm_80,sm_89", "--emit", "ptx"], 1,
                       b"expected one chip for --emit=ptx"),
        "other fallback": (["--target", "nvptx", "--fallback", "gpu"], 2,
                           b"expected --fallback cpu, got 'gpu'"),
        "fallback of CPUs": (["--fallback", "cpu"], 2, b"expected a target of GPUs"),
        "totals after 65": (["--target", "nvptx:sm_80", "--float-products", "65"], 2,
                            b"expected --float-products 0 or a multiple of 64, got '65'"),
        "float products of CPUs": (["--float-products", "0"], 2, b"expected a target of GPUs"),
    }
    for name, (arguments, code, expected) in wrong.items():
        done = suite.run("compile", source, *arguments, "-o", folder / "never.so")
        suite.check(name, done.returncode == code and expected in done.stderr, done.stderr)
        suite.check(f"{name}: no file", not (folder / "never.so").exists())


def check_network(suite, folder):
    """A whole network: the same bytes as on the CPU, which the same library runs, too."""
    library, data = folder / "digits.so", folder / "few.npz"
    images = load_arrays(qopt_checks.DIGITS / "test.npz")["image"][:3]
    np.savez(data, image=images)
    if not suite.ok("compile digits", "compile", qopt_checks.DIGITS / "digits_cnn.onnx",
                    "--recipe", "int8", "--data", qopt_checks.DIGITS / "calib.npz", "--target",
                    "nvptx:sm_80", "--ptxas", "none", "--fallback", "cpu", "-o", library):
        return
    manifest = json.loads(library.with_suffix(".json").read_text())
    suite.check("digits: code paths", manifest["code_paths"][0] == "cuda"
                and "generic" in manifest["code_paths"], manifest["code_paths"])
    runs = {"gpu": {}, "cpu": {"QOPT_ISA": "generic"}, "fallback": {"QOPT_CUDA_DRIVER": "/nowhere"}}
    for name, settings in runs.items():
        suite.ok(f"digits: run on {name}", "run", library, "--input", data, "--output",
                 folder / f"digits-{name}.npz", env=environment(suite, **settings))
    for name in ("gpu", "fallback"):
        different = qopt_checks.differing_bytes(folder / "digits-cpu.npz",
                                                folder / f"digits-{name}.npz")
        suite.check(f"digits: {name} equals the CPU", different == 0, f"{different} bytes differ")
    forced = suite.run("run", library, "--isa", "cuda", "--input", data, "--output",
                       folder / "never.npz", env=environment(suite, QOPT_CUDA_DRIVER="/nowhere"))
    suite.check("digits: no fallback where the GPU is asked for", forced.returncode == 1
                and b"error: no CUDA driver" in forced.stderr, forced.stderr)


def check_text(suite, folder):
    """Text from a library of one token with a cache: what the CPU writes."""
    model, tokenizer = folder / "causal.mlir", folder / "tokens.bin"
    make_model(model)
    write_tokenizer(tokenizer)
    texts = {}
    for name, target in (("cpu", []), ("gpu", ["--target", "nvptx:sm_80", "--ptxas", "none"])):
        library = folder / f"step-{name}.so"
        suite.ok(f"compile the step for the {name}", "compile", model, "--step", *target, "-o",
                 library)
        done = suite.ok(f"generate on the {name}", "generate", library, "--tokenizer", tokenizer,
                        "--prompt", "the cat", "--json", env=environment(suite))
        texts[name] = json.loads(done.stdout)["tokens"] if done else None
    suite.check("the text of the CPU", texts["cpu"] and texts["gpu"] == texts["cpu"], texts)


def check_float_products(suite, folder):
    """8-bit floats on matrix instructions: when asked for, and only then."""
    source = qopt_checks.ROOT / "test/Codegen/Nvgpu/run-floats-wgmma.mlir"
    for asked in ([], ["--float-products", "128"]):
        ptx = suite.ok(f"emit ptx {asked}", "compile", source, "--target", "nvptx:sm_90a",
                       "--emit", "ptx", *asked, "-o", "-")
        suite.check(f"wgmma of 8-bit floats {asked}",
                    ptx and (b".f32.e4m3.e4m3" in ptx.stdout) == bool(asked))


def check_tool(suite, folder):
    """tools/gpu-check.sh with small products, on the emulator."""
    artefacts, results = folder / "artefacts", folder / "results"
    tool = [qopt_checks.ROOT / "tools/gpu-check.sh", artefacts]
    settings = {**environment(suite), "PYTHON": "/usr/bin/python3", "PYTHONDONTWRITEBYTECODE": "1"}
    built = qopt_checks.run([*tool, "--build", "--tiny", "--qopt", suite.qopt, "--target",
                             "nvptx:sm_80", "--ptxas", "none"], env=settings)
    if not suite.check("gpu-check --build", built.returncode == 0, built.stderr.decode()[-600:]):
        return
    run = lambda **other: qopt_checks.run([*tool, "--results", results, "--calls", "2"],
                                          env={**settings, **other})
    done = run()
    # A network is checked and timed; two numbers of rows and four sizes of each kind.
    checks = len(models.CHECKED) + 1
    count = checks + 1 + 8 * len(models.TIMED)
    suite.check("gpu-check", done.returncode == 0
                and done.stdout.decode().endswith(f"{count} passed, 0 failed\n"),
                (done.stdout + done.stderr).decode()[-600:])
    names = sorted(p.name for p in results.iterdir())
    suite.check("two files of results", len(names) == 2 and names[0].startswith("ptx-emulator-20")
                and [n.split(".")[1] for n in names] == ["json", "md"], names)
    report = json.loads((results / names[0]).read_text())
    suite.check("checks have passed", len(report["checks"]) == checks
                and all(c["passed"] for c in report["checks"]), report["checks"])
    suite.check("products and models have times",
                all(p["us"] > 0 for p in report["products"] + report["models"]), report)
    text = (results / names[1]).read_text()
    suite.check("a line per size", text.count("\n| 1 |") == text.count("\n| 16 |") == 4, text)
    # A result that is not the interpreter's is found.
    spoiled = next((artefacts / "checks").glob("*.out.npz"))
    arrays = load_arrays(spoiled)
    name = next(iter(arrays))
    arrays[name].flat[0] += 1
    np.savez(spoiled, **arrays)
    done = run()
    suite.check("a wrong byte is found", done.returncode == 1
                and b"1 of " in done.stdout and done.stdout.endswith(b", 1 failed\n"), done.stdout)
    done = run(QOPT_CUDA_DRIVER="/nowhere")
    suite.check("gpu-check without a driver", done.returncode == 1
                and b"error: no CUDA driver: /nowhere" in done.stderr, done.stderr)


def check_all(suite, folder):
    suite.parallel(lambda product: check_product(suite, folder, product), models.CHECKED)
    for part in (check_files, check_chips, check_hopper, check_refusals, check_network, check_text,
                 check_float_products, check_tool):
        suite.section(part, suite, folder)


if __name__ == "__main__":
    sys.exit(qopt_checks.main(check_all))
