# SPDX-License-Identifier: Apache-2.0
#
# What all families of bad models share: the suite that names each file and says
# why it is bad, and short builders for one-node models. Each family holds valid
# "controls" too: an importer that refuses everything must not pass.
"""Suite of bad models, and builders of small ONNX models."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

CULPRIT = "culprit"  # name of the node that the error should name
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
UINT8, INT8, INT32 = TensorProto.UINT8, TensorProto.INT8, TensorProto.INT32
BOOL, STRING, DOUBLE = TensorProto.BOOL, TensorProto.STRING, TensorProto.DOUBLE
INT4 = 22  # onnx before 1.16 has no name for it


class Suite:
    """Collects (file name -> bytes) and the manifest entry of each."""

    def __init__(self):
        self.files, self.entries = {}, {}

    def _put(self, name, data, **entry):
        path = name + ".onnx"
        if path in self.entries:
            raise ValueError(f"two bad models are called '{name}'")
        if data is not None:
            if not isinstance(data, bytes):
                data = data.SerializeToString(deterministic=True)
            self.files[path] = data
        self.entries[path] = entry

    def bad(self, name, why, model, mentions=()):
        """Must be refused. mentions: texts that the error has to contain."""
        entry = {"why": why}
        if mentions:
            entry["mentions"] = list(mentions)
        elif not isinstance(model, bytes) and model is not None:
            if any(n.name == CULPRIT for n in model.graph.node):
                entry["node"] = CULPRIT
        self._put(name, model, **entry)

    def maybe(self, name, why, model):
        """Odd, but valid by luck or by a lenient reading: it must not crash."""
        self._put(name, model, why=why, may_be_valid=True)

    def control(self, name, model, folder="."):
        """Valid: must be imported."""
        prefix = "" if folder == "." else folder + "/"
        self._put(f"{prefix}control-{name}", model, why="a valid model", valid=True)


class Typed:
    """A graph input that is not a float tensor: element type and shape."""

    def __init__(self, elem_type, *shape):
        self.elem_type, self.shape = elem_type, shape


def f32(*shape):
    """A constant float tensor with harmless, distinct values in (0, 1]."""
    count = int(np.prod(shape))
    values = (np.arange(count, dtype=np.float32) + 1) / max(count, 1)
    return values.reshape(shape)


def i64(*values):
    return np.array(values, np.int64)


def scalar(value, dtype=np.float32):
    return np.array(value, dtype)


def raw_tensor(name, data_type, dims, raw=None):
    """A TensorProto exactly as told: nothing is checked or computed."""
    tensor = TensorProto(name=name, data_type=data_type, dims=dims)
    if raw is not None:
        tensor.raw_data = raw
    return tensor


def model_of(graph, opset=17, domains=()):
    """ModelProto around a graph, in the lowest IR version that fits the opset."""
    ids = [helper.make_opsetid("", opset)] + [helper.make_opsetid(d, 1) for d in domains]
    model = helper.make_model(graph, opset_imports=ids, producer_name="badmodels")
    model.ir_version = 8 if opset < 19 else 10
    return model


def value(name, elem_type=FLOAT, shape=None):
    """A ValueInfoProto; a size None in the shape is unknown, shape None is absent."""
    return helper.make_tensor_value_info(name, elem_type, shape)


def graph_of(nodes, inputs=None, outputs=None, initializers=()):
    """A graph x [1,4,8,8] f32 -> y f32 unless told otherwise."""
    inputs = [value("x", FLOAT, [1, 4, 8, 8])] if inputs is None else inputs
    outputs = [value("y", FLOAT, [None] * 4)] if outputs is None else outputs
    return helper.make_graph(nodes, "bad", inputs, outputs, list(initializers))


def rank_of(operand):
    if isinstance(operand, tuple):
        return len(operand)
    shape = {Typed: "shape", TensorProto: "dims"}.get(type(operand), "shape")
    return len(getattr(operand, shape))


def op(kind, operands, out=FLOAT, outputs=1, rank=None, opset=17, domain="",
       **attributes):
    """A model of one node, called CULPRIT.

    An operand is a tuple (shape of a float graph input), a Typed graph input, an
    ndarray or TensorProto (constant), or None (optional operand left out). The
    graph outputs have element type `out` and `rank` unknown sizes; by default
    the rank of the first operand.
    """
    names, inputs, initializers = [], [], []
    if rank is None:
        rank = rank_of(operands[0])
    for i, operand in enumerate(operands):
        name = "" if operand is None else f"in{i}"
        names.append(name)
        if isinstance(operand, tuple):
            inputs.append(value(name, FLOAT, operand))
        elif isinstance(operand, Typed):
            inputs.append(value(name, operand.elem_type, operand.shape))
        elif isinstance(operand, TensorProto):
            operand.name = name
            initializers.append(operand)
        elif operand is not None:
            initializers.append(numpy_helper.from_array(operand, name))
    results = [f"out{i}" for i in range(outputs)]
    node = helper.make_node(kind, names, results, name=CULPRIT, domain=domain,
                            **attributes)
    declared = [value(r, out, [None] * rank) for r in results]
    graph = graph_of([node], inputs, declared, initializers)
    return model_of(graph, opset, [domain] if domain else [])
