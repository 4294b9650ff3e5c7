# SPDX-License-Identifier: Apache-2.0
"""The cases as .tflite models, written with the schema that comes with LiteRT."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

import models
from cases import conv_layers

TYPES = {np.dtype(np.float32): schema.TensorType.FLOAT32,
         np.dtype(np.int32): schema.TensorType.INT32, np.dtype(np.int8): schema.TensorType.INT8}
OPERATOR_VERSIONS = {"FULLY_CONNECTED": 12, "CONV_2D": 7, "DEPTHWISE_CONV_2D": 7, "PAD": 2}


class Graph:
    """One subgraph in the making: tensors and operators in the order in which they are added."""

    def __init__(self):
        self.tensors, self.operators, self.codes = [], [], []
        self.buffers = [schema.BufferT()]  # the first one is empty by convention

    def tensor(self, name, shape, kind, scales=None, zero=0, axis=0, data=None):
        tensor = schema.TensorT(shape=list(shape), type=kind, name=name)
        if data is not None:
            tensor.buffer = len(self.buffers)
            self.buffers.append(schema.BufferT(data=np.frombuffer(data.tobytes(), np.uint8)))
        if scales is not None:
            scales = np.atleast_1d(scales).astype(np.float32)
            tensor.quantization = schema.QuantizationParametersT(
                scale=scales, zeroPoint=np.full(scales.shape, zero, np.int64),
                quantizedDimension=axis)
        self.tensors.append(tensor)
        return len(self.tensors) - 1

    def constant(self, name, data, **more):
        return self.tensor(name, data.shape, TYPES[data.dtype], data=data, **more)

    def operator(self, name, inputs, output, options=None, options_type=0):
        code = getattr(schema.BuiltinOperator, name)
        self.codes.append(schema.OperatorCodeT(deprecatedBuiltinCode=min(code, 127),
                                               builtinCode=code,
                                               version=OPERATOR_VERSIONS[name]))
        self.operators.append(schema.OperatorT(
            opcodeIndex=len(self.codes) - 1, inputs=inputs, outputs=[output],
            builtinOptionsType=options_type, builtinOptions=options))

    def save(self, path, inputs, outputs):
        subgraph = schema.SubGraphT(tensors=self.tensors, inputs=inputs, outputs=outputs,
                                    operators=self.operators, name="main")
        model = schema.ModelT(version=3, operatorCodes=self.codes, subgraphs=[subgraph],
                              buffers=self.buffers)
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(model.Pack(builder), b"TFL3")
        with open(path, "wb") as file:
            file.write(bytes(builder.Output()))


def fully_connected():
    return {"options": schema.FullyConnectedOptionsT(),
            "options_type": schema.BuiltinOptions.FullyConnectedOptions}


def write_requant(case, path):
    """s8 codes; u8 ones are those less 128, zero points included."""
    c, g, shift = models.requant_constants(case), Graph(), 0 if case.signed else 128
    x = g.tensor("x", (case.m, case.k), schema.TensorType.INT8, c["xs"], int(c["xz"]) - shift)
    w = g.constant("w", np.ascontiguousarray(c["w"].T), scales=c["ws"])
    b = g.constant("b", np.zeros(case.n, np.int32), scales=c["ws"] * c["xs"])
    y = g.tensor("y", (case.m, case.n), schema.TensorType.INT8, c["ys"], int(c["yz"]) - shift)
    g.operator("FULLY_CONNECTED", [x, w, b], y, **fully_connected())
    g.save(path, [x], [y])


def write_low_bits(case, path):
    """f32 in and out, codes of 4 bits with a scale per column, two in a byte."""
    codes, scales = models.quantize_groups(case)
    codes = (codes.reshape(case.n, case.k).astype(np.int16) - 8).astype(np.uint8) & 15
    packed = (codes[:, 0::2] | codes[:, 1::2] << 4).astype(np.uint8)
    g = Graph()
    x = g.tensor("x", (case.m, case.k), schema.TensorType.FLOAT32)
    w = g.tensor("w", (case.n, case.k), schema.TensorType.INT4, scales.reshape(-1), data=packed)
    y = g.tensor("y", (case.m, case.n), schema.TensorType.FLOAT32)
    g.operator("FULLY_CONNECTED", [x, w, -1], y, **fully_connected())
    g.save(path, [x], [y])


def convolution(graph, layer, x, weights, bias, y):
    """NHWC, unpadded."""
    groups, strides = layer[6], {"strideW": layer[5], "strideH": layer[5]}
    valid = schema.Padding.VALID
    if groups > 1:
        graph.operator("DEPTHWISE_CONV_2D", [x, weights, bias], y,
                       schema.DepthwiseConv2DOptionsT(padding=valid, depthMultiplier=1, **strides),
                       schema.BuiltinOptions.DepthwiseConv2DOptions)
    else:
        graph.operator("CONV_2D", [x, weights, bias], y,
                       schema.Conv2DOptionsT(padding=valid, **strides),
                       schema.BuiltinOptions.Conv2DOptions)


def write_conv(case, path):
    """A chain in NHWC; padding is an operator of its own, which the library folds where it can."""
    c, g, zero = models.conv_constants(case), Graph(), 0 if case.signed else -128
    layers = conv_layers(case.shape)
    step = np.float32(1)
    code = {"kind": schema.TensorType.INT8, "zero": zero}
    first = value = g.tensor("x", (1, layers[0][2], layers[0][2], layers[0][0]), scales=step, **code)
    for i, layer in enumerate(layers):
        channels, filters, size, out, kernel, _, groups = layer
        pad = kernel // 2
        if pad:
            padded = g.tensor(f"p{i}", (1, size + 2 * pad, size + 2 * pad, channels), scales=step,
                              **code)
            amounts = g.constant(f"a{i}", np.array([[0, 0], [pad, pad], [pad, pad], [0, 0]], np.int32))
            g.operator("PAD", [value, amounts], padded, schema.PadOptionsT(),
                       schema.BuiltinOptions.PadOptions)
            value = padded
        order, axis = ((1, 2, 3, 0), 3) if groups > 1 else ((0, 2, 3, 1), 0)
        w = g.constant(f"w{i}", np.ascontiguousarray(c[f"w{i}"].transpose(order)),
                       scales=c[f"ws{i}"], axis=axis)
        b = g.constant(f"b{i}", np.zeros(filters, np.int32), scales=c[f"ws{i}"] * step)
        step = c[f"ys{i}"]
        y = g.tensor(f"y{i}", (1, out, out, filters), scales=step, **code)
        convolution(g, layer, value, w, b, y)
        value = y
    g.save(path, [first], [value])


WRITERS = {"requant": write_requant, "conv": write_conv, "nbits": write_low_bits}
