# SPDX-License-Identifier: Apache-2.0
"""oneDNN's own primitives (Debian's libdnnl-dev), NHWC and weights in the layout it asks for."""

import ctypes
import os

import numpy as np

import models
from cases import conv_layers

LIBRARY = os.environ.get("QOPT_PEER_ONEDNN", "")


def variants(case):
    return ("",) if LIBRARY and case.kind in ("dense", "requant", "conv") else ()


def pointer(array):
    return ctypes.c_void_p(array.ctypes.data)


class Peer:
    name = "oneDNN"

    def __init__(self, threads):
        self.library = ctypes.CDLL(LIBRARY)
        for function in ("onednn_product", "onednn_convolutions"):
            getattr(self.library, function).restype = ctypes.c_void_p

    def build(self, case, variant, folder):
        return {}

    def load(self, case, variant, folder, copy):
        make = self.make_convolutions if case.kind == "conv" else self.make_product
        handle = ctypes.c_void_p(make(case))
        run = self.library.onednn_run

        def instance():
            run(handle)
        instance.handle, instance.case = handle, case
        return instance

    def make_product(self, case):
        x, w, scales, zeros = models.make_input(case), models.weights_of(case), None, (0, 0)
        if case.kind == "requant":
            c = models.requant_constants(case)
            scales = (c["ws"] / c["ys"]).astype(np.float32)
            zeros = (int(c["xz"]), int(c["yz"]))
        return self.library.onednn_product(
            ctypes.c_int64(case.m), ctypes.c_int64(case.k), ctypes.c_int64(case.n),
            int(case.signed), pointer(x), pointer(w),
            None if scales is None else pointer(scales), *zeros)

    def make_convolutions(self, case):
        layers = conv_layers(case.shape)
        sizes = np.array(layers, np.int64).reshape(-1)
        x = np.ascontiguousarray(models.make_input(case).transpose(0, 2, 3, 1))
        constants = models.conv_constants(case)
        steps = [np.float32(1)] + [constants[f"ys{i}"] for i in range(len(layers))]
        scales = [(constants[f"ws{i}"] * steps[i] / steps[i + 1]).astype(np.float32)
                  for i in range(len(layers))]
        weights = [np.ascontiguousarray(constants[f"w{i}"]) for i in range(len(layers))]
        table = ctypes.c_void_p * len(layers)
        return self.library.onednn_convolutions(
            len(layers), pointer(sizes), int(case.signed), pointer(x),
            table(*(w.ctypes.data for w in weights)), table(*(s.ctypes.data for s in scales)))

    def output(self, instance):
        case = instance.case
        kind = np.int8 if case.signed else np.uint8
        if case.kind != "conv":
            y = np.zeros((case.m, case.n), kind if case.kind == "requant" else np.int32)
            self.library.onednn_output(instance.handle, pointer(y))
            return y
        f, out = conv_layers(case.shape)[-1][1], conv_layers(case.shape)[-1][3]
        y = np.zeros((1, out, out, f), kind)
        self.library.onednn_output(instance.handle, pointer(y))
        return y.transpose(0, 3, 1, 2)
