#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# A second client of the C ABI besides the driver: the structs of
# include/qopt-c/Runtime.h written down again for ctypes. Batches of a given
# size go through one qopt_run each, the rest in a last, smaller one.
"""Run a compiled model library on the arrays of an .npz file."""

import argparse
import ctypes

import numpy as np

DTYPES = (np.float32, np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32,
          np.int64, np.uint64, np.bool_)


class TensorInfo(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("dtype", ctypes.c_uint32),
                ("rank", ctypes.c_uint32), ("dims", ctypes.POINTER(ctypes.c_int64)),
                ("bytes", ctypes.c_uint64)]

    def shape(self):
        return tuple(self.dims[i] for i in range(self.rank))


class ModelDesc(ctypes.Structure):
    _fields_ = [("abi_version", ctypes.c_uint32), ("name", ctypes.c_char_p),
                ("num_inputs", ctypes.c_uint32), ("num_outputs", ctypes.c_uint32),
                ("inputs", ctypes.POINTER(TensorInfo)),
                ("outputs", ctypes.POINTER(TensorInfo)),
                ("arena_bytes", ctypes.c_uint64), ("weights", ctypes.c_void_p),
                ("weight_bytes", ctypes.c_uint64), ("symbolic_batch", ctypes.c_uint32),
                ("num_paths", ctypes.c_uint32), ("paths", ctypes.c_void_p),
                ("manifest", ctypes.c_char_p)]


class Options(ctypes.Structure):
    _fields_ = [("threads", ctypes.c_int32), ("isa", ctypes.c_char_p)]


class Model:
    def __init__(self, path, name, isa, threads):
        self.library = ctypes.CDLL(path)
        describe = getattr(self.library, name + "_model")
        describe.restype = ctypes.POINTER(ModelDesc)
        self.library.qopt_create.restype = ctypes.c_void_p
        self.library.qopt_last_error.restype = ctypes.c_char_p
        self.library.qopt_isa.restype = ctypes.c_char_p
        self.desc = describe().contents
        options = Options(threads, isa.encode() if isa else None)
        self.handle = ctypes.c_void_p(self.library.qopt_create(
            ctypes.byref(self.desc), ctypes.byref(options)))
        if not self.handle:
            raise SystemExit("error: " + self.library.qopt_last_error().decode())
        used = self.library.qopt_isa(self.handle).decode()
        if isa and used != isa:
            raise SystemExit(f"error: expected code path {isa}, got {used}")

    def run(self, inputs, batch):
        """Arrays of `batch` samples each, in the model's order."""
        outputs = []
        for i in range(self.desc.num_outputs):
            info = self.desc.outputs[i]
            shape = info.shape()
            outputs.append(np.zeros((shape[0] * batch,) + shape[1:], DTYPES[info.dtype]))
        pointers = lambda arrays: (ctypes.c_void_p * len(arrays))(
            *[a.ctypes.data for a in arrays])
        if self.library.qopt_run(self.handle, pointers(inputs), pointers(outputs),
                                 ctypes.c_int64(batch)):
            raise SystemExit("error: " + self.library.qopt_last_error().decode())
        return outputs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library")
    parser.add_argument("name", help="of the model: the prefix of its functions")
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--isa", default="")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1)
    args = parser.parse_args()
    model = Model(args.library, args.name, args.isa, args.threads)
    names = [model.desc.inputs[i].name.decode() for i in range(model.desc.num_inputs)]
    with np.load(args.input) as file:
        arrays = [file[name] for name in names]
    samples, parts = len(arrays[0]), []
    for first in range(0, samples, args.batch):
        count = min(args.batch, samples - first)
        inputs = [np.ascontiguousarray(a[first:first + count]) for a in arrays]
        parts.append(model.run(inputs, count))
    np.savez(args.output, **{
        model.desc.outputs[i].name.decode(): np.concatenate([p[i] for p in parts])
        for i in range(model.desc.num_outputs)})
    model.library.qopt_destroy(model.handle)


if __name__ == "__main__":
    main()
