# SPDX-License-Identifier: Apache-2.0
#
# Already quantized models whose scales, zero points, blocks or types are wrong.
# A scale of 0 or a zero point of the wrong type gives plausible wrong numbers
# instead of a crash, so every one has to be refused at import.
"""Bad QuantizeLinear, DequantizeLinear, QLinear* and *Integer models."""

import numpy as np

from .suite import (FLOAT, INT4, INT8, INT32, UINT8, Typed, f32, op, raw_tensor,
                    scalar)

X = (1, 4, 8, 8)
NAN, INF = np.float32(np.nan), np.float32(np.inf)
ZERO = scalar(0, np.uint8)


def add_all(suite):
    for family in (quantize, dequantize, blocked, qlinear_conv, qlinear_matmul,
                   integer):
        family(suite)


def quantize(suite):
    def q(scale=scalar(0.1), zero=ZERO, out=UINT8, opset=17, **attributes):
        operands = [X, scale] + ([] if zero is None else [zero])
        return op("QuantizeLinear", operands, out=out, opset=opset, **attributes)

    def zeros(count, dtype=np.uint8):
        return np.zeros(count, dtype)

    def one_bad(number):
        return np.array([0.1, 0.2, number, 0.3], np.float32)

    suite.control("quantizelinear", q())
    suite.control("quantizelinear-channel", q(f32(4), zeros(4), axis=1))
    for name, why, model in [
        ("scale-zero", "scale 0", q(scalar(0))),
        ("scale-negative", "scale -0.1", q(scalar(-0.1))),
        ("scale-nan", "scale NaN", q(scalar(NAN))),
        ("scale-inf", "scale infinite", q(scalar(INF))),
        ("channel-scale-zero", "one scale of four is 0", q(one_bad(0), zeros(4), axis=1)),
        ("channel-scale-nan", "one scale of four is NaN", q(one_bad(NAN), zeros(4), axis=1)),
        ("scale-length", "3 scales for 4 channels", q(f32(3), zeros(3), axis=1)),
        ("scale-rank", "scale of rank 2", q(f32(2, 2), zeros((2, 2)), axis=1)),
        ("axis", "axis 4 of rank 4", q(f32(4), zeros(4), axis=4)),
        ("axis-negative", "axis -5 of rank 4", q(f32(4), zeros(4), axis=-5)),
        ("zero-float", "zero point of float", q(zero=scalar(0), out=FLOAT)),
        ("zero-int32", "zero point of int32", q(zero=scalar(0, np.int32), out=INT32)),
        ("zero-shape", "4 scales, 3 zero points", q(f32(4), zeros(3), axis=1)),
        ("zero-rank", "scalar scale, 4 zero points", q(zero=zeros(4), axis=1)),
        ("scale-integer", "scale of int64", q(scalar(1, np.int64))),
        ("result-type", "uint8 zero point, result declared int8", q(out=INT8)),
        ("output-dtype", "uint8 zero point, output_dtype int8",
         q(opset=21, output_dtype=INT8)),
        ("no-scale", "QuantizeLinear with one operand", op("QuantizeLinear", [X], out=UINT8)),
    ]:
        suite.bad("quantizelinear-" + name, why, model)


def dequantize(suite):
    codes = np.arange(16, dtype=np.uint8).reshape(4, 4)

    def dq(x=codes, scale=scalar(0.1), zero=ZERO, **attributes):
        return op("DequantizeLinear", [x, scale] + ([] if zero is None else [zero]),
                  **attributes)

    suite.control("dequantizelinear", dq())
    for name, why, model in [
        ("scale-zero", "scale 0", dq(scale=scalar(0))),
        ("scale-nan", "scale NaN", dq(scale=scalar(NAN))),
        ("scale-length", "3 scales for 4 rows", dq(scale=f32(3), zero=None, axis=0)),
        ("zero-type", "uint8 codes, int8 zero point", dq(zero=scalar(0, np.int8))),
        ("zero-int32", "int32 codes want zero point 0, got 5",
         dq(codes.astype(np.int32), zero=scalar(5, np.int32))),
        ("float-codes", "codes are float already", dq(x=f32(4, 4), zero=None)),
        ("axis", "axis 2 of rank 2", dq(scale=f32(4), zero=None, axis=2)),
    ]:
        suite.bad("dequantizelinear-" + name, why, model)


def blocked(suite):
    """Block-wise scales came with opset 21: scale has the rank of the input."""
    codes = np.zeros((4, 8), np.int8)

    def dq(scale, block, x=codes, axis=1):
        return op("DequantizeLinear", [x, scale], opset=21, axis=axis, block_size=block)

    def packed(raw):
        return raw_tensor("w", INT4, [4, 8], raw)

    suite.control("blocked", dq(f32(4, 2), 4))
    suite.control("int4", dq(f32(4, 2), 4, packed(b"\x21" * 16)))
    for name, why, model in [
        ("size-zero", "scales of rank 2 with block_size 0", dq(f32(4, 2), 0)),
        ("size-negative", "block_size -4", dq(f32(4, 2), -4)),
        ("size-enormous", "block_size 2^62 with 2 blocks", dq(f32(4, 2), 2**62)),
        ("count", "8 / 4 = 2 blocks, 3 scales", dq(f32(4, 3), 4)),
        ("rank", "block_size with scales of rank 1", dq(f32(4), 4)),
        ("other-axis", "3 rows of scales for 4 rows", dq(f32(3, 2), 4)),
        ("axis", "axis 2 of rank 2", dq(f32(4, 2), 4, axis=2)),
        ("int4-short", "32 int4 codes take 16 bytes, got 15",
         dq(f32(4, 2), 4, packed(b"\x21" * 15))),
        ("int4-long", "32 int4 codes take 16 bytes, got 32",
         dq(f32(4, 2), 4, packed(b"\x21" * 32))),
        ("scale-zero", "one block scale is 0", dq(np.zeros((4, 2), np.float32), 4)),
    ]:
        suite.bad("blocked-" + name, why, model)


def qlinear_conv(suite):
    weight = np.ones((6, 4, 3, 3), np.int8)

    def conv(x=Typed(UINT8, *X), x_scale=scalar(0.1), x_zero=ZERO, w=weight,
             w_scale=scalar(0.1), w_zero=scalar(0, np.int8), y_scale=scalar(0.1),
             y_zero=ZERO, bias=np.zeros(6, np.int32), drop=0, **attributes):
        operands = [x, x_scale, x_zero, w, w_scale, w_zero, y_scale, y_zero, bias]
        return op("QLinearConv", operands[: 9 - drop], out=UINT8, **attributes)

    suite.control("qlinearconv", conv())
    for name, why, model in [
        ("input-scale-zero", "input scale 0", conv(x_scale=scalar(0))),
        ("result-scale-zero", "result scale 0", conv(y_scale=scalar(0))),
        ("result-scale-nan", "result scale NaN", conv(y_scale=scalar(NAN))),
        ("result-scale-count", "2 result scales", conv(y_scale=f32(2))),
        ("weight-scale-count", "5 weight scales for 6 channels",
         conv(w_scale=f32(5), w_zero=np.zeros(5, np.int8))),
        ("weight-zero-count", "6 weight scales, 4 zero points",
         conv(w_scale=f32(6), w_zero=np.zeros(4, np.int8))),
        ("weight-zero-type", "int8 weight, uint8 zero point", conv(w_zero=ZERO)),
        ("input-zero-type", "uint8 input, int8 zero point", conv(x_zero=scalar(0, np.int8))),
        ("weight-type", "weight of int32", conv(w=weight.astype(np.int32))),
        ("weight-channels", "weight wants 5 channels", conv(w=np.ones((6, 5, 3, 3), np.int8))),
        ("bias-type", "bias of float", conv(bias=f32(6))),
        ("bias-length", "5 biases for 6 channels", conv(bias=np.zeros(5, np.int32))),
        ("operands", "5 operands, expected 8 or 9", conv(drop=4)),
        ("stride-zero", "stride 0", conv(strides=[0, 1])),
        ("input-float", "input of float", conv(x=X)),
    ]:
        suite.bad("qlinearconv-" + name, why, model)


def qlinear_matmul(suite):
    def matmul(a_scale=scalar(0.1), a_zero=ZERO, b=np.ones((8, 5), np.uint8),
               b_scale=scalar(0.1), y_scale=scalar(0.1)):
        return op("QLinearMatMul", [Typed(UINT8, 2, 8), a_scale, a_zero, b, b_scale,
                                    ZERO, y_scale, ZERO], out=UINT8)

    suite.control("qlinearmatmul", matmul())
    for name, why, model in [
        ("scale-zero", "scale 0", matmul(y_scale=scalar(0))),
        ("scale-negative", "scale -1", matmul(b_scale=scalar(-1))),
        ("inner", "inner sizes 8 and 7", matmul(b=np.ones((7, 5), np.uint8))),
        ("zero-type", "uint8 operand, int8 zero point", matmul(a_zero=scalar(0, np.int8))),
        ("scale-count", "3 scales for 2 rows", matmul(a_scale=f32(3))),
    ]:
        suite.bad("qlinearmatmul-" + name, why, model)


def integer(suite):
    a, b = Typed(UINT8, 2, 8), np.ones((8, 5), np.uint8)
    image, kernel = Typed(UINT8, *X), np.ones((6, 4, 3, 3), np.uint8)

    suite.control("matmulinteger", op("MatMulInteger", [a, b], out=INT32))
    suite.control("convinteger", op("ConvInteger", [image, kernel], out=INT32))
    for name, why, model in [
        ("matmulinteger-inner", "inner sizes 8 and 7",
         op("MatMulInteger", [a, b[:7]], out=INT32)),
        ("matmulinteger-float", "operand of float", op("MatMulInteger", [(2, 8), b], out=INT32)),
        ("matmulinteger-zero-count", "3 zero points for 5 columns",
         op("MatMulInteger", [a, b, ZERO, np.zeros(3, np.uint8)], out=INT32)),
        ("matmulinteger-zero-type", "uint8 operand, int8 zero point",
         op("MatMulInteger", [a, b, scalar(0, np.int8)], out=INT32)),
        ("convinteger-kernel", "kernel 9x9 on 8x8",
         op("ConvInteger", [image, np.ones((6, 4, 9, 9), np.uint8)], out=INT32)),
        ("convinteger-float", "operand of float", op("ConvInteger", [X, kernel], out=INT32)),
        ("convinteger-channels", "weight wants 3 channels, input has 4",
         op("ConvInteger", [image, kernel[:, :3]], out=INT32)),
        ("dynamicquantizelinear-int", "input of int32",
         op("DynamicQuantizeLinear", [Typed(INT32, 4)], out=UINT8, outputs=3)),
    ]:
        suite.bad(name, why, model)
