# SPDX-License-Identifier: Apache-2.0
#
# An ONNX graph under construction, and the blocks of transformers, each in the
# form of exporters that take it apart ("decomposed"), as one operator of the
# standard ("op"), or as those of ONNX Runtime's optimizer ("contrib").
"""Blocks that transformers are made of."""

import math

import numpy as np
from onnx import TensorProto, helper, numpy_helper

CONTRIB = "com.microsoft"
DTYPES = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.int64): TensorProto.INT64}


class Weights:
    """Arrays by name: of `known`, where it has them, else random ones of a seed."""

    def __init__(self, seed=0, known=None):
        self.rng, self.known = np.random.default_rng(seed), known

    def matrix(self, name, rows, columns):
        """[rows, columns]; torch keeps [columns, rows], so `known` is transposed."""
        if self.known is not None:
            return np.ascontiguousarray(self.known[name].T)
        return self.normal((rows, columns), 1 / math.sqrt(rows))

    def table(self, name, rows, columns, scale=1.0):
        if self.known is not None:
            return self.known[name]
        return self.normal((rows, columns), scale)

    def vector(self, name, size, mean=0.0):
        if self.known is not None:
            return self.known[name]
        return self.normal((size,), 0.1) + np.float32(mean)

    def normal(self, shape, scale):
        return self.rng.standard_normal(shape, dtype=np.float32) * np.float32(scale)


class Graph:
    """Nodes, in order. `form` is "decomposed", "op" or "contrib"; `dynamic` leaves the batch and the
    sequence symbolic and takes their sizes from shapes, as torch's tracer does."""

    def __init__(self, form, dynamic=False, length=0):
        self.form, self.dynamic, self.length, self.count = form, dynamic, length, 0
        self.nodes, self.initializers, self.inputs, self.outputs = [], [], [], []
        self.names = {}

    def add(self, op, *inputs, name=None, outputs=1, domain="", **attributes):
        self.count += 1
        base = name or f"{op.lower()}_{self.count}"
        results = [base] if outputs == 1 else [f"{base}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), results, name=base, domain=domain,
                                           **attributes))
        return results[0] if outputs == 1 else results

    def weight(self, array, name=None):
        name = name or f"w_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def scalar(self, value):
        """A Constant node of one number, shared by equal ones."""
        key = ("f", value)
        if key not in self.names:
            self.names[key] = self.weight(np.array(value, np.float32), f"c_{len(self.names)}")
        return self.names[key]

    def ints(self, *values):
        key = ("i", values)
        if key not in self.names:
            self.names[key] = self.weight(np.array(values, np.int64), f"c_{len(self.names)}")
        return self.names[key]

    def input(self, name, shape, dtype=np.int64):
        self.inputs.append(helper.make_tensor_value_info(name, DTYPES[np.dtype(dtype)], shape))
        return name

    def output(self, value, name, shape, dtype=np.float32):
        self.add("Identity", value, name=name)
        self.outputs.append(helper.make_tensor_value_info(name, DTYPES[np.dtype(dtype)], shape))

    def model(self, name, opset):
        graph = helper.make_graph(self.nodes, name, self.inputs, self.outputs, self.initializers)
        domains = [helper.make_opsetid("", opset)]
        if self.form == "contrib":
            domains.append(helper.make_opsetid(CONTRIB, 1))
        return helper.make_model(graph, opset_imports=domains,
                                 ir_version=8 if opset < 20 else 10, producer_name="qopt")

    # Shapes ---------------------------------------------------------------------

    def reshape(self, x, like, *sizes):
        """x as [batch, sequence, *sizes], the first two read from `like` if dynamic."""
        if not self.dynamic:
            return self.add("Reshape", x, self.ints(0, 0, *sizes))
        shape = self.add("Shape", like)
        parts = [self.add("Unsqueeze", self.add("Gather", shape, self.index(i), axis=0),
                          self.ints(0)) for i in (0, 1)]
        return self.add("Reshape", x, self.add("Concat", *parts, self.ints(*sizes), axis=0))

    def index(self, i):
        key = ("s", i)
        if key not in self.names:
            self.names[key] = self.weight(np.array(i, np.int64), f"c_{len(self.names)}")
        return self.names[key]

    def reduce(self, op, x, axis, opset, keepdims=1):
        if opset >= 18:
            return self.add(op, x, self.ints(axis), keepdims=keepdims)
        return self.add(op, x, axes=[axis], keepdims=keepdims)

    def mean(self, x, opset):
        return self.reduce("ReduceMean", x, -1, opset)

    # Blocks ---------------------------------------------------------------------

    def linear(self, x, weight, bias=None):
        y = self.add("MatMul", x, self.weight(weight))
        return y if bias is None else self.add("Add", self.weight(bias), y)

    def layer_norm(self, x, gain, bias, epsilon, opset):
        gain, bias = self.weight(gain), self.weight(bias)
        if self.form != "decomposed":
            return self.add("LayerNormalization", x, gain, bias, axis=-1, epsilon=epsilon)
        centred = self.add("Sub", x, self.mean(x, opset))
        square = self.add("Pow", centred, self.scalar(2.0))
        variance = self.add("Add", self.mean(square, opset), self.scalar(epsilon))
        normal = self.add("Div", centred, self.add("Sqrt", variance))
        return self.add("Add", self.add("Mul", normal, gain), bias)

    def rms_norm(self, x, gain, epsilon, opset):
        gain = self.weight(gain)
        if self.form == "op":
            return self.add("RMSNormalization", x, gain, axis=-1, epsilon=epsilon)
        if self.form == "contrib":
            return self.add("SimplifiedLayerNormalization", x, gain, axis=-1, epsilon=epsilon)
        square = self.mean(self.add("Pow", x, self.scalar(2.0)), opset)
        root = self.add("Sqrt", self.add("Add", square, self.scalar(epsilon)))
        scaled = self.add("Mul", x, self.add("Div", self.scalar(1.0), root))
        return self.add("Mul", gain, scaled)

    def gelu(self, x):
        if self.form == "op":
            return self.add("Gelu", x)
        if self.form == "contrib":
            return self.add("Gelu", x, domain=CONTRIB)
        erf = self.add("Erf", self.add("Div", x, self.scalar(math.sqrt(2))))
        half = self.add("Mul", x, self.add("Add", erf, self.scalar(1.0)))
        return self.add("Mul", half, self.scalar(0.5))

    def gelu_tanh(self, x):
        if self.form == "op":
            return self.add("Gelu", x, approximate="tanh")
        if self.form == "contrib":
            return self.add("FastGelu", x, domain=CONTRIB)
        cube = self.add("Mul", self.add("Pow", x, self.scalar(3.0)), self.scalar(0.044715))
        inner = self.add("Mul", self.add("Add", x, cube), self.scalar(math.sqrt(2 / math.pi)))
        outer = self.add("Add", self.add("Tanh", inner), self.scalar(1.0))
        return self.add("Mul", self.add("Mul", x, self.scalar(0.5)), outer)

    def silu(self, x):
        if self.form == "op":
            return self.add("Swish", x)
        if self.form == "contrib":
            return self.add("QuickGelu", x, domain=CONTRIB, alpha=1.0)
        return self.add("Mul", x, self.add("Sigmoid", x))

    def heads(self, x, like, heads, width):
        """[b, t, heads * width] as [b, heads, t, width]."""
        return self.add("Transpose", self.reshape(x, like, heads, width), perm=[0, 2, 1, 3])

    def attend(self, q, k, v, mask, width):
        """softmax(q k^T / sqrt(width) + mask) v of [b, heads, t, width], taken apart."""
        scores = self.add("MatMul", q, self.add("Transpose", k, perm=[0, 1, 3, 2]))
        scores = self.add("Div", scores, self.scalar(math.sqrt(width)))
        if mask:
            scores = self.add("Add", scores, mask)
        return self.add("MatMul", self.add("Softmax", scores, axis=-1), v)

    def attention(self, q, k, v, like, heads, width, mask=None, kv_heads=None, causal=False):
        """Multi-head attention of [b, t, heads * width]; k and v already in heads if
        `kv_heads` is given (rotated, say), as is q then."""
        if kv_heads is None:
            q, k, v = (self.heads(x, like, heads, width) for x in (q, k, v))
        if self.form == "op":
            inputs = [q, k, v]
            if mask: # of which Attention broadcasts batch and heads only
                square = self.ints(1, 1, self.length, self.length)
                inputs.append(self.add("Expand", mask, square))
            y = self.add("Attention", *inputs, is_causal=int(causal))
        else:
            if kv_heads and kv_heads != heads:
                k, v = (self.repeat_heads(x, like, kv_heads, heads // kv_heads, width)
                        for x in (k, v))
            y = self.attend(q, k, v, mask, width)
        y = self.add("Transpose", y, perm=[0, 2, 1, 3])
        return self.reshape(y, like, heads * width)

    def repeat_heads(self, x, like, kv_heads, times, width):
        """[b, kv, t, width] to [b, kv * times, t, width], each head `times` times."""
        x = self.add("Unsqueeze", x, self.ints(2))
        x = self.add("Expand", x, self.ints(1, kv_heads, times, 1, width))
        shape = (0, kv_heads * times, -1, width)
        return self.add("Reshape", x, self.ints(*shape))

    def rotary(self, x, cos, sin, width):
        """x cos + rotate_half(x) sin of [b, heads, t, width]; cos and sin [t, width / 2]."""
        if self.form == "op":
            batch = [self.add("Unsqueeze", self.weight(a), self.ints(0)) for a in (cos, sin)]
            return self.add("RotaryEmbedding", x, *batch)
        full = [self.weight(np.concatenate([a, a], -1)) for a in (cos, sin)]
        low = self.add("Slice", x, self.ints(0), self.ints(width // 2), self.ints(3), self.ints(1))
        high = self.add("Slice", x, self.ints(width // 2), self.ints(2 ** 63 - 1), self.ints(3),
                        self.ints(1))
        rotated = self.add("Concat", self.add("Neg", high), low, axis=-1)
        return self.add("Add", self.add("Mul", x, full[0]), self.add("Mul", rotated, full[1]))
