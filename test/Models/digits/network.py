# SPDX-License-Identifier: Apache-2.0
#
# The digits network, written once (build) and run by three back ends: InitOps
# makes the parameters, JaxOps computes, OnnxOps writes the graph. The graph is
# written by hand because exporters fold BatchNormalization into Conv, and
# folding it is one of the passes that this network is there to exercise.
"""Digits CNN: architecture and its initialise / compute / export back ends."""

import numpy as np

INPUT_NAME = "image"
OUTPUT_NAME = "probabilities"
BN_EPSILON = 1e-3
BN_MOMENTUM = 0.9
OPSET, IR_VERSION = 17, 8


def build(ops, x, softmax):
    """Image [N,1,8,8] in 0..16 -> class scores [N,10] (probabilities if softmax).

    `ops` decides what a value is: an array, an ONNX value name, or nothing.
    """
    x = ops.scale("normalize", x, 1 / 16)
    x = ops.relu("stem", ops.conv_bn("stem", x, 1, 16, 3))
    x = ops.clip("block1/depthwise", ops.conv_bn("block1/depthwise", x, 16, 16, 3, 16))
    x = ops.relu("block1/pointwise", ops.conv_bn("block1/pointwise", x, 16, 32, 1))
    x = ops.max_pool("pool", x)
    y = ops.relu("block2/conv", ops.conv_bn("block2/conv", x, 32, 24, 3))
    y = ops.conv_bn("block2/project", y, 24, 32, 1)
    x = ops.relu("block2", ops.add("block2", x, y))
    x = ops.clip("block3/depthwise", ops.conv_bn("block3/depthwise", x, 32, 32, 3, 32))
    x = ops.relu("block3/pointwise", ops.conv_bn("block3/pointwise", x, 32, 64, 1))
    x = ops.global_average("average", x)
    x = ops.gemm("classifier", x, 64, 10)
    return ops.softmax("softmax", x) if softmax else x


class InitOps:
    """Fills params and stats: He-normal kernels, identity BatchNormalization."""

    def __init__(self, rng):
        self.rng, self.params, self.stats = rng, {}, {}

    def _he(self, shape, fan_in):
        return self.rng.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)

    def conv_bn(self, name, x, cin, cout, kernel, groups=1):
        shape = (cout, cin // groups, kernel, kernel)
        ones, zeros = np.ones(cout, np.float32), np.zeros(cout, np.float32)
        self.params[name] = {"weight": self._he(shape, np.prod(shape[1:])),
                             "gamma": ones, "beta": zeros}
        self.stats[name] = {"mean": zeros, "var": ones}

    def gemm(self, name, x, cin, cout):
        self.params[name] = {"weight": self._he((cout, cin), cin),
                             "bias": np.zeros(cout, np.float32)}

    def __getattr__(self, name):  # ops without parameters
        return lambda *args: None


class JaxOps:
    """Computes on arrays; in training mode collects new statistics in new_stats."""

    def __init__(self, params, stats, training):
        import jax

        self.jax, self.jnp = jax, jax.numpy
        self.params, self.stats, self.training = params, stats, training
        self.new_stats = {}

    def scale(self, name, x, factor):
        return x * self.jnp.float32(factor)

    def conv_bn(self, name, x, cin, cout, kernel, groups=1):
        p, pad = self.params[name], kernel // 2
        x = self.jax.lax.conv_general_dilated(
            x, p["weight"], (1, 1), [(pad, pad)] * 2, feature_group_count=groups,
            dimension_numbers=("NCHW", "OIHW", "NCHW"))
        old = self.stats[name]
        mean, var = old["mean"], old["var"]
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
            self.new_stats[name] = {
                "mean": BN_MOMENTUM * old["mean"] + (1 - BN_MOMENTUM) * mean,
                "var": BN_MOMENTUM * old["var"] + (1 - BN_MOMENTUM) * var}
        gain = p["gamma"] / self.jnp.sqrt(var + BN_EPSILON)
        return ((x - mean[:, None, None]) * gain[:, None, None]
                + p["beta"][:, None, None])

    def relu(self, name, x):
        return self.jnp.maximum(x, 0)

    def clip(self, name, x):
        return self.jnp.clip(x, 0, 6)

    def max_pool(self, name, x):
        n, c, h, w = x.shape
        return x.reshape(n, c, h // 2, 2, w // 2, 2).max((3, 5))

    def add(self, name, a, b):
        return a + b

    def global_average(self, name, x):
        return x.mean((2, 3))

    def gemm(self, name, x, cin, cout):
        p = self.params[name]
        return x @ p["weight"].T + p["bias"]

    def softmax(self, name, x):
        return self.jax.nn.softmax(x, axis=1)


class OnnxOps:
    """Writes an opset-17 graph; a value is the name of an ONNX tensor."""

    def __init__(self, params, stats):
        self.params, self.stats = params, stats
        self.nodes, self.initializers = [], []

    def _const(self, name, array):
        from onnx import numpy_helper

        self.initializers.append(numpy_helper.from_array(np.array(array), name))
        return name

    def _node(self, op, name, inputs, output=None, **attributes):
        from onnx import helper

        output = output or name + ":out"
        self.nodes.append(
            helper.make_node(op, inputs, [output], name=name, **attributes))
        return output

    def scale(self, name, x, factor):
        return self._node(
            "Mul", name, [x, self._const(name + ".factor", np.float32(factor))])

    def conv_bn(self, name, x, cin, cout, kernel, groups=1):
        p, s = self.params[name], self.stats[name]
        x = self._node("Conv", name + "/conv",
                       [x, self._const(name + ".weight", p["weight"])],
                       kernel_shape=[kernel] * 2, pads=[kernel // 2] * 4,
                       strides=[1, 1], dilations=[1, 1], group=groups)
        parts = {"gamma": p["gamma"], "beta": p["beta"], **s}
        names = [self._const(f"{name}.{k}", parts[k])
                 for k in ("gamma", "beta", "mean", "var")]
        return self._node("BatchNormalization", name + "/bn", [x] + names,
                          epsilon=BN_EPSILON)

    def relu(self, name, x):
        return self._node("Relu", name + "/relu", [x])

    def clip(self, name, x):
        return self._node("Clip", name + "/relu6", [
            x, self._const(name + ".low", np.float32(0)),
            self._const(name + ".high", np.float32(6))])

    def max_pool(self, name, x):
        return self._node("MaxPool", name, [x], kernel_shape=[2, 2], strides=[2, 2])

    def add(self, name, a, b):
        return self._node("Add", name + "/add", [a, b])

    def global_average(self, name, x):
        x = self._node("GlobalAveragePool", name, [x])
        return self._node("Flatten", name + "/flatten", [x], axis=1)

    def gemm(self, name, x, cin, cout):
        p = self.params[name]
        return self._node("Gemm", name, [
            x, self._const(name + ".weight", p["weight"]),
            self._const(name + ".bias", p["bias"])], transB=1)

    def softmax(self, name, x):
        return self._node("Softmax", name, [x], OUTPUT_NAME, axis=1)

    def serialized(self):
        """The bytes of the finished model; its batch dimension is symbolic, "N"."""
        from onnx import TensorProto, helper

        def value(name, shape):
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

        graph = helper.make_graph(
            self.nodes, "digits_cnn", [value(INPUT_NAME, ["N", 1, 8, 8])],
            [value(OUTPUT_NAME, ["N", 10])], self.initializers,
            doc_string="8x8 grey digits, pixel values 0..16, classes 0..9")
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION, producer_name="qopt test/Models/digits")
        return model.SerializeToString(deterministic=True)
