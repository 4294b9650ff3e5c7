# SPDX-License-Identifier: Apache-2.0
"""ONNX models and inputs of the cases; every peer gets the same numbers."""

import zlib

import numpy as np
import onnx
import onnx.shape_inference
from onnx import TensorProto, helper, numpy_helper

from cases import conv_layers

OPSET = 21


def generator(case, what):
    return np.random.default_rng(zlib.crc32(f"{case.name}/{what}".encode()))


def save(path, nodes, inputs, outputs, constants, opsets=()):
    graph = helper.make_graph(
        nodes, "case", [helper.make_tensor_value_info(*i) for i in inputs],
        [helper.make_tensor_value_info(*o) for o in outputs],
        [numpy_helper.from_array(np.ascontiguousarray(v), n) for n, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[
        helper.make_opsetid("", OPSET), *(helper.make_opsetid(*o) for o in opsets)])
    model.ir_version = 10
    onnx.save(model, path)


def code_type(case):
    return (TensorProto.INT8, np.int8) if case.signed else (TensorProto.UINT8, np.uint8)


def random_codes(case, shape, what, signed):
    low, high = (-127, 128) if signed else (0, 256)
    return generator(case, what).integers(low, high, shape).astype(np.int8 if signed else np.uint8)


def make_input(case):
    """The one input of a case, as an array."""
    if case.kind in ("dense", "requant"):
        return random_codes(case, (case.m, case.k), "x", case.signed)
    if case.kind == "conv":
        channels, _, size = conv_layers(case.shape)[0][:3]
        return random_codes(case, (1, channels, size, size), "x", case.signed)
    if case.kind == "nbits":
        return generator(case, "x").standard_normal((case.m, case.k)).astype(np.float32)
    return generator(case, "x").standard_normal((1, case.m, case.k)).astype(np.float32)


def weights_of(case):
    """Dense int8 weights of instance 0."""
    return random_codes(case, (case.k, case.n), "w", True)


def write_dense(case, path):
    code, _ = code_type(case)
    save(path, [helper.make_node("MatMulInteger", ["x", "w"], ["y"])],
         [("x", code, (case.m, case.k))], [("y", TensorProto.INT32, (case.m, case.n))],
         {"w": weights_of(case)})


# Scales that make full use of the result's range: products of uniform codes have a standard
# deviation of about 73 * 73 * sqrt(k).
def result_scale(depth):
    return np.float32(73.0 * 73.0 * np.sqrt(depth) / 40.0)


def requant_constants(case):
    zero = 0 if case.signed else 128
    kind = np.int8 if case.signed else np.uint8
    return {"xs": np.float32(1), "xz": kind(zero), "w": weights_of(case),
            "ws": generator(case, "ws").uniform(0.5, 1.5, case.n).astype(np.float32),
            "wz": np.zeros(case.n, np.int8), "ys": result_scale(case.k), "yz": kind(zero)}


def write_requant(case, path):
    code, _ = code_type(case)
    save(path, [helper.make_node("QLinearMatMul", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz"],
                                 ["y"])],
         [("x", code, (case.m, case.k))], [("y", code, (case.m, case.n))],
         requant_constants(case))


def conv_constants(case):
    """Codes and scales of a chain; u8 activations have the zero point of a ReLU's, 0."""
    constants = {"one": np.float32(1), "z": (np.int8 if case.signed else np.uint8)(0)}
    for i, (c, f, _, _, kernel, _, groups) in enumerate(conv_layers(case.shape)):
        constants |= {
            f"w{i}": random_codes(case, (f, c // groups, kernel, kernel), f"w{i}", True),
            f"ws{i}": generator(case, f"ws{i}").uniform(0.5, 1.5, f).astype(np.float32),
            f"wz{i}": np.zeros(f, np.int8), f"ys{i}": conv_scale(case, i)}
    return constants


# What one layer's results are divided by, beside the steps before.
def conv_scale(case, layer):
    scale = np.float32(1)
    for c, _, _, _, kernel, _, groups in conv_layers(case.shape)[:layer + 1]:
        scale *= np.float32(73.0 * np.sqrt(c // groups * kernel ** 2) * 1.5)
    return scale


def write_conv(case, path):
    """Q/DQ form: what quantizers write and what all peers fuse."""
    code, _ = code_type(case)
    layers, nodes, value = conv_layers(case.shape), [], "x"
    for i, (_, _, _, _, kernel, stride, groups) in enumerate(layers):
        step = "one" if i == 0 else f"ys{i - 1}"
        pad = kernel // 2
        nodes += [
            helper.make_node("DequantizeLinear", [value, step, "z"], [f"xf{i}"]),
            helper.make_node("DequantizeLinear", [f"w{i}", f"ws{i}", f"wz{i}"], [f"wf{i}"], axis=0),
            helper.make_node("Conv", [f"xf{i}", f"wf{i}"], [f"yf{i}"], group=groups,
                             pads=[pad] * 4, strides=[stride] * 2),
            helper.make_node("QuantizeLinear", [f"yf{i}", f"ys{i}", "z"], [f"y{i}"])]
        value = f"y{i}"
    size = layers[0][2]
    f, out = layers[-1][1], layers[-1][3]
    save(path, nodes, [("x", code, (1, layers[0][0], size, size))],
         [(value, code, (1, f, out, out))], conv_constants(case))


def float_weights(case):
    if case.codebook == "ternary":
        return generator(case, "w").integers(-1, 2, (case.k, case.n)).astype(np.float32) / 32
    return (generator(case, "w").standard_normal((case.k, case.n)) / np.sqrt(case.k)
            ).astype(np.float32)


def write_float_product(case, path):
    save(path, [helper.make_node("MatMul", ["x", "w"], ["y"])],
         [("x", TensorProto.FLOAT, (case.m, case.k))],
         [("y", TensorProto.FLOAT, (case.m, case.n))], {"w": float_weights(case)})


def quantize_groups(case):
    """Codes u [n, groups, group] in [0, 2^bits) with zero point 2^(bits-1), scales [n, groups]."""
    group = case.group or case.k
    w = float_weights(case).T.reshape(case.n, -1, group)
    top = 2 ** (case.bits - 1)
    scales = np.abs(w).max(axis=2) / (top - 1 if top > 1 else 1)
    codes = np.clip(np.rint(w / scales[:, :, None]), -top, top - 1) + top
    return codes.astype(np.uint8), scales.astype(np.float32)


def write_matmul_nbits(case, path):
    """com.microsoft.MatMulNBits with int8 activations (accuracy level 4)."""
    codes, scales = quantize_groups(case)
    per_byte = 8 // case.bits
    fields = codes.reshape(case.n, codes.shape[1], -1, per_byte).astype(np.uint16)
    packed = sum(fields[..., i] << (case.bits * i) for i in range(per_byte)).astype(np.uint8)
    node = helper.make_node("MatMulNBits", ["x", "w", "s"], ["y"], domain="com.microsoft",
                            K=case.k, N=case.n, bits=case.bits, block_size=case.group,
                            accuracy_level=4)
    save(path, [node], [("x", TensorProto.FLOAT, (case.m, case.k))],
         [("y", TensorProto.FLOAT, (case.m, case.n))],
         {"w": packed, "s": scales.reshape(-1)}, [("com.microsoft", 1)])


def write_encoder_block(case, path):
    """Attention and feed-forward with residuals and layer norms (post-norm, as in BERT)."""
    t, d, f, heads = case.m, case.k, case.n, 12
    rng = generator(case, "w")
    constants, nodes = {"shape": np.array([1, t, heads, d // heads]),
                        "flat": np.array([1, t, d]),
                        "root": np.float32(np.sqrt(d // heads))}, []

    def linear(x, name, rows, cols):
        constants[name + "w"] = (rng.standard_normal((rows, cols)) / np.sqrt(rows)).astype(np.float32)
        constants[name + "b"] = (rng.standard_normal(cols) / 10).astype(np.float32)
        nodes.append(helper.make_node("MatMul", [x, name + "w"], [name + "m"]))
        nodes.append(helper.make_node("Add", [name + "m", name + "b"], [name]))
        return name

    def norm(x, name):
        constants[name + "g"] = rng.uniform(0.5, 1.5, d).astype(np.float32)
        constants[name + "b"] = (rng.standard_normal(d) / 10).astype(np.float32)
        nodes.append(helper.make_node("LayerNormalization", [x, name + "g", name + "b"], [name],
                                      epsilon=1e-12))
        return name

    def split(x, perm):
        nodes.append(helper.make_node("Reshape", [x, "shape"], [x + "4"]))
        nodes.append(helper.make_node("Transpose", [x + "4"], [x + "h"], perm=perm))
        return x + "h"

    q, k, v = (linear("x", n, d, d) for n in "qkv")
    nodes.append(helper.make_node("MatMul", [split(q, [0, 2, 1, 3]), split(k, [0, 2, 3, 1])], ["qk"]))
    nodes.append(helper.make_node("Div", ["qk", "root"], ["scores"]))
    nodes.append(helper.make_node("Softmax", ["scores"], ["p"], axis=-1))
    nodes.append(helper.make_node("MatMul", ["p", split(v, [0, 2, 1, 3])], ["pv"]))
    nodes.append(helper.make_node("Transpose", ["pv"], ["pvt"], perm=[0, 2, 1, 3]))
    nodes.append(helper.make_node("Reshape", ["pvt", "flat"], ["context"]))
    nodes.append(helper.make_node("Add", ["x", linear("context", "o", d, d)], ["r1"]))
    n1 = norm("r1", "n1")
    hidden = linear(n1, "f1", d, f)
    nodes.append(helper.make_node("Gelu", [hidden], ["gelu"]))
    nodes.append(helper.make_node("Add", [n1, linear("gelu", "f2", f, d)], ["r2"]))
    y = norm("r2", "n2")
    save(path, nodes, [("x", TensorProto.FLOAT, (1, t, d))], [(y, TensorProto.FLOAT, (1, t, d))],
         constants)


WRITERS = {"dense": write_dense, "requant": write_requant, "conv": write_conv,
           "nbits": write_float_product, "block": write_encoder_block}


def reference(case):
    """What the result should be, in exact integers or f64; None where only floats can tell."""
    x = make_input(case)
    if case.kind == "dense":
        return (x.astype(np.float64) @ weights_of(case).astype(np.float64)).astype(np.int64)
    if case.kind == "requant":
        c = requant_constants(case)
        sums = (x.astype(np.float64) - float(c["xz"])) @ c["w"].astype(np.float64)
        real = sums * c["ws"].astype(np.float64) / float(c["ys"]) + float(c["yz"])
        low, high = (-128, 127) if case.signed else (0, 255)
        return np.clip(np.rint(real), low, high).astype(np.int64)
    if case.kind == "nbits":
        return x.astype(np.float64) @ float_weights(case).astype(np.float64)
    return None


ORT_TYPES = {"tensor(float)": "float32", "tensor(int8)": "int8", "tensor(uint8)": "uint8",
             "tensor(int32)": "int32", "tensor(int64)": "int64", "tensor(bool)": "bool"}


def random_port(shape, dtype, number):
    """An input of a model file; symbolic sizes are 1, integers small enough to index with."""
    shape = tuple(d if isinstance(d, int) and d > 0 else 1 for d in shape)
    rng = np.random.default_rng(number)
    if np.issubdtype(dtype, np.floating):
        return rng.standard_normal(shape).astype(dtype)
    return rng.integers(0, 2, shape).astype(dtype)


def calibration(case, source):
    """Calibration samples as ONNX Runtime wants them: dictionaries of inputs."""
    if case.data:
        arrays = dict(np.load(case.data))
        graph = onnx.load(source, load_external_data=False).graph
        constants = {t.name for t in graph.initializer}  # old files list them as inputs, too
        names = [i.name for i in graph.input if i.name not in constants]
        return [{n: arrays[n][i:i + 1] for n in names} for i in range(len(arrays[names[0]]))]
    rng = generator(case, "calibration")
    return [{"x": rng.standard_normal(make_input(case).shape).astype(np.float32)}
            for _ in range(8)]


def model_operations(path):
    """Multiplications and additions of a model's convolutions and products, batch 1."""
    model = onnx.shape_inference.infer_shapes(onnx.load(path))
    shapes = {t.name: tuple(t.dims) for t in model.graph.initializer}
    for value in (*model.graph.value_info, *model.graph.input, *model.graph.output):
        dims = value.type.tensor_type.shape.dim
        shapes.setdefault(value.name, tuple(d.dim_value or 1 for d in dims))
    total = 0
    for node in model.graph.node:
        if node.op_type not in ("Conv", "MatMul", "Gemm"):
            continue
        left, right = (shapes.get(name, ()) for name in node.input[:2])
        if not (left and right and node.output[0] in shapes):
            continue  # inference knows no shape
        flipped = any(a.name == "transA" and a.i for a in node.attribute)
        depth = np.prod(right[1:]) if node.op_type == "Conv" else left[0 if flipped else -1]
        total += 2 * int(np.prod(shapes[node.output[0]])) * int(depth)
    return total
