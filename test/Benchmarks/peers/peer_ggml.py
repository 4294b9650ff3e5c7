# SPDX-License-Identifier: Apache-2.0
"""llama.cpp's tensor library through ctypes: its own block formats, repacked where it can."""

import ctypes
import os

import llama_cpp
import numpy as np

import models

FOLDER = os.path.join(os.path.dirname(llama_cpp.__file__), "lib")
BASE = ctypes.CDLL(os.path.join(FOLDER, "libggml-base.so"), mode=ctypes.RTLD_GLOBAL)
CPU = ctypes.CDLL(os.path.join(FOLDER, "libggml-cpu.so"), mode=ctypes.RTLD_GLOBAL)

F32 = 0
# ggml_type of what stands closest to a case, and the name it goes by.
TYPES = {("", 4, 32): (2, "Q4_0"), ("", 8, 32): (8, "Q8_0"), ("", 3, 32): (11, "Q3_K"),
         ("", 2, 32): (10, "Q2_K"), ("ternary", 2, 0): (35, "TQ2_0"),
         ("e2m1", 4, 32): (39, "MXFP4")}


class Parameters(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("buffer", ctypes.c_void_p), ("no_alloc", ctypes.c_bool)]


def signature(library, name, result, *arguments):
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments
    return function


P, I64, INT, SIZE = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int, ctypes.c_size_t
init = signature(BASE, "ggml_init", P, Parameters)
new_tensor_2d = signature(BASE, "ggml_new_tensor_2d", P, P, INT, I64, I64)
mul_mat = signature(BASE, "ggml_mul_mat", P, P, P, P)
row_size = signature(BASE, "ggml_row_size", SIZE, INT, I64)
quantize_chunk = signature(BASE, "ggml_quantize_chunk", SIZE, INT, P, P, I64, I64, I64, P)
allocate = signature(BASE, "ggml_backend_alloc_ctx_tensors_from_buft", P, P, P)
tensor_set = signature(BASE, "ggml_backend_tensor_set", None, P, P, SIZE, SIZE)
tensor_get = signature(BASE, "ggml_backend_tensor_get", None, P, P, SIZE, SIZE)
new_graph = signature(BASE, "ggml_new_graph", P, P)
expand = signature(BASE, "ggml_build_forward_expand", None, P, P)
compute = signature(BASE, "ggml_backend_graph_compute", INT, P, P)
plain_buffer = signature(BASE, "ggml_backend_cpu_buffer_type", P)
backend_init = signature(CPU, "ggml_backend_cpu_init", P)
set_threads = signature(CPU, "ggml_backend_cpu_set_n_threads", None, P, INT)
repacked_buffer = signature(CPU, "_Z35ggml_backend_cpu_repack_buffer_typev", P)


def variants(case):
    if case.kind != "nbits" or (case.codebook, case.bits, case.group) not in TYPES:
        return ()
    name = TYPES[case.codebook, case.bits, case.group][1]
    return (name, f"{name} repacked") if name in ("Q4_0", "Q8_0") else (name,)


class Peer:
    name = "llama.cpp"

    def __init__(self, threads):
        self.backend = backend_init()
        set_threads(self.backend, threads)

    def build(self, case, variant, folder):
        kind = TYPES[case.codebook, case.bits, case.group][0]
        w = np.ascontiguousarray(models.float_weights(case).T)
        self.codes = np.zeros(row_size(kind, case.k) * case.n, np.uint8)
        quantize_chunk(kind, w.ctypes.data, self.codes.ctypes.data, 0, case.n, case.k, None)
        return {"artefact_bytes": self.codes.nbytes}

    def load(self, case, variant, folder, copy):
        return Instance(self, case, repacked_buffer() if "repacked" in variant else plain_buffer())

    def output(self, instance):
        y = np.zeros((instance.case.m, instance.case.n), np.float32)
        tensor_get(instance.y, y.ctypes.data, 0, y.nbytes)
        return y


class Instance:
    def __init__(self, peer, case, buffer):
        self.case, self.backend = case, peer.backend
        kind = TYPES[case.codebook, case.bits, case.group][0]
        weights, rest = (init(Parameters(1 << 20, None, True)) for _ in range(2))
        w = new_tensor_2d(weights, kind, case.k, case.n)
        x = new_tensor_2d(rest, F32, case.k, case.m)
        self.y = mul_mat(rest, w, x)
        self.graph = new_graph(rest)
        expand(self.graph, self.y)
        if not allocate(weights, buffer) or not allocate(rest, plain_buffer()):
            raise RuntimeError("expected a buffer for the tensors, got none")
        tensor_set(w, peer.codes.ctypes.data, 0, peer.codes.nbytes)
        values = models.make_input(case)
        tensor_set(x, values.ctypes.data, 0, values.nbytes)

    def __call__(self):
        if compute(self.backend, self.graph):
            raise RuntimeError("expected the graph to be computed")
