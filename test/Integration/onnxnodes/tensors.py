# SPDX-License-Identifier: Apache-2.0
#
# Element types, and tensors as qopt's inputs and outputs hold them: every
# floating type as float32, integers of less than 8 bits in 8, float8 and float4
# as codes.
"""ONNX tensors as numpy arrays in the element types that qopt computes in."""

import numpy as np
import onnx
from onnx import numpy_helper

BFLOAT16 = 16
UNSIGNED_SUBBYTE = {21: 4, 23: 4, 25: 2}  # element type: bits; float4 is held as codes
SIGNED_SUBBYTE = {22: 4, 26: 2}
NAMES = {0: "undefined", 1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16",
         6: "int32", 7: "int64", 8: "string", 9: "bool", 10: "float16", 11: "double",
         12: "uint32", 13: "uint64", 14: "complex64", 15: "complex128", 16: "bfloat16",
         17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz",
         21: "uint4", 22: "int4", 23: "float4e2m1", 24: "float8e8m0", 25: "uint2", 26: "int2"}
# What qopt has no arithmetic for.
REFUSED = {8, 14, 15, 24}
FLOAT4, FLOAT8 = 23, {17, 18, 19, 20}  # held as codes
_STORED = {1: np.float32, 2: np.uint8, 3: np.int8, 4: np.uint16, 5: np.int16, 6: np.int32,
           7: np.int64, 9: np.bool_, 10: np.float32, 11: np.float32, 12: np.uint32,
           13: np.uint64, 16: np.float32, 17: np.uint8, 18: np.uint8, 19: np.uint8, 20: np.uint8,
           21: np.uint8, 22: np.int8, 23: np.uint8, 25: np.uint8, 26: np.int8}


def bfloat16_to_float(bits):
    return (np.asarray(bits).astype(np.uint32) << 16).view(np.float32)


def as_stored(array, elem_type):
    """`array` in the type in which qopt holds `elem_type`; C order."""
    array = np.asarray(array)
    if elem_type == BFLOAT16 and array.dtype == np.uint16:
        array = bfloat16_to_float(array)
    with np.errstate(over="ignore"):  # doubles beyond float32 become infinite
        # ascontiguousarray makes a scalar a list of one.
        return np.ascontiguousarray(array.astype(_STORED[elem_type])).reshape(array.shape)


def _unpack(proto, bits, signed):
    """Sub-byte elements, the first in the lowest bits; the last byte may be padded."""
    count = int(np.prod(proto.dims, dtype=np.int64))
    raw = (np.frombuffer(proto.raw_data, np.uint8) if proto.raw_data
           else np.array(proto.int32_data, np.int64).astype(np.uint8))
    shifts = np.arange(0, 8, bits, dtype=np.uint8)
    values = ((raw[:, None] >> shifts) & (2**bits - 1)).reshape(-1)[:count].astype(np.int16)
    if signed:
        values = np.where(values >= 2 ** (bits - 1), values - 2**bits, values)
    return values.reshape(tuple(proto.dims))


def decode(proto):
    """A TensorProto's contents as qopt holds them."""
    kind = proto.data_type
    if kind in UNSIGNED_SUBBYTE:
        array = _unpack(proto, UNSIGNED_SUBBYTE[kind], signed=False)
    elif kind in SIGNED_SUBBYTE:
        array = _unpack(proto, SIGNED_SUBBYTE[kind], signed=True)
    elif kind in FLOAT8:
        codes = (np.frombuffer(proto.raw_data, np.uint8) if proto.raw_data
                 else np.array(proto.int32_data, np.int64).astype(np.uint8))
        array = codes.reshape(tuple(proto.dims))
    elif kind == BFLOAT16:
        bits = (np.frombuffer(proto.raw_data, "<u2") if proto.raw_data
                else np.array(proto.int32_data, np.int64).astype(np.uint16))
        array = bits.reshape(tuple(proto.dims))
    else:
        array = numpy_helper.to_array(proto)
    return as_stored(array, kind)


def encode(name, array, elem_type):
    """A TensorProto of `elem_type` from a numpy array of the generator's (numpy knows no
    bfloat16: such arrays hold the bits as uint16)."""
    array = np.asarray(array)
    if elem_type == BFLOAT16:
        return onnx.TensorProto(name=name, data_type=BFLOAT16, dims=array.shape,
                                raw_data=array.astype("<u2").tobytes())
    proto = numpy_helper.from_array(array)
    proto.name = name
    return proto
