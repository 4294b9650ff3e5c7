# SPDX-License-Identifier: Apache-2.0
"""qopt itself: models compiled by its command line, run through the C interface by ctypes."""

import ctypes
import json
import os
import shutil
import subprocess
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "Integration"))
from run_library import DTYPES, Model  # noqa: E402

import models  # noqa: E402

QOPT = os.environ.get("QOPT", "qopt")

BLOCK_RECIPES = ("float", "int8", "int8-smooth", "w8a8")
MODEL_RECIPES = ("float", "int8")
# Weight formats by a case's codebook.
FORMATS = {"e2m1": "e2m1finite", "ternary": "ternary"}


def variants(case):
    return {"block": BLOCK_RECIPES, "model": MODEL_RECIPES}.get(case.kind, ("",))


def recipe_of(case):
    """Weights of the case's format beside int8 activations, one scale per row at run time."""
    return {"base": "mxfp4a8" if case.codebook == "e2m1" else "w4a8-g32",
            "weights": FORMATS.get(case.codebook, f"s{case.bits}"),
            "weight_granularity": f"group:{case.group}" if case.group else "channel"}


class Peer:
    name = "qopt"

    def __init__(self, threads):
        self.threads = threads

    def build(self, case, variant, folder):
        path = os.path.join(folder, "case.onnx")
        source = case.path or path
        command = [QOPT, "compile", source, "--name", "m", "-o", os.path.join(folder, "m.so")]
        if not case.path:
            models.WRITERS[case.kind](case, path)
        if case.kind == "nbits":
            recipe = os.path.join(folder, "recipe.json")
            with open(recipe, "w", encoding="utf-8") as file:
                json.dump(recipe_of(case), file)
            command += ["--recipe", recipe]
        if variant not in ("", "float"):
            command += ["--recipe", variant]
            data = case.data or os.path.join(folder, "calib.npz")
            if not case.data:
                rng = models.generator(case, "calibration")
                x = rng.standard_normal((8, *models.make_input(case).shape[1:]))
                np.savez(data, x=x.astype(np.float32))
            command += ["--data", data]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(next((line for line in done.stderr.splitlines() if "error" in line),
                                    done.stderr[-200:]))
        return {"artefact_bytes": os.path.getsize(os.path.join(folder, "m.so"))}

    def load(self, case, variant, folder, copy):
        library = os.path.join(folder, "m.so")
        if copy:  # other pages, or a ring of instances would share its weights
            library = os.path.join(folder, f"m{copy}.so")
            shutil.copyfile(os.path.join(folder, "m.so"), library)
        return Instance(library, case, self.threads)

    def output(self, instance):
        return instance.result


class Instance:
    def __init__(self, library, case, threads):
        self.model = Model(os.path.abspath(library), "m", None, threads)
        desc = self.model.desc
        inputs = ([models.make_input(case)] if not case.path else
                  [models.random_port(port.shape(), DTYPES[port.dtype], i)
                   for i, port in enumerate(desc.inputs[: desc.num_inputs])])
        self.inputs = [np.ascontiguousarray(x) for x in inputs]
        outputs = [np.zeros(port.shape(), DTYPES[port.dtype])
                   for port in desc.outputs[: desc.num_outputs]]
        self.outputs, self.result = outputs, outputs[0]
        self.x = (ctypes.c_void_p * len(self.inputs))(*(x.ctypes.data for x in self.inputs))
        self.y = (ctypes.c_void_p * len(outputs))(*(y.ctypes.data for y in outputs))
        self.function = self.model.library.qopt_run

    def __call__(self):
        if self.function(self.model.handle, self.x, self.y, 1):
            raise RuntimeError(self.model.library.qopt_last_error().decode())
