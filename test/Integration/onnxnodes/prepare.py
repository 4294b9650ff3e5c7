# SPDX-License-Identifier: Apache-2.0
"""Cases in scope as files for qopt-onnx-conformance."""

import json

import numpy as np
import onnx

from . import scope, tensors

# A float type narrower than the float32 that qopt computes in: its expected
# numbers are only known to one unit in the last place.
ULP_TOLERANCE = {10: 2.0**-10, tensors.BFLOAT16: 2.0**-7}


def _fix_shape(info, array):
    """Symbolic sizes of an input become those of the data."""
    dims = info.type.tensor_type.shape.dim
    if len(dims) == array.ndim and all(d.HasField("dim_value") for d in dims):
        return
    del dims[:]
    for size in array.shape:
        dims.add().dim_value = size


def prepare_model(case):
    """The model with its parameters as constants, and the inputs that are left."""
    constants = scope.constant_inputs(case)
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    for entry in model.opset_import:
        if entry.domain in ("", "ai.onnx"):
            # scope.py has made sure that the operators mean the same there.
            entry.version = max(entry.version, scope.OLDEST_OPSET)
    left = []
    graph_inputs = list(model.graph.input)
    del model.graph.input[:]
    for info, value in zip(graph_inputs, case.inputs):
        if value.name in constants:
            model.graph.initializer.append(value.proto)
            continue
        array = tensors.decode(value.proto)
        _fix_shape(info, array)
        model.graph.input.append(info)
        left.append(array)
    return model, left


def write_case(case, label, folder):
    """Writes the files of one case into `folder`; its entry of the manifest."""
    model, inputs = prepare_model(case)
    stem = label.replace("/", "-")
    (folder / f"{stem}.onnx").write_bytes(model.SerializeToString())
    entry = {"name": label, "model": f"{stem}.onnx", "inputs": [], "outputs": []}
    for i, array in enumerate(inputs):
        np.save(folder / f"{stem}.in{i}.npy", array)
        entry["inputs"].append(f"{stem}.in{i}.npy")
    for i, value in enumerate(case.outputs):
        np.save(folder / f"{stem}.out{i}.npy", tensors.decode(value.proto))
        output = {"path": f"{stem}.out{i}.npy"}
        if value.elem_type in ULP_TOLERANCE:
            output["relative"] = max(1e-3, ULP_TOLERANCE[value.elem_type])
        entry["outputs"].append(output)
    return entry


def write_manifest(entries, folder):
    path = folder / "manifest.json"
    path.write_text(json.dumps({"cases": entries}, indent=1))
    return path
