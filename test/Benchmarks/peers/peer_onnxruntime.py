# SPDX-License-Identifier: Apache-2.0
"""ONNX Runtime's CPU provider, inputs and outputs bound beforehand."""

import os

import numpy as np
import onnxruntime as ort

import models

VERSION = ort.__version__


def variants(case):
    if case.kind == "nbits":
        fits = case.group in (16, 32, 64, 128, 256) and case.bits in (2, 4, 8) and not case.codebook
        return ("int8 activations",) if fits else ()
    if case.kind in ("block", "model"):
        return ("float", "dynamic int8", "static int8")
    return ("",)


class Peer:
    name = "ONNX Runtime"

    def __init__(self, threads):
        self.threads = threads

    def build(self, case, variant, folder):
        path = os.path.join(folder, "m.onnx")
        if case.kind == "nbits":
            return models.write_matmul_nbits(case, path)
        if not variant:
            return models.WRITERS[case.kind](case, path)
        source = case.path or os.path.join(folder, "float.onnx")
        if not case.path:
            models.WRITERS[case.kind](case, source)
        return quantize(case, variant, source, path)

    def load(self, case, variant, folder, copy):
        options = ort.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.log_severity_level = 3
        return Instance(ort.InferenceSession(os.path.join(folder, "m.onnx"), options,
                                             providers=["CPUExecutionProvider"]), case)

    def output(self, instance):
        return instance.binding.copy_outputs_to_cpu()[0]


def quantize(case, variant, source, path):
    """ONNX Runtime's own quantizer; u8 activations and s8 weights are its fast pair."""
    import onnx
    from onnxruntime import quantization as q
    if variant == "float":
        onnx.save(onnx.load(source), path)
        return
    if variant == "dynamic int8":
        q.quantize_dynamic(source, path, weight_type=q.QuantType.QInt8, per_channel=True)
        return

    class Reader(q.CalibrationDataReader):
        def __init__(self):
            self.samples = iter(models.calibration(case, source))

        def get_next(self):
            return next(self.samples, None)

    q.quantize_static(source, path, Reader(), quant_format=q.QuantFormat.QDQ, per_channel=True,
                      activation_type=q.QuantType.QUInt8, weight_type=q.QuantType.QInt8)


class Instance:
    def __init__(self, session, case):
        self.session = session
        self.binding = session.io_binding()
        for i, port in enumerate(session.get_inputs()):
            value = (models.make_input(case) if not case.path else
                     models.random_port(port.shape, np.dtype(models.ORT_TYPES[port.type]), i))
            self.binding.bind_ortvalue_input(port.name, ort.OrtValue.ortvalue_from_numpy(value))
        for port in session.get_outputs():
            self.binding.bind_output(port.name)

    def __call__(self):
        self.session.run_with_iobinding(self.binding)
