# SPDX-License-Identifier: Apache-2.0
"""LiteRT (TensorFlow Lite), which computes by XNNPACK on CPUs."""

import os
from importlib import metadata

import numpy as np
from ai_edge_litert.interpreter import Interpreter

import models
import tflite_models

VERSION = metadata.version("ai-edge-litert")


def variants(case):
    if case.kind == "nbits":  # its 4-bit format has one scale per column
        fits = case.bits == 4 and not case.group and not case.codebook
        return ("int8 activations",) if fits else ()
    return ("",) if case.kind in ("requant", "conv") else ()


class Peer:
    name = "LiteRT"

    def __init__(self, threads):
        self.threads = threads

    def build(self, case, variant, folder):
        path = os.path.join(folder, "m.tflite")
        tflite_models.WRITERS[case.kind](case, path)
        return {"artefact_bytes": os.path.getsize(path)}

    def load(self, case, variant, folder, copy):
        interpreter = Interpreter(os.path.join(folder, "m.tflite"), num_threads=self.threads)
        interpreter.allocate_tensors()
        x = models.make_input(case)
        if x.dtype == np.uint8:
            x = (x ^ 0x80).view(np.int8)
        if x.ndim == 4:
            x = np.ascontiguousarray(x.transpose(0, 2, 3, 1))
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
        invoke = interpreter.invoke

        def instance():
            invoke()
        instance.interpreter, instance.case = interpreter, case
        return instance

    def output(self, instance):
        interpreter = instance.interpreter
        y = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])
        if y.dtype == np.int8 and not instance.case.signed:
            y = y.view(np.uint8) ^ 0x80
        return y.transpose(0, 3, 1, 2) if y.ndim == 4 else y
