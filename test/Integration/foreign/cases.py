# SPDX-License-Identifier: Apache-2.0
#
# Small models whose kernels meet every edge: single products of random odd shapes,
# random graphs, a network, transformers, products of activations, weights of few bits,
# sparse weights.
"""The models that suite_aarch64.py and suite_avxvnni.py compile."""

import dataclasses
import pathlib
import re
import sys

import numpy as np
import onnx

import qopt_checks
from qopt_checks import DIGITS, ROOT, load_arrays
from randomgraphs import linear, movement, pointwise  # noqa: F401 (they register)
from suite_products import products
from suite_random_graphs import build, write_samples
from suite_run_time import RECIPES, Attention
from transformers.models import ARCHITECTURES, Config

DIGITS_NAME = "digits_int8"
# Modules of one product each: (script, kind, seed, count).
KERNELS = (("random_kernels.py", "conv", 11, 16), ("random_kernels.py", "depthwise", 12, 12),
           ("random_kernels.py", "matmul", 13, 16), ("random_kernels.py", "float", 14, 8),
           ("random_kernels.py", "sparse", 17, 14), ("random_kernels.py", "bordered", 18, 8),
           ("random_runs.py", "runs", 15, 24))
GRAPHS = ("conv_2d", "conv_depthwise", "conv_grouped", "conv_transpose", "gemm",
          "matmul_dynamic", "attention", "residual_block", "squeeze_and_excite", "swish",
          "softmax", "max_pool", "resize_nearest")
DTYPES = {"i8": np.int8, "ui8": np.uint8, "f32": np.float32}


@dataclasses.dataclass
class Model:
    name: str  # a C identifier
    source: pathlib.Path
    inputs: dict  # name: array
    recipe: str = ""
    data: pathlib.Path = None  # to calibrate with
    exact: object = True  # whose bytes are the interpreter's: all outputs', or those named

    def compares_bytes(self, output):
        return self.exact if isinstance(self.exact, bool) else output in self.exact

    @property
    def data_arguments(self):
        return ["--data", self.data] if self.data else []


def random_array(rng, type_):
    *shape, element = type_.split("x")
    shape, dtype = [int(d) for d in shape], DTYPES[element]
    if element == "f32":
        return rng.standard_normal(shape).astype(dtype)
    return rng.integers(np.iinfo(dtype).min, np.iinfo(dtype).max + 1, shape, dtype)


def compress(suite, path):
    """Packs the weights of a module, which are too few to be compressed unasked."""
    done = qopt_checks.run([suite.qopt.parent / "qopt-opt", path,
                            "--qopt-pack-weights=sparse-from=0 sparse-rows=13"])
    suite.check(f"{path.stem} is compressed", b"packed_sparse_matmul" in done.stdout,
                done.stderr.decode()[-400:])
    path.write_bytes(done.stdout)


def kernels(suite, folder):
    """Modules of the lit tests' generators, one file each."""
    for script, kind, seed, count in KERNELS:
        options = (["--kind", kind] if script == "random_kernels.py" else
                   ["--matrix", ROOT / "test/Integration"])
        done = qopt_checks.run([sys.executable, ROOT / "test/Codegen/Cpu/Kernels" / script,
                                "--seed", seed, "--count", count, *options])
        modules = done.stdout.decode().split("// -----\n")
        suite.check(f"modules of {kind}", len(modules) == count, done.stderr.decode()[-400:])
        for index, text in enumerate(modules):
            rng = np.random.default_rng([seed, index])
            head = re.search(r"func\.func @main\((.*)\) ->", text)[1]
            inputs = {name: random_array(rng, type_)
                      for name, type_ in re.findall(r"%(\w+): tensor<([^>]*)>", head)}
            named = re.sub(r"%(\w+): (tensor<[^>]*>)", r'%\1: \2 {qopt.name = "\1"}', head)
            path = folder / f"{kind}_{index}.mlir"
            path.write_text(text.replace(head, named, 1))
            if kind == "sparse":
                compress(suite, path)
            yield Model(f"{kind}_{index}", path, inputs, exact=kind != "float")


def graphs(folder):
    for name in GRAPHS:
        home = folder / f"graph_{name}"
        home.mkdir()
        g, model, _ = build(name, 5)
        (home / "model.onnx").write_bytes(model.SerializeToString())
        write_samples(g, 5, home)
        yield Model(f"graph_{name}", home / "model.onnx", load_arrays(home / "test.npz"),
                    "int8", home / "calib.npz")


def digits():
    data = {name: array[:37] for name, array in load_arrays(DIGITS / "test.npz").items()
            if name != "labels"}
    model = DIGITS / "digits_cnn.onnx"
    yield Model(DIGITS_NAME, model, data, "int8", DIGITS / "calib.npz")
    yield Model("digits_w4", model, data, "w4g32", exact=False)
    yield Model("digits_w3", model, data, "w3g32", exact=False)


def transformer(folder):
    config = Config(layers=1)
    path = folder / "bert.onnx"
    onnx.save(ARCHITECTURES["bert"](config), str(path))
    rng = np.random.default_rng(3)
    lengths = np.array([[config.length], [config.length - 5]])
    data = {"input_ids": rng.integers(0, config.vocabulary, (2, config.length)),
            "attention_mask": (np.arange(config.length) < lengths).astype(np.int64),
            "token_type_ids": rng.integers(0, 2, (2, config.length))}
    np.savez(folder / "bert.npz", **data)
    yield Model("bert_int8", path, data, "int8", folder / "bert.npz")


def attention(folder):
    """Linear layers of few bits with scales made at run time."""
    made = Attention(folder, 2, 33, 67, 33)
    for recipe in ("w4a8-g32", "w2a8-g32", "w8a8"):
        yield Model(f"attention_{re.sub('-', '_', recipe)}", made.model, {"x": made.x}, recipe,
                    exact=RECIPES[recipe][1])


def activations(folder):
    """Products of two activations; every other one, which are all layouts and types."""
    for index, product in enumerate(list(products(folder))[::2]):
        yield Model(f"product_{index}", product.model, load_arrays(product.data))


def make_all(suite, folder):
    return [*kernels(suite, folder), *graphs(folder), *digits(), *transformer(folder),
            *attention(folder), *activations(folder)]
