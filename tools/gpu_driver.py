# SPDX-License-Identifier: Apache-2.0
#
# The CUDA driver and compiled models through ctypes: include/qopt-c/Runtime.h and
# Device.h written down again.
"""A GPU to time work on, and model libraries to run."""

import ctypes
import os
import statistics

import numpy as np

DTYPES = (np.float32, np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32,
          np.int64, np.uint64, np.bool_)
REPLAYS = 7
FIRST_TWO = 0x44444444  # positions 0 and 1 of eight groups
# Calls that are timed read so many different bytes in turn, several times what a GPU's
# second-level cache holds: what is read once in a pass of a model is not in there.
COLD_BYTES = 256 << 20

COPY_BYTES = 64 << 20  # of the copy that measures the memory: more than caches hold

# Operations (a multiplication and an addition are two) of dense 8-bit matrix instructions
# that a multiprocessor does in a clock, by compute capability: the vendor's peak figures
# over multiprocessors and clocks.
OPS_PER_CLOCK = {"8.0": 4096, "8.6": 2048, "8.9": 2048, "9.0": 8192, "10.0": 16384, "12.0": 2048}


def copies_for(size, calls):
    """Sets of operands of `size` bytes for `calls` calls in turn."""
    return max(1, min(calls, -(-COLD_BYTES // max(size, 1))))


class TensorInfo(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("dtype", ctypes.c_uint32),
                ("rank", ctypes.c_uint32), ("dims", ctypes.POINTER(ctypes.c_int64)),
                ("bytes", ctypes.c_uint64)]

    def zeros(self):
        return np.zeros([self.dims[i] for i in range(self.rank)], DTYPES[self.dtype])


class ModelDesc(ctypes.Structure):  # as far as it is read
    _fields_ = [("abi_version", ctypes.c_uint32), ("name", ctypes.c_char_p),
                ("num_inputs", ctypes.c_uint32), ("num_outputs", ctypes.c_uint32),
                ("inputs", ctypes.POINTER(TensorInfo)), ("outputs", ctypes.POINTER(TensorInfo))]


class Options(ctypes.Structure):
    _fields_ = [("threads", ctypes.c_int32), ("isa", ctypes.c_char_p)]


def pointers(addresses):
    return (ctypes.c_void_p * max(len(addresses), 1))(*addresses)


class Driver:
    """The first device, its primary context current."""

    def __init__(self, folder):
        openmp = folder / "libomp.so.5"
        if openmp.exists():  # for model libraries: by its name, wherever it is
            ctypes.CDLL(str(openmp), ctypes.RTLD_GLOBAL)
        path = os.environ.get("QOPT_CUDA_DRIVER") or "libcuda.so.1"
        try:
            self.library = ctypes.CDLL(path)
        except OSError as error:
            raise RuntimeError(f"no CUDA driver: {error}") from None
        self.call("cuInit", 0)
        self.device = device = ctypes.c_int()
        context = ctypes.c_void_p()
        self.call("cuDeviceGet", ctypes.byref(device), 0)
        self.call("cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
        self.call("cuCtxSetCurrent", context)
        name = ctypes.create_string_buffer(128)
        self.call("cuDeviceGetName", name, 128, device)
        self.name = name.value.decode()
        self.capability = ".".join(str(self.attribute(a, device)) for a in (75, 76))
        version = ctypes.c_int()
        self.call("cuDriverGetVersion", ctypes.byref(version))
        self.version = f"{version.value // 1000}.{version.value % 1000 // 10}"
        self.stream = self.handle("cuStreamCreate", 1)

    def limits(self):
        """Peak of 8-bit products in TOP/s by the chip's data, None where it is not known;
        bytes per second of a copy in GB/s, read and written ones, measured."""
        each = OPS_PER_CLOCK.get(self.capability)
        units, kilohertz = (self.attribute(a, self.device) for a in (16, 13))
        for size in (1 << 20, COPY_BYTES):
            microseconds = self.time(Copy(self, size), 2)
            if microseconds > 1000:  # an emulator, where caches do not matter
                break
        return {"tops": each and each * units * kilohertz * 1e-9,
                "gb_per_s": 2 * size / microseconds * 1e-3}

    def call(self, function, *arguments):
        code = getattr(self.library, function)(*arguments)
        if code:
            name = ctypes.c_char_p()
            self.library.cuGetErrorName(code, ctypes.byref(name))
            raise RuntimeError(f"{function}: {(name.value or b'?').decode()} ({code})")

    def handle(self, function, *arguments):
        made = ctypes.c_void_p()
        self.call(function, ctypes.byref(made), *arguments)
        return made

    def attribute(self, attribute, device):
        value = ctypes.c_int()
        self.call("cuDeviceGetAttribute", ctypes.byref(value), attribute, device)
        return value.value

    def upload(self, array):
        address = ctypes.c_uint64()
        self.call("cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(max(array.nbytes, 1)))
        self.call("cuMemcpyHtoD_v2", address, ctypes.c_void_p(array.ctypes.data),
                  ctypes.c_size_t(array.nbytes))
        return address

    def free(self, address):
        self.call("cuMemFree_v2", address)

    def time(self, work, calls):
        """Microseconds of one call of `work`: the median of several replays of a graph of
        `calls` of them."""
        try:
            work.enqueue(self.stream)  # allocates what it needs
            self.call("cuStreamSynchronize", self.stream)
            self.call("cuStreamBeginCapture_v2", self.stream, 1)
            for _ in range(calls):
                work.enqueue(self.stream)
            graph = ctypes.c_void_p()
            self.call("cuStreamEndCapture", self.stream, ctypes.byref(graph))
            return self.replay(graph) / calls
        finally:
            work.free()

    def replay(self, graph):
        runnable = self.handle("cuGraphInstantiateWithFlags", graph, ctypes.c_ulonglong(0))
        begin, end = self.handle("cuEventCreate", 0), self.handle("cuEventCreate", 0)
        times = []
        for _ in range(REPLAYS):
            self.call("cuEventRecord", begin, self.stream)
            self.call("cuGraphLaunch", runnable, self.stream)
            self.call("cuEventRecord", end, self.stream)
            self.call("cuEventSynchronize", end)
            milliseconds = ctypes.c_float()
            self.call("cuEventElapsedTime", ctypes.byref(milliseconds), begin, end)
            times.append(1e3 * milliseconds.value)
        for event in (begin, end):
            self.call("cuEventDestroy_v2", event)
        self.call("cuGraphExecDestroy", runnable)
        self.call("cuGraphDestroy", graph)
        return statistics.median(times)


class Copy:
    """Of bytes within the device's memory."""

    def __init__(self, driver, size):
        self.driver, self.size = driver, size
        self.buffers = [driver.upload(np.ones(size, np.int8)) for _ in range(2)]

    def enqueue(self, stream):
        self.driver.call("cuMemcpyDtoDAsync_v2", *self.buffers, ctypes.c_size_t(self.size), stream)

    def free(self):
        for address in self.buffers:
            self.driver.free(address)


class Library:
    """A model library, on the GPU."""

    def __init__(self, path, name):
        self.library = ctypes.CDLL(str(path))
        for function in ("qopt_create", "qopt_last_error", f"{name}_model"):
            getattr(self.library, function).restype = ctypes.c_void_p
        self.library.qopt_last_error.restype = ctypes.c_char_p
        describe = getattr(self.library, f"{name}_model")
        describe.restype = ctypes.POINTER(ModelDesc)
        self.desc = describe().contents
        self.model = ctypes.c_void_p(self.library.qopt_create(
            ctypes.byref(self.desc), ctypes.byref(Options(1, b"cuda"))))
        if not self.model:
            self.fail()
        self.inputs = [self.desc.inputs[i] for i in range(self.desc.num_inputs)]
        self.outputs = [self.desc.outputs[i] for i in range(self.desc.num_outputs)]

    def fail(self):
        raise RuntimeError(self.library.qopt_last_error().decode())

    def run(self, arrays):
        """The outputs of one sample, of tensors on the host."""
        inputs = [np.ascontiguousarray(arrays[i.name.decode()], DTYPES[i.dtype])
                  for i in self.inputs]
        outputs = [o.zeros() for o in self.outputs]
        if self.library.qopt_run(self.model, pointers([a.ctypes.data for a in inputs]),
                                 pointers([a.ctypes.data for a in outputs]), ctypes.c_int64(1)):
            self.fail()
        return outputs

    def bytes(self):
        """Of all operands of one sample."""
        return sum(t.bytes for t in self.inputs + self.outputs)

    def on_device(self, driver, calls, sample=None):
        return OnDevice(self, driver, calls, sample)

    def close(self):
        self.library.qopt_destroy(self.model)


class OnDevice:
    """Samples on the device, to be run in turn: `sample` (arrays by name), or random ones."""

    def __init__(self, library, driver, calls, sample):
        self.library, self.driver, self.next = library, driver, 0
        arrays = [self.fill(info, sample) for info in library.inputs]
        self.sets = [([driver.upload(a) for a in arrays],
                      [driver.upload(o.zeros()) for o in library.outputs])
                     for _ in range(copies_for(library.bytes(), calls))]

    @staticmethod
    def fill(info, sample):
        array = info.zeros()
        if sample is not None:
            array[...] = np.reshape(sample[info.name.decode()], array.shape)
        elif info.name == b"positions":  # of 2:4 weights: valid ones
            array[...] = FIRST_TWO
        else:
            random = np.random.default_rng(1)
            array[...] = (random.integers(-100, 100, array.shape) if array.dtype != np.bool_
                          else 1)
        return array

    def enqueue(self, stream):
        inputs, outputs = self.sets[self.next]
        self.next = (self.next + 1) % len(self.sets)
        if self.library.library.qopt_run_on_stream(
                self.library.model, pointers([a.value for a in inputs]),
                pointers([a.value for a in outputs]), ctypes.c_int64(1), stream):
            self.library.fail()

    def free(self):
        for inputs, outputs in self.sets:
            for address in inputs + outputs:
                self.driver.free(address)
