# SPDX-License-Identifier: Apache-2.0
#
# Two sources of cases: the generators of the installed onnx package, and a
# folder of cases as ONNX ships them (one folder per case with model.onnx and
# test_data_set_0). Both give the same kind of Case.
"""Node tests as Case objects."""

import collections
import pathlib
import warnings

import numpy as np

# onnx 1.12 uses names that numpy 1.24 dropped.
for _name, _type in (("float", float), ("int", int), ("bool", bool), ("object", object)):
    if _name not in np.__dict__:
        setattr(np, _name, _type)

import onnx  # noqa: E402  (after the names are back)

from . import tensors  # noqa: E402

# proto: TensorProto of an input, or None where the value is no tensor.
Value = collections.namedtuple("Value", "name elem_type proto")
# inputs and outputs: lists of Value in the order of the graph's.
Case = collections.namedtuple("Case", "name model inputs outputs")


def _value(info, make_proto):
    """`make_proto(elem_type)` is called for dense tensors that can be held only."""
    if info.type.WhichOneof("value") != "tensor_type":
        return Value(info.name, None, None)
    elem_type = info.type.tensor_type.elem_type
    if elem_type in tensors.REFUSED:
        return Value(info.name, elem_type, None)
    return Value(info.name, elem_type, make_proto(elem_type))


def generated_cases():
    """What the generators of the installed onnx package make."""
    from onnx.backend.test.case import node

    warnings.simplefilter("ignore")  # the generators divide by zero on purpose
    # Two generators use a name twice; as where ONNX writes files, the last counts.
    tests = {test.name: test for test in node.collect_testcases(None)}
    for _, test in sorted(tests.items()):
        given, wanted = test.data_sets[0]
        graph = test.model.graph

        def values(infos, arrays):
            return [_value(i, lambda t, i=i, a=a: tensors.encode(i.name, a, t))
                    for i, a in zip(infos, arrays)]

        yield Case(test.name, test.model, values(graph.input, given),
                   values(graph.output, wanted))


def _load_tensor(path, name):
    proto = onnx.TensorProto.FromString(path.read_bytes())
    proto.name = name
    return proto


def folder_cases(folder):
    """Cases of a folder `*/model.onnx` with `test_data_set_0/{input,output}_N.pb`."""
    for model_path in sorted(pathlib.Path(folder).glob("*/model.onnx")):
        data = model_path.parent / "test_data_set_0"
        # Plain protobuf: the package's checker knows older operator sets only.
        model = onnx.ModelProto.FromString(model_path.read_bytes())

        def values(infos, prefix):
            return [_value(info, lambda _, i=i, info=info: _load_tensor(
                data / f"{prefix}_{i}.pb", info.name)) for i, info in enumerate(infos)]

        yield Case(model_path.parent.name, model, values(model.graph.input, "input"),
                   values(model.graph.output, "output"))


