# SPDX-License-Identifier: Apache-2.0
#
# A small ONNX graph under construction: adds nodes one at a time, asks ONNX's
# own shape inference for their results, and refuses what grows too large.
"""Random ONNX graphs, one node at a time."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MAX_ELEMENTS = 4096
IR_VERSION = 8

FEATURES = {}  # name: (function, ranks it takes, whether it is smooth, kind)


class Unfit(Exception):
    """A feature cannot be applied to this value: try another one."""


def feature(*ranks, smooth=True, kind=None):
    """Registers a function (graph, value) -> value under its own name. A result
    that jumps where the input moves a little (smooth=False) has no SQNR bound. The
    kind is the module's name, if none is given."""
    def register(function):
        FEATURES[function.__name__] = (function, ranks, smooth,
                                       kind or function.__module__.split(".")[-1])
        return function
    return register


class Graph:
    def __init__(self, rng, opset):
        self.rng, self.opset = rng, opset
        self.nodes, self.initializers, self.shapes = [], {}, {}
        self.inputs, self.outputs = [], []

    # Random choices -----------------------------------------------------------

    def chance(self, probability):
        return self.rng.random() < probability

    def pick(self, *options):
        return options[self.rng.integers(len(options))]

    def between(self, low, high):
        """An integer of [low, high]."""
        return int(self.rng.integers(low, high + 1))

    def normal(self, *shape):
        return self.rng.standard_normal(shape).astype(np.float32)

    def filter(self, shape, fan_in):
        """Of results about as large as the input; scales differ per channel."""
        weight = self.normal(*shape) / np.sqrt(fan_in)
        return weight * self.rng.uniform(0.3, 1.5, (shape[0],) + (1,) * (len(shape) - 1))

    # Values -------------------------------------------------------------------

    def shape(self, value):
        return self.shapes[value]

    def input(self, shape):
        name = f"x{len(self.inputs)}"
        self.inputs.append(name)
        self.shapes[name] = tuple(shape)
        return name

    def const(self, array, dtype=np.float32):
        name = f"c{len(self.initializers)}"
        array = np.asarray(array, dtype)
        self.initializers[name] = numpy_helper.from_array(array, name)
        self.shapes[name] = array.shape
        return name

    def ints(self, values):
        return self.const(values, np.int64)

    def add(self, op, *inputs, results=1, **attributes):
        """Appends a node; its result, or results as a tuple."""
        index = len(self.nodes)
        names = [f"v{index}" + (f"_{i}" if results > 1 else "") for i in range(results)]
        node = helper.make_node(op, list(inputs), names, name=f"{op}_{index}",
                                **{k: v for k, v in attributes.items() if v is not None})
        shapes = self.infer(node)
        for name in names:
            shape = shapes.get(name)
            if not shape or min(shape) < 1 or np.prod(shape, dtype=int) > MAX_ELEMENTS:
                raise Unfit(f"{op}: result of shape {shape}")
            self.shapes[name] = shape
        self.nodes.append(node)
        return names[0] if results == 1 else tuple(names)

    def infer(self, node):
        values = [self.value_info(name) for name in node.input
                  if name and name not in self.initializers]
        used = [self.initializers[name] for name in node.input if name in self.initializers]
        results = [onnx.ValueInfoProto(name=name) for name in node.output]
        graph = helper.make_graph([node], "node", values, results, used)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)])
        model.ir_version = IR_VERSION
        try:
            inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True,
                                                         data_prop=True)
        except Exception as error:
            raise Unfit(f"{node.op_type}: {error}") from error
        shapes = {}
        for value in inferred.graph.output:
            tensor = value.type.tensor_type
            dims = [d.dim_value if d.HasField("dim_value") else None
                    for d in tensor.shape.dim]
            if tensor.HasField("shape") and None not in dims:
                shapes[value.name] = tuple(dims)
        return shapes

    def value_info(self, name, batch=None):
        shape = list(self.shapes[name])
        if batch:
            shape[0] = batch
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    def check_windows(self, value, kernel, pads, dilations):
        """ONNX 1.12 infers a result for a window larger than its padded input."""
        for i, size in enumerate(self.shape(value)[2:]):
            if (kernel[i] - 1) * dilations[i] >= size + pads[i] + pads[len(kernel) + i]:
                raise Unfit("the window is larger than the input")

    # A value may be both an output and an input of later nodes.
    def output(self, value):
        if value in self.outputs or value in self.inputs:
            raise Unfit("already an output")
        self.outputs.append(value)

    def model(self, name):
        graph = helper.make_graph(
            self.nodes, name, [self.value_info(v) for v in self.inputs],
            [self.value_info(v) for v in self.outputs], list(self.initializers.values()))
        model = helper.make_model(graph, producer_name="qopt test/Integration/randomgraphs",
                                  opset_imports=[helper.make_opsetid("", self.opset)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return model
