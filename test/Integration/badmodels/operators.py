# SPDX-License-Identifier: Apache-2.0
#
# One-node models that break a rule of their float operator: ranks, attributes,
# geometry, broadcasting. Every table row is (name, why, model).
"""Bad convolutions, pooling, linear layers and elementwise operators."""

import numpy as np
from onnx import TensorProto

from .suite import (BOOL, DOUBLE, INT32, INT64, STRING, UINT8, Typed, f32,
                    i64, op, scalar)

X = (1, 4, 8, 8)
W = f32(6, 4, 3, 3)
HUGE = 2**40
ENORMOUS = 2**62


def add_all(suite):
    for family in (convolution, transposed, pooling, normalization, linear,
                   elementwise, activations, element_types):
        family(suite)


def convolution(suite):
    def conv(x=X, w=W, bias=None, **attributes):
        return op("Conv", [x, w] + ([] if bias is None else [bias]), **attributes)

    suite.control("conv", conv(bias=f32(6), pads=[1, 1, 1, 1], strides=[2, 2]))
    suite.control("conv-grouped", conv(w=f32(6, 2, 3, 3), group=2))
    suite.control("conv-1d", conv(x=(1, 4, 8), w=f32(6, 4, 3)))
    for name, why, model in [
        ("input-rank-2", "Conv of a rank-2 input", conv(x=(1, 4))),
        ("weight-rank-3", "Conv of rank-4 input, rank-3 weight", conv(w=f32(6, 4, 3))),
        ("weight-channels", "weight wants 5 channels, input has 4", conv(w=f32(6, 5, 3, 3))),
        ("group-input", "group 3 does not divide 4 channels", conv(w=f32(6, 1, 3, 3), group=3)),
        ("group-output", "group 4 does not divide 6 outputs", conv(w=f32(6, 1, 3, 3), group=4)),
        ("group-zero", "group 0", conv(group=0)),
        ("group-negative", "group -1", conv(group=-1)),
        ("group-enormous", "group 2^62", conv(group=ENORMOUS)),
        ("kernel-attribute", "kernel_shape 5x5, weight 3x3", conv(kernel_shape=[5, 5])),
        ("kernel-too-large", "kernel 12x12 on 8x8 without padding", conv(w=f32(2, 4, 12, 12))),
        ("dilated-too-large", "dilated extent 13 on 8x8", conv(dilations=[6, 6])),
        ("kernel-empty", "weight with a 0x3 kernel", conv(w=f32(6, 4, 0, 3))),
        ("channels-zero", "input and weight with 0 channels",
         conv(x=(1, 0, 8, 8), w=f32(6, 0, 3, 3))),
        ("outputs-zero", "weight with 0 output channels", conv(w=f32(0, 4, 3, 3))),
        ("spatial-zero", "input with 0 rows", conv(x=(1, 4, 0, 8))),
        ("stride-zero", "stride 0", conv(strides=[1, 0])),
        ("stride-negative", "stride -2", conv(strides=[-2, 1])),
        ("stride-count", "3 strides for 2 axes", conv(strides=[1, 1, 1])),
        ("dilation-zero", "dilation 0", conv(dilations=[0, 1])),
        ("dilation-negative", "dilation -1", conv(dilations=[1, -1])),
        ("dilation-enormous", "dilation 2^62 overflows", conv(dilations=[ENORMOUS, 1])),
        ("pads-count", "3 pads, expected 4", conv(pads=[1, 1, 1])),
        ("pads-beyond", "pads -5 on every side of 8x8", conv(pads=[-5, -5, -5, -5])),
        ("pads-overflow", "pads sum to 2^63", conv(pads=[ENORMOUS, 0, ENORMOUS, 0])),
        ("auto-pad-unknown", "auto_pad SIDEWAYS", conv(auto_pad="SIDEWAYS")),
        ("auto-pad-type", "auto_pad as a number", conv(auto_pad=3)),
        ("strides-type", "strides as floats", conv(strides=[1.0, 1.0])),
        ("group-type", "group as a text", conv(group="two")),
        ("bias-length", "5 biases for 6 channels", conv(bias=f32(5))),
        ("bias-rank", "bias of rank 2", conv(bias=f32(6, 1))),
        ("bias-type", "float weight, int64 bias", conv(bias=np.ones(6, np.int64))),
        ("weight-type", "float input, int64 weight", conv(w=np.ones((6, 4, 3, 3), np.int64))),
        ("weight-half", "float input, float16 weight", conv(w=W.astype(np.float16))),
    ]:
        suite.bad("conv-" + name, why, model)


def transposed(suite):
    def deconv(w=f32(4, 2, 3, 3), **attributes):
        return op("ConvTranspose", [X, w], **attributes)

    suite.control("convtranspose", deconv(strides=[2, 2]))
    for name, why, model in [
        ("channels", "weight wants 5 channels, input has 4", deconv(w=f32(5, 2, 3, 3))),
        ("group", "group 3 does not divide 4 channels", deconv(group=3)),
        ("stride-zero", "stride 0", deconv(strides=[0, 0])),
        ("weight-rank", "rank-2 weight", deconv(w=f32(4, 2))),
        ("negative-output", "pads 20 leave a negative output", deconv(pads=[20, 20, 20, 20])),
        ("output-shape-count", "output_shape with 1 number", deconv(output_shape=[16])),
        ("output-padding", "output_padding -4", deconv(output_padding=[-4, -4])),
        ("stride-enormous", "stride 2^62 overflows", deconv(strides=[ENORMOUS, 1])),
    ]:
        suite.bad("convtranspose-" + name, why, model)


def pooling(suite):
    def pool(kind="MaxPool", x=X, **attributes):
        return op(kind, [x], **attributes)

    suite.control("maxpool", pool(kernel_shape=[2, 2], strides=[2, 2]))
    suite.control("averagepool", pool("AveragePool", kernel_shape=[3, 3], pads=[1] * 4))
    suite.maybe("maxpool-empty", "kernel 9 on 8x8: a result of no numbers",
                pool(kernel_shape=[9, 9]))
    suite.control("globalaveragepool", pool("GlobalAveragePool"))
    for name, why, model in [
        ("maxpool-no-kernel", "MaxPool without kernel_shape", pool()),
        ("maxpool-kernel-zero", "kernel 0", pool(kernel_shape=[0, 2])),
        ("maxpool-kernel-negative", "kernel -2", pool(kernel_shape=[-2, -2])),
        ("maxpool-kernel-count", "1 kernel size for 2 axes", pool(kernel_shape=[2])),
        ("maxpool-kernel-too-large", "kernel 12 on 8x8", pool(kernel_shape=[12, 12])),
        ("maxpool-stride-zero", "stride 0", pool(kernel_shape=[2, 2], strides=[0, 1])),
        ("maxpool-stride-count", "1 stride", pool(kernel_shape=[2, 2], strides=[2])),
        ("maxpool-dilation-zero", "dilation 0", pool(kernel_shape=[2, 2], dilations=[0, 0])),
        ("maxpool-pads-count", "2 pads, expected 4", pool(kernel_shape=[2, 2], pads=[1, 1])),
        ("maxpool-pads-beyond", "pads -9", pool(kernel_shape=[2, 2], pads=[-9] * 4)),
        ("maxpool-rank", "MaxPool of rank 2", pool(x=(4, 8), kernel_shape=[2, 2])),
        ("averagepool-no-kernel", "AveragePool without kernel_shape", pool("AveragePool")),
        ("averagepool-stride-zero", "stride 0",
         pool("AveragePool", kernel_shape=[2, 2], strides=[0, 0])),
        ("averagepool-kernel-too-large", "kernel 20 on 8x8",
         pool("AveragePool", kernel_shape=[20, 20])),
        ("globalaveragepool-rank", "GlobalAveragePool of rank 1",
         pool("GlobalAveragePool", x=(4,))),
    ]:
        suite.bad(name, why, model)


def normalization(suite):
    ones = np.ones(4, np.float32)

    def norm(gamma=ones, beta=ones, mean=ones, var=ones, **attributes):
        operands = [X, gamma, beta, mean] + ([] if var is None else [var])
        return op("BatchNormalization", operands, **attributes)

    def spoiled(number):
        return np.array([1, number, 1, 1], np.float32)

    suite.control("batchnorm", norm())
    for name, why, model in [
        ("gamma-length", "3 scales for 4 channels", norm(gamma=ones[:3])),
        ("mean-rank", "mean of rank 2", norm(mean=ones.reshape(2, 2))),
        ("no-variance", "4 operands, expected 5", norm(var=None)),
        ("variance-negative", "variance -2: square root of a negative", norm(var=spoiled(-2))),
        ("variance-nan", "variance NaN", norm(var=spoiled(np.nan))),
        ("gamma-inf", "scale is infinite", norm(gamma=spoiled(np.inf))),
        ("epsilon-negative", "variance 1, epsilon -3", norm(epsilon=-3.0)),
        ("training", "training_mode 1 needs batch statistics: not inference",
         norm(training_mode=1)),
    ]:
        suite.bad("batchnorm-" + name, why, model)


def linear(suite):
    def gemm(a=(2, 8), b=f32(8, 5), c=None, **attributes):
        return op("Gemm", [a, b] + ([] if c is None else [c]), **attributes)

    suite.control("gemm", gemm(c=f32(5)))
    suite.control("matmul", op("MatMul", [(3, 2, 8), f32(8, 5)]))
    for name, why, model in [
        ("gemm-inner", "inner sizes 8 and 7", gemm(b=f32(7, 5))),
        ("gemm-inner-transposed", "transB makes inner sizes 8 and 5", gemm(transB=1)),
        ("gemm-rank-3", "Gemm of rank 3", gemm(a=(1, 2, 8))),
        ("gemm-rank-1", "Gemm with a rank-1 weight", gemm(b=f32(8))),
        ("gemm-bias", "bias of 4 does not broadcast to 2x5", gemm(c=f32(4))),
        ("gemm-bias-larger", "bias of 3x2x5 is larger than the result", gemm(c=f32(3, 2, 5))),
        ("gemm-alpha-type", "alpha as a text", gemm(alpha="one")),
        ("gemm-missing-operand", "Gemm with one operand", op("Gemm", [(2, 8)])),
        ("gemm-weight-nan", "a weight is NaN", gemm(b=f32(8, 5) * np.float32(np.nan))),
        ("conv-weight-nan", "all weights are NaN", op("Conv", [X, W * np.float32(np.nan)])),
        ("conv-weight-inf", "a weight is infinite",
         op("Conv", [X, np.where(W == 1, np.float32(np.inf), W)])),
        ("conv-bias-nan", "biases are NaN",
         op("Conv", [X, W, f32(6) * np.float32(np.nan)])),
        ("matmul-inner", "inner sizes 8 and 7", op("MatMul", [(3, 2, 8), f32(7, 5)])),
        ("matmul-batch", "batches 3 and 2 do not broadcast",
         op("MatMul", [(3, 2, 8), f32(2, 8, 5)])),
        ("matmul-scalar", "MatMul with a scalar", op("MatMul", [(2, 8), scalar(1)])),
    ]:
        suite.bad(name, why, model)


def elementwise(suite):
    suite.control("add-broadcast", op("Add", [X, f32(4, 1, 1)]))
    suite.maybe("add-infinite-mask", "an additive mask of -inf",
                op("Add", [X, np.full((8, 8), -np.inf, np.float32)]))
    for kind in ("Add", "Mul", "Sub", "Div"):
        suite.bad(f"{kind.lower()}-broadcast", "4 channels and 3 do not broadcast",
                  op(kind, [X, f32(3, 1, 1)]))
    for name, why, model in [
        ("add-dynamic-broadcast", "4 channels and 5 do not broadcast",
         op("Add", [X, (1, 5, 8, 8)])),
        ("add-type", "float plus int64", op("Add", [X, i64(1)])),
        ("add-one-operand", "Add with one operand", op("Add", [X])),
        ("div-constant-zero", "integer division of constants by 0",
         op("Div", [i64(7, 8), i64(0, 2)], out=INT64)),
        ("mod-constant-zero", "integer remainder of constants by 0",
         op("Mod", [i64(7, 8), i64(0, 2)], out=INT64)),
        ("expand-shape", "4 channels do not expand to 3", op("Expand", [X, i64(1, 3, 8, 8)])),
        ("expand-overflow", "expands to 2^126 numbers",
         op("Expand", [scalar(1), i64(ENORMOUS, ENORMOUS)], rank=2)),
        ("tile-count", "2 repeats for 4 axes", op("Tile", [X, i64(1, 2)])),
        ("tile-negative", "repeats -1", op("Tile", [X, i64(1, 1, -1, 1)])),
    ]:
        suite.bad(name, why, model)
    # Overflow is undefined in C++ and traps on x86; ONNX does not forbid it.
    suite.maybe("div-constant-overflow", "INT64_MIN / -1",
                op("Div", [i64(-2**63), i64(-1)], out=INT64))


def activations(suite):
    suite.control("clip", op("Clip", [X, scalar(0), scalar(6)]))
    suite.control("softmax", op("Softmax", [X], axis=1))
    suite.control("prelu", op("PRelu", [X, f32(4, 1, 1)]))
    suite.maybe("clip-reversed", "lower bound 6 above upper bound 0",
                op("Clip", [X, scalar(6), scalar(0)]))
    for name, why, model in [
        ("clip-bound-shape", "bound of shape [2]", op("Clip", [X, f32(2)])),
        ("clip-bound-type", "float input, int64 bound", op("Clip", [X, scalar(0, np.int64)])),
        ("softmax-axis", "axis 4 of rank 4", op("Softmax", [X], axis=4)),
        ("softmax-axis-negative", "axis -5 of rank 4", op("Softmax", [X], axis=-5)),
        ("logsoftmax-axis", "axis 2^40", op("LogSoftmax", [X], axis=HUGE)),
        ("flatten-axis", "axis 5 of rank 4", op("Flatten", [X], axis=5, rank=2)),
        ("prelu-slope", "3 slopes for 4 channels", op("PRelu", [X, f32(3, 1, 1)])),
        ("prelu-no-slope", "PRelu with one operand", op("PRelu", [X])),
        ("leakyrelu-alpha", "alpha as a text", op("LeakyRelu", [X], alpha="0.1")),
        ("relu-operands", "Relu with two operands", op("Relu", [X, X])),
        ("relu-results", "Relu with two results", op("Relu", [X], outputs=2)),
        ("dropout-training", "Dropout in training mode is random",
         op("Dropout", [X, scalar(0.5), scalar(True, np.bool_)])),
    ]:
        suite.bad(name, why, model)


def element_types(suite):
    for name, why, model in [
        ("relu-bool", "Relu of bool", op("Relu", [Typed(BOOL, 2)], out=BOOL)),
        ("relu-string", "Relu of text", op("Relu", [Typed(STRING, 2)], out=STRING)),
        ("sigmoid-int", "Sigmoid of int32", op("Sigmoid", [Typed(INT32, 2)], out=INT32)),
        ("softmax-int", "Softmax of int64", op("Softmax", [Typed(INT64, 2)], out=INT64)),
        ("conv-int", "Conv of int32", op("Conv", [Typed(INT32, *X),
                                                  np.ones((6, 4, 3, 3), np.int32)], out=INT32)),
        ("add-mixed", "float plus double", op("Add", [X, Typed(DOUBLE, *X)])),
        ("result-type", "Relu of float declared as uint8", op("Relu", [X], out=UINT8)),
        ("input-complex", "input of complex64",
         op("Identity", [Typed(TensorProto.COMPLEX64, 2)], out=TensorProto.COMPLEX64)),
        ("cast-missing-to", "Cast without `to`", op("Cast", [X])),
        ("cast-unknown", "Cast to element type 99", op("Cast", [X], to=99)),
        ("cast-undefined", "Cast to element type 0", op("Cast", [X], to=0)),
        ("cast-string", "Cast of float to text", op("Cast", [X], to=STRING, out=STRING)),
    ]:
        suite.bad("type-" + name, why, model)
