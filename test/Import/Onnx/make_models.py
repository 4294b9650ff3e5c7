#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Small ONNX models for the importer's tests: `make_models.py FOLDER NAME...`
# writes FOLDER/NAME.onnx for each name. Needs numpy and onnx (1.12 or newer);
# what that onnx does not know (int4 tensors, new opsets) is written by hand.
"""Write small ONNX models."""

import argparse
import pathlib

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64, INT32 = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32
INT8, UINT8, FLOAT16, BOOL = (TensorProto.INT8, TensorProto.UINT8,
                              TensorProto.FLOAT16, TensorProto.BOOL)
UINT4, INT4 = 21, 22
FLOAT8E4M3FN, FLOAT8E5M2, FLOAT4E2M1, FLOAT8E8M0 = 17, 19, 23, 24

MODELS = {}


def model(function):
    """Registers `def some_name()` as model `some-name`."""
    MODELS[function.__name__.replace("_", "-")] = function
    return function


def count(*shape, dtype=np.float32):
    """0, 1, 2, ... in a tensor."""
    return np.arange(int(np.prod(shape)), dtype=dtype).reshape(shape)


def value(name, shape, elem_type=FLOAT):
    return helper.make_tensor_value_info(name, elem_type, shape)


def node(kind, inputs, outputs, name=None, domain="", **attributes):
    """Node whose operands are given as 'a b' ('_' stands for an absent one)."""
    def split(text):
        return ["" if part == "_" else part for part in text.split()]
    return helper.make_node(kind, split(inputs), split(outputs), domain=domain,
                            name=name if name is not None else kind.lower(),
                            **attributes)


def build(nodes, inputs, outputs, constants=None, opset=17, ir_version=8):
    tensors = []
    for name, data in (constants or {}).items():
        if isinstance(data, TensorProto):
            data.name = name
            tensors.append(data)
        else:
            tensors.append(numpy_helper.from_array(np.asarray(data), name))
    graph = helper.make_graph(nodes, "test", inputs, outputs, tensors)
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    result.ir_version = ir_version
    return result


def single(kind, inputs, constants=None, outputs=("y",), opset=17, out_type=FLOAT,
           order=None, **attributes):
    """A model of one node: run-time inputs {name: shape}, then constants."""
    order = order or " ".join([*inputs, *(constants or {})])
    infos = [s if not isinstance(s, (tuple, list)) else value(n, s)
             for n, s in inputs.items()]
    return build([node(kind, order, " ".join(outputs), **attributes)], infos,
                 [value(o, None, out_type) for o in outputs], constants, opset)


def typed(name, shape, elem_type):
    return {name: value(name, shape, elem_type)}


#===-- Convolution and matrix products --------------------------------------===#

@model
def conv():
    return single("Conv", {"x": (1, 2, 5, 5)},
                  {"w": count(3, 2, 3, 3), "b": count(3)},
                  strides=[2, 1], pads=[1, 0, 2, 1])


@model
def conv_1d_dilated():
    return single("Conv", {"x": (2, 1, 9)}, {"w": count(1, 1, 3)}, dilations=[2])


@model
def conv_3d_valid():
    return single("Conv", {"x": (1, 1, 3, 4, 5)}, {"w": count(2, 1, 2, 2, 2)},
                  auto_pad="VALID")


@model
def conv_depthwise_same():
    return single("Conv", {"x": (1, 4, 6, 6)}, {"w": count(4, 1, 2, 2)}, group=4,
                  auto_pad="SAME_UPPER", strides=[1, 1])


@model
def conv_same_lower():
    return single("Conv", {"x": (1, 1, 6)}, {"w": count(1, 1, 2)},
                  auto_pad="SAME_LOWER")


@model
def conv_dynamic_filter():
    return single("Conv", {"x": (1, 1, 4), "w": (1, 1, 2)})


@model
def convtranspose():
    return single("ConvTranspose", {"x": (1, 2, 3)},
                  {"w": count(2, 1, 2), "b": count(2)}, group=2, strides=[3],
                  output_padding=[1], pads=[1, 0])


@model
def convtranspose_output_shape():
    return single("ConvTranspose", {"x": (1, 1, 3)}, {"w": count(1, 1, 3)},
                  strides=[2], output_shape=[8])


@model
def matmul_vectors():
    return build([node("MatMul", "a m", "r", "row"), node("MatMul", "m b", "c", "column")],
                 [value("a", [3]), value("b", [4])],
                 [value("r", [2, 4]), value("c", [2, 3])],
                 {"m": count(2, 3, 4)})


@model
def gemm():
    return single("Gemm", {"x": (2, 3)}, {"w": count(4, 3), "c": count(4)},
                  transB=1, alpha=0.5, beta=2.0)


@model
def gemm_matrix():
    return single("Gemm", {"a": (3, 2), "b": (3, 4), "c": (2, 1)}, transA=1, alpha=3.0)


#===-- Pooling --------------------------------------------------------------===#

@model
def maxpool_ceil():
    return single("MaxPool", {"x": (1, 1, 6, 6)}, kernel_shape=[3, 2], strides=[2, 2],
                  dilations=[2, 1], pads=[1, 0, 1, 0], ceil_mode=1)


@model
def averagepool():
    return single("AveragePool", {"x": (1, 1, 5)}, kernel_shape=[3], pads=[1, 1],
                  count_include_pad=1)


@model
def global_pools():
    return build([node("GlobalAveragePool", "x", "a"), node("GlobalMaxPool", "a", "y")],
                 [value("x", [1, 2, 3, 4])], [value("y", [1, 2, 1, 1])])


@model
def maxpool_indices():
    return single("MaxPool", {"x": (1, 1, 4)}, outputs=("y", "i"), kernel_shape=[2])


#===-- Elementwise ----------------------------------------------------------===#

@model
def activations():
    kinds = ["Relu", "LeakyRelu", "Sigmoid", "Tanh", "HardSwish", "HardSigmoid", "Elu",
             "Selu", "Celu", "Softplus", "Softsign", "Erf", "Exp", "Log", "Sqrt",
             "Reciprocal", "Neg", "Abs", "Floor", "Ceil", "Round", "Sign", "Sin", "Cos",
             "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh",
             "ThresholdedRelu", "Identity"]
    nodes = [node(kind, f"v{i}", f"v{i + 1}") for i, kind in enumerate(kinds)]
    return build(nodes, [value("v0", [4])], [value(f"v{len(kinds)}", [4])])


@model
def gelu_mish_swish():
    return build([node("Gelu", "x", "a", "gelu"),
                  node("Gelu", "a", "b", "gelu_tanh", approximate="tanh"),
                  node("Mish", "b", "c"), node("Swish", "c", "d", "silu"),
                  node("Swish", "d", "y", "swish", alpha=0.5)],
                 [value("x", [2])], [value("y", [2])], opset=24, ir_version=10)


@model
def prelu():
    return single("PRelu", {"x": (1, 2, 3)}, {"slope": count(2, 1)})


@model
def clip_attributes():
    return single("Clip", {"x": (2,)}, opset=10, min=0.0)


@model
def clip_inputs():
    return build([node("Clip", "x lo hi", "a", "constant"),
                  node("Clip", "a _ z", "y", "runtime")],
                 [value("x", [2]), value("z", [])], [value("y", [2])],
                 {"lo": np.float32(0), "hi": np.float32(6)})


@model
def clip_integers():
    return single("Clip", typed("x", [3], INT8), {"lo": np.int8(-5), "hi": np.int8(5)},
                  out_type=INT8)


@model
def arithmetic():
    return build([node("Add", "x b", "a1"), node("Sub", "a1 x", "a2"),
                  node("Mul", "a2 x", "a3"), node("Div", "a3 x", "a4"),
                  node("Max", "a4 b x", "a5"), node("Min", "a5", "a6"),
                  node("Sum", "a6 x x", "a7"), node("Mean", "a7 x b", "a8"),
                  node("Mod", "a8 x", "a9", fmod=1), node("Pow", "a9 i", "y")],
                 [value("x", [2, 3]), value("i", [1], INT32)], [value("y", [2, 3])],
                 {"b": np.float32([[1], [2]])})


@model
def integer_arithmetic():
    return build([node("Add", "x c", "a"), node("Mod", "a c", "m"),
                  node("Relu", "m", "r"), node("Cast", "r", "f", to=FLOAT),
                  node("Cast", "f", "y", to=BOOL)],
                 [value("x", [2], INT32)], [value("y", [2], BOOL)],
                 {"c": np.int32([7, 9])})


@model
def softmax_flattened():
    return build([node("Softmax", "x", "a", axis=1),
                  node("LogSoftmax", "a", "y", axis=2)],
                 [value("x", [2, 3, 4])], [value("y", [2, 3, 4])], opset=11)


@model
def softmax_axis():
    return single("Softmax", {"x": (2, 3, 4)}, axis=1)


@model
def batchnorm():
    return single("BatchNormalization", {"x": (1, 2, 3)},
                  {"scale": np.float32([1, 2]), "bias": np.float32([0, 1]),
                   "mean": np.float32([1, 1]), "var": np.float32([4, 0.25])},
                  epsilon=0.0)


@model
def batchnorm_dynamic():
    return single("BatchNormalization",
                  {"x": (1, 2), "s": (2,), "b": (2,), "m": (2,), "v": (2,)})


@model
def dropout_mask():
    return build([node("Dropout", "x", "y mask")], [value("x", [3])],
                 [value("y", [3]), value("mask", [3], BOOL)], opset=13)


#===-- Movement -------------------------------------------------------------===#

@model
def reshapes():
    return build([node("Reshape", "x shape", "a"), node("Flatten", "a", "b", axis=2),
                  node("Squeeze", "a zero", "c"), node("Unsqueeze", "c ends", "d"),
                  node("Transpose", "d", "e"), node("Concat", "b b", "f", axis=-1)],
                 [value("x", [1, 2, 6])], [value("e", None), value("f", None)],
                 {"shape": np.int64([0, -1, 3, 2]), "zero": np.int64([0]),
                  "ends": np.int64([-1, 0])})


@model
def slices():
    return build([node("Slice", "x s e a t", "p", "strided"),
                  node("Slice", "x big big", "q", "empty"),
                  node("Split", "x parts", "_ r", axis=1)],
                 [value("x", [4, 6])],
                 [value("p", None), value("q", None), value("r", None)],
                 {"s": np.int64([-1, 1]), "e": np.int64([-100, 100]),
                  "a": np.int64([1, 0]), "t": np.int64([-2, 2]),
                  "big": np.int64([9, 9]), "parts": np.int64([2, 4])})


@model
def slice_attributes():
    return single("Slice", {"x": (5,)}, opset=9, starts=[1], ends=[-1], axes=[0])


@model
def pads():
    return build([node("Pad", "x p v", "a", "constant", mode="constant"),
                  node("Pad", "a p", "b", "reflect", mode="reflect"),
                  node("Pad", "b c _", "y", "crop", mode="edge")],
                 [value("x", [3])], [value("y", None)],
                 {"p": np.int64([1, 2]), "v": np.float32(7), "c": np.int64([-1, 1])})


@model
def gathers():
    return build([node("Gather", "table i", "a", "rows"),
                  node("Gather", "a last", "y", "last", axis=1)],
                 [value("i", [2, 3], INT64)], [value("y", None)],
                 {"table": count(5, 4), "last": np.int64(-1)})


@model
def repeats():
    return build([node("Tile", "x r", "a"), node("Expand", "a s", "b"),
                  node("DepthToSpace", "d", "e", blocksize=2, mode="CRD"),
                  node("SpaceToDepth", "e", "f", blocksize=2)],
                 [value("x", [2, 1]), value("d", [1, 4, 2, 2])],
                 [value("b", None), value("f", None)],
                 {"r": np.int64([2, 1]), "s": np.int64([3, 1, 5])})


@model
def reduces():
    return build([node("ReduceMean", "x", "a", axes=[-1], keepdims=0),
                  node("ReduceSum", "x ax", "b"),
                  node("ReduceMax", "x", "c"),
                  node("ReduceSum", "x", "d", "noop", noop_with_empty_axes=1)],
                 [value("x", [2, 3, 4])],
                 [value(n, None) for n in "abcd"], {"ax": np.int64([0, 2])})


@model
def reduce_any():
    return single("ReduceMax", typed("x", [2, 2], BOOL), {"axes": np.int64([1])},
                  out_type=BOOL, opset=20, keepdims=0)


#===-- Constants ------------------------------------------------------------===#

@model
def shape_arithmetic():
    """view(x, (x.size(0), -1)), as exporters write it."""
    return build([node("Shape", "x", "s"), node("Gather", "s zero", "n"),
                  node("Unsqueeze", "n axis", "u"), node("Concat", "u rest", "t", axis=0),
                  node("Reshape", "x t", "y")],
                 [value("x", [2, 3, 4])], [value("y", None)],
                 {"zero": np.int64(0), "axis": np.int64([0]), "rest": np.int64([-1])})


@model
def constant_graph():
    """Nothing here is computed at run time."""
    return build([node("ConstantOfShape", "n", "m", value=numpy_helper.from_array(
                      np.int64([-1]))),
                  node("Equal", "e m", "q"), node("Where", "q one e", "w"),
                  node("Range", "start stop step", "r"), node("Cast", "r", "f", to=FLOAT),
                  node("Sqrt", "f", "g"), node("Size", "e", "k")],
                 [value("unused", [1])],
                 [value("w", None, INT64), value("g", None), value("k", None, INT64)],
                 {"n": np.int64([3]), "e": np.int64([2, -1, 5]), "one": np.int64(1),
                  "start": np.int64(0), "stop": np.int64(10), "step": np.int64(4)})


#===-- Resize ---------------------------------------------------------------===#

@model
def upsample():
    return single("Upsample", {"x": (1, 1, 2, 2)}, {"s": np.float32([1, 1, 2, 2])},
                  opset=9)


@model
def resize_linear():
    return single("Resize", {"x": (1, 1, 2)}, {"sizes": np.int64([1, 1, 4])},
                  order="x _ _ sizes", mode="linear")


@model
def resize_cubic():
    return single("Resize", {"x": (4,)}, {"scales": np.float32([0.5])},
                  order="x _ scales", mode="cubic", exclude_outside=1)


@model
def resize_crop():
    return single("Resize", {"x": (4,)},
                  {"roi": np.float32([-0.5, 1]), "sizes": np.int64([4])},
                  order="x roi _ sizes", mode="nearest", extrapolation_value=9.0,
                  coordinate_transformation_mode="tf_crop_and_resize")


#===-- Quantized ------------------------------------------------------------===#

@model
def qdq():
    return build([node("QuantizeLinear", "x s z", "q"),
                  node("DequantizeLinear", "q s z", "d"),
                  node("DequantizeLinear", "w ws wz", "v", "weight", axis=0),
                  node("Conv", "d v", "y")],
                 [value("x", [1, 2, 4])], [value("y", None)],
                 {"s": np.float32(0.5), "z": np.uint8(128), "w": count(2, 2, 1, dtype=np.int8),
                  "ws": np.float32([1, 2]), "wz": np.int8([0, 0])})


@model
def quantize_output():
    return single("QuantizeLinear", {"x": (4,)}, {"s": np.float32(0.1)}, out_type=UINT8)


@model
def dequantize_input():
    return single("DequantizeLinear", typed("x", [2, 3], INT8),
                  {"s": np.float32([1, 2, 3]), "z": np.int8([1, 2, 3])}, axis=1)


@model
def dequantize_blocks():
    """int4 codes, packed two to a byte: -8, 7, 1, -1, 0, 2."""
    codes = TensorProto(data_type=INT4, dims=[2, 3],
                        raw_data=bytes([0x78, 0xf1, 0x20]))
    return build([node("DequantizeLinear", "w s", "v", axis=1, block_size=2),
                  node("MatMul", "x v", "y")],
                 [value("x", [1, 2])], [value("y", None)],
                 {"w": codes, "s": np.float32([[1, 2], [3, 4]])}, opset=21, ir_version=10)


@model
def qlinear_conv():
    return single("QLinearConv", typed("x", [1, 1, 4], UINT8),
                  {"xs": np.float32(0.5), "xz": np.uint8(1), "w": count(2, 1, 2, dtype=np.int8),
                   "ws": np.float32([0.25, 2]), "wz": np.int8([0, 0]),
                   "ys": np.float32(3), "yz": np.uint8(7), "b": np.int32([10, 20])},
                  out_type=UINT8)


@model
def qlinear_matmul():
    return single("QLinearMatMul", typed("a", [2, 3], INT8),
                  {"as": np.float32(1), "az": np.int8(0), "b": count(3, 2, dtype=np.int8),
                   "bs": np.float32([1, 2]), "bz": np.int8([0, 0]),
                   "ys": np.float32(1), "yz": np.int8(0)}, out_type=INT8)


@model
def matmul_integer():
    return single("MatMulInteger", typed("a", [2, 3], UINT8),
                  {"b": count(3, 2, dtype=np.int8), "az": np.uint8(3)}, out_type=INT32)


@model
def conv_integer():
    return single("ConvInteger", typed("x", [1, 1, 4], UINT8),
                  {"w": count(1, 1, 2, dtype=np.uint8), "xz": np.uint8(1),
                   "wz": np.uint8(1)}, out_type=INT32, pads=[1, 1])


@model
def dynamic_quantize():
    return build([node("DynamicQuantizeLinear", "x", "q s z"),
                  node("DequantizeLinear", "q s z", "y")],
                 [value("x", [3])], [value("y", None), value("z", None, UINT8)])


#===-- Quantization to small floats ------------------------------------------===#

def raw(elem_type, dims, data):
    return TensorProto(data_type=elem_type, dims=dims, raw_data=bytes(data))


@model
def quantize_float8():
    return build([node("QuantizeLinear", "x s z", "y", axis=1, saturate=0)],
                 [value("x", [2, 2])], [value("y", None, FLOAT8E5M2)],
                 {"s": np.float32([1, 0.5]), "z": raw(FLOAT8E5M2, [2], [0, 0])},
                 opset=21, ir_version=10)


@model
def cast_float8():
    """Constants: computed by the importer. The third output casts back."""
    return build([node("Cast", "c", "y", to=FLOAT8E4M3FN),
                  node("Cast", "c", "z", to=FLOAT8E4M3FN, saturate=0),
                  node("Cast", "y", "w", to=FLOAT),
                  node("Cast", "x", "v", to=FLOAT4E2M1)],
                 [value("x", [2])],
                 [value("y", None, FLOAT8E4M3FN), value("z", None, FLOAT8E4M3FN),
                  value("w", None), value("v", None, FLOAT4E2M1)],
                 {"c": np.float32([1, 464, 465, -1e6, -1e-9])}, opset=21, ir_version=10)


@model
def float8_weights():
    """Codes of 1, 2, -448 and 2^-9, one per number of int32_data; moved as codes."""
    codes = TensorProto(data_type=FLOAT8E4M3FN, dims=[2, 2], int32_data=[0x38, 0x40, 0xfe, 1])
    return build([node("DequantizeLinear", "w s", "v", axis=1),
                  node("Transpose", "v", "t", perm=[1, 0]), node("MatMul", "x t", "y")],
                 [value("x", [1, 2])], [value("y", None)],
                 {"w": codes, "s": np.float32([2, 0.5])}, opset=19, ir_version=9)


def quantized_layers(code_type, weight, **options):
    """Convolution, relu, pooling and a product, every value quantized."""
    zero = raw(code_type, [], [0])
    nodes, shared = [], {"z": zero, "s": np.float32(0.25), "t": np.float32(0.5)}
    pair = lambda x, s, y: [node("QuantizeLinear", f"{x} {s} z", f"{y}q"),
                            node("DequantizeLinear", f"{y}q {s} z", y)]
    nodes += pair("x", "s", "x0")
    nodes += [node("DequantizeLinear", "w v", "w0", axis=0),
              node("Conv", "x0 w0 b", "c"), node("Relu", "c", "r")] + pair("r", "t", "r0")
    nodes += [node("MaxPool", "r0", "m", kernel_shape=[2, 2], strides=[2, 2])] + \
        pair("m", "t", "m0")
    nodes += [node("Flatten", "m0", "f"), node("DequantizeLinear", "u s", "u0"),
              node("MatMul", "f u0", "y0")] + pair("y0", "t", "y")
    shared.update(w=weight([3, 2, 1, 1]), u=weight([12, 5]), v=np.float32([1, 0.5, 2]),
                  b=np.float32([0.5, -1, 0]))
    return build(nodes, [value("x", [1, 2, 4, 4])], [value("y", None)], shared, **options)


@model
def float8_layers():
    """E4M3, codes of -448 .. 448 without NaN: computed in f32."""
    return quantized_layers(FLOAT8E4M3FN, lambda dims: raw(
        FLOAT8E4M3FN, dims, [(37 * i + 5) % 0x60 + 0x80 * (i % 2)
                             for i in range(int(np.prod(dims)))]),
        opset=19, ir_version=9)


@model
def float4_layers():
    """E2M1, two codes per byte: integers."""
    return quantized_layers(FLOAT4E2M1, lambda dims: raw(
        FLOAT4E2M1, dims, [(91 * i + 18) % 256 for i in range(int(np.prod(dims)) // 2)]),
        opset=23, ir_version=11)


@model
def mxfp4_weights():
    """float4 codes 1 to 8 and power-of-two scales 1, 2, 1/2 and 8 of blocks of two."""
    return build([node("DequantizeLinear", "w s", "v", axis=1, block_size=2),
                  node("MatMul", "x v", "y")],
                 [value("x", [1, 2])], [value("y", None)],
                 {"w": raw(FLOAT4E2M1, [2, 4], [0x21, 0x43, 0x65, 0x87]),
                  "s": raw(FLOAT8E8M0, [2, 2], [127, 128, 126, 130])}, opset=25, ir_version=12)


@model
def float8_moves():
    return build([node("Transpose", "x", "t", perm=[1, 0]), node("Reshape", "t n", "r"),
                  node("DequantizeLinear", "r s", "y")],
                 [value("x", [2, 3], FLOAT8E4M3FN)], [value("y", None)],
                 {"n": np.int64([6]), "s": np.float32(2)}, opset=21, ir_version=10)


@model
def float8_unsupported():
    return build([node("Add", "x x", "a", "first"), node("Cast", "f", "b", "second", to=FLOAT8E8M0),
                  node("QuantizeLinear", "f s z", "c", "third"),
                  node("Equal", "x x", "d", "fourth")],
                 [value("x", [2], FLOAT8E4M3FN), value("f", [2])],
                 [value("a", None, FLOAT8E4M3FN), value("b", None, FLOAT8E8M0),
                  value("c", None, FLOAT8E4M3FN), value("d", None, BOOL)],
                 {"s": np.float32(2), "z": raw(FLOAT8E4M3FN, [], [0x38])}, opset=24, ir_version=11)


#===-- Files and graphs -----------------------------------------------------===#

@model
def symbolic_batch():
    return build([node("Relu", "x", "y")], [value("x", ["N", 3])], [value("y", ["M", 3])])


@model
def symbolic_other():
    return build([node("Relu", "x", "y")], [value("x", [1, "T"])], [value("y", None)])


@model
def half_precision():
    return build([node("Mul", "x c", "y")], [value("x", [2], FLOAT16)],
                 [value("y", [2], FLOAT16)], {"c": np.float16([1.5, -0.25])})


@model
def old_style():
    """IR version 3 lists constants as inputs; nodes are unsorted, one is dead."""
    return build([node("Relu", "a", "y"), node("NoSuchOperator", "x", "dead"),
                  node("Add", "x c", "a", name="")],
                 [value("x", [2]), value("c", [2])], [value("y", [2])],
                 {"c": count(2)}, opset=7, ir_version=3)


@model
def functions():
    """y = Scale(x) twice, where Scale(v) = LeakyRelu(v, slope) + Twice(v)."""
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("local", 1)]
    slope = node("LeakyRelu", "v", "r", "leaky")
    slope.attribute.add(name="alpha", ref_attr_name="slope", type=1)
    twice = helper.make_function("local", "Twice", ["u"], ["w"],
                                 [node("Add", "u u", "w", "")], opsets)
    scale = helper.make_function("local", "Scale", ["v"], ["y"],
                                 [slope, node("Twice", "v", "t", "call", domain="local"),
                                  node("Add", "r t", "y", "sum")], opsets, ["slope"])
    result = build([node("Scale", "x", "a", "first", domain="local", slope=0.5),
                    node("Scale", "a", "b", "first", domain="local")],
                   [value("x", [2])], [value("b", [2])])
    result.functions.extend([twice, scale])
    return result


@model
def unsupported():
    return build([node("NonMaxSuppression", "x x", "a", "first"), node("Relu", "a", "b"),
                  node("Conv", "b k", "y"),
                  node("Frobnicate", "x", "z", "second", domain="com.example"),
                  node("MaxPool", "x", "p i", "third", kernel_shape=[2])],
                 [value("x", [1, 1, 4])],
                 [value("y", None), value("z", None), value("i", None, INT64)],
                 {"k": count(1, 1, 2)})


@model
def not_a_number():
    return single("Conv", {"x": (1, 1, 4)}, {"weight": np.float32([[[1, np.nan]]])})


#===-- Transformers -------------------------------------------------------===#

def contrib(kind, inputs, outputs, name=None, **attributes):
    return node(kind, inputs, outputs, name, domain="com.microsoft", **attributes)


@model
def run_time_masks():
    return build([node("Greater", "x zero", "p"), node("Equal", "i j", "q"),
                  node("And", "p q", "a"), node("Or", "a p", "o"), node("Xor", "o q", "e"),
                  node("Not", "e", "n"), node("Where", "n x zero", "w"),
                  node("Trilu", "w k", "y", upper=0)],
                 [value("x", [2, 3]), value("i", [2, 1], INT64), value("j", [3], INT64)],
                 [value("y", None)], {"zero": np.float32(0), "k": np.int64(0)})


@model
def norm_of_two_axes():
    return build([node("LayerNormalization", "x g b", "y mean inverse", axis=1)],
                 [value("x", [2, 3, 4])], [value("y", None), value("mean", None),
                                           value("inverse", None)],
                 {"g": count(3, 4), "b": np.float32([1, 2, 3, 4])})


@model
def partly_rotated():
    return single("RotaryEmbedding", {"x": (1, 2, 3, 8)},
                  {"cos": count(10, 2), "sin": count(10, 2), "ids": np.int64([[0, 4, 9]])},
                  opset=23)


@model
def grouped_attention():
    return build([node("Attention", "q k v _ pk pv", "y nk nv", is_causal=1, softcap=3.0)],
                 [value("q", [1, 4, 2, 8]), value("k", [1, 2, 2, 8]), value("v", [1, 2, 2, 8]),
                  value("pk", [1, 2, 3, 8]), value("pv", [1, 2, 3, 8])],
                 [value("y", None), value("nk", None), value("nv", None)], opset=24)


@model
def refused_attention():
    ids = np.int32([3])
    model = build(
        [node("Attention", "q q r", "a", "shapes"),
         node("Attention", "x x x", "b", "heads", q_num_heads=3, kv_num_heads=2),
         node("Attention", "q q q _ q", "c", "half-a-cache"),
         contrib("MultiHeadAttention", "x", "d", "packed", num_heads=2),
         contrib("GroupQueryAttention", "x x x _ _ n n", "e", "smooth", num_heads=2,
                 kv_num_heads=2, smooth_softmax=1),
         contrib("Attention", "x w", "f", "columns", num_heads=2),
         node("RotaryEmbedding", "q cos cos", "g", "table"),
         node("LayerNormalization", "x cos", "h", "scale"),
         contrib("FusedMatMul", "x x", "i", "unknown")],
        [value("q", [1, 2, 3, 4]), value("r", [1, 2, 2, 4]), value("x", [1, 3, 8])],
        [value(name, None) for name in "abcdefghi"],
        {"w": count(8, 20), "cos": count(5, 2), "n": ids}, opset=24)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="+", choices=sorted(MODELS), metavar="NAME")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for name in args.names:
        data = MODELS[name]().SerializeToString(deterministic=True)
        (args.folder / (name + ".onnx")).write_bytes(data)


if __name__ == "__main__":
    main()
