# SPDX-License-Identifier: Apache-2.0
"""OpenVINO's CPU plugin (a fork of oneDNN inside), one infer request per instance."""

import os

import numpy as np
import openvino as ov

import models
import peer_onnxruntime

VERSION = ov.__version__.split("-")[0]


def variants(case):
    if case.kind == "nbits":
        return ("int8 activations",) if case.bits == 4 and not case.codebook else ()
    if case.kind in ("block", "model"):
        return ("float", "static int8")
    return ("",) if case.kind == "conv" else ()


def compressed_product(case):
    """f32 x (u4 - 8) * scale, the form whose weights the plugin keeps in 4 bits."""
    from openvino import opset13 as op
    x = op.parameter([case.m, case.k], ov.Type.f32, name="x")
    codes, scales = models.quantize_groups(case)
    n, groups = scales.shape
    packed = (codes[..., 0::2] | codes[..., 1::2] << 4).astype(np.uint8).reshape(-1)
    tensor = ov.Tensor(packed, ov.Shape([n, groups, case.k // groups]), ov.Type.u4)
    zero = op.convert(op.constant(np.full((n, groups, 1), 8, np.uint8)), ov.Type.f16)
    w = op.subtract(op.convert(op.constant(tensor), ov.Type.f16), zero)
    # By bytes: numpy's float16 is not taken for what it is.
    halves = np.frombuffer(scales.astype(np.float16).tobytes(), np.uint8)
    w = op.multiply(w, op.constant(ov.Tensor(halves, ov.Shape([n, groups, 1]), ov.Type.f16)))
    w = op.reshape(w, op.constant(np.array([n, case.k])), False)
    w = op.convert(w, ov.Type.f32)
    # Constants made of tensors read the arrays' memory.
    return ov.Model([op.matmul(x, w, False, True)], [x], "case"), (packed, halves)


class Peer:
    name = "OpenVINO"

    def __init__(self, threads):
        self.core = ov.Core()
        self.options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1,
                        "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False}

    def build(self, case, variant, folder):
        if case.kind == "nbits":
            self.model, self.memory = compressed_product(case)
            return
        peer_onnxruntime.Peer(1).build(case, variant, folder)
        self.model = self.core.read_model(os.path.join(folder, "m.onnx"))

    def load(self, case, variant, folder, copy):
        options = dict(self.options)
        if case.kind == "nbits":
            options["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = case.group or case.k
        compiled = self.core.compile_model(self.model, "CPU", options)
        return Instance(compiled.create_infer_request(), compiled, case)

    def output(self, instance):
        return instance.request.get_output_tensor(0).data


class Instance:
    def __init__(self, request, compiled, case):
        self.request = request
        for i, port in enumerate(compiled.inputs):
            value = (models.make_input(case) if not case.path else
                     models.random_port(tuple(port.shape), port.element_type.to_dtype(), i))
            request.set_input_tensor(i, ov.Tensor(value))

    def __call__(self):
        self.request.infer()
