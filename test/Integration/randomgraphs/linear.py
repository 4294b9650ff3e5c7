# SPDX-License-Identifier: Apache-2.0
#
# Convolutions, transposed convolutions and matrix products with random
# geometry; channels are odd on purpose: no kernel's panel is full.
"""Linear operators."""

import numpy as np

from .builder import Unfit, feature


def conv(g, x, groups, multiplier=None, **fixed):
    shape = g.shape(x)
    dims, cin = len(shape) - 2, shape[1]
    if cin % groups:
        raise Unfit("groups do not divide the channels")
    cout = groups * (multiplier or g.between(1, 19 if groups == 1 else 5))
    kernel = [g.between(1, min(5 if dims < 3 else 3, n + 1)) for n in shape[2:]]
    weight = g.filter((cout, cin // groups, *kernel), cin // groups * np.prod(kernel))
    operands = [x, g.const(weight)]
    if g.chance(0.7):
        operands.append(g.const(g.normal(cout) * 0.3))
    attributes = dict(kernel_shape=kernel, group=groups,
                      strides=[g.pick(1, 1, 2, 3) for _ in kernel])
    attributes.update(fixed)
    if fixed.get("auto_pad") == "VALID":
        g.check_windows(x, kernel, [0] * 2 * len(kernel), [1] * len(kernel))
    if "auto_pad" not in fixed:
        attributes["dilations"] = [g.pick(1, 1, 2) for _ in kernel]
        attributes["pads"] = [g.between(0, k // 2 + 1) for k in kernel * 2]
        g.check_windows(x, kernel, attributes["pads"], attributes["dilations"])
    return g.add("Conv", *operands, **attributes)


@feature(3)
def conv_1d(g, x):
    return conv(g, x, 1)


@feature(4)
def conv_2d(g, x):
    return conv(g, x, 1)


@feature(5)
def conv_3d(g, x):
    return conv(g, x, 1)


@feature(4)
def conv_pointwise(g, x):
    cin, cout = g.shape(x)[1], g.between(1, 40)
    weight = g.const(g.filter((cout, cin, 1, 1), cin))
    return g.add("Conv", x, weight, g.const(g.normal(cout) * 0.3))


@feature(4)
def conv_same_padding(g, x):
    return conv(g, x, 1, auto_pad=g.pick("SAME_UPPER", "SAME_LOWER", "VALID"))


@feature(3, 4, 5)
def conv_grouped(g, x):
    channels = g.shape(x)[1]
    groups = [n for n in range(2, channels) if channels % n == 0]
    if not groups:
        raise Unfit("a prime number of channels")
    return conv(g, x, g.pick(*groups))


@feature(3, 4)
def conv_depthwise(g, x):
    return conv(g, x, g.shape(x)[1], multiplier=1)


@feature(4)
def conv_depthwise_multiplied(g, x):
    return conv(g, x, g.shape(x)[1], multiplier=g.pick(2, 3))


@feature(4)
def conv_of_large_negative_pad_value(g, x):
    """Padding is zero where the values are far from it: zero points at the edge."""
    moved = g.add("Add", x, g.const(g.pick(-9.0, 9.0)))
    return conv(g, moved, 1)


@feature(3, 4)
def conv_transpose(g, x):
    shape = g.shape(x)
    cin = shape[1]
    groups = cin if g.chance(0.3) else 1
    per_group = g.between(1, 9 if groups == 1 else 2)
    kernel = [g.between(1, 4) for _ in shape[2:]]
    strides = [g.between(1, 3) for _ in kernel]
    # He's scaling by the sources of one result, kernel / stride of them.
    fan_in = max(cin // groups * np.prod(kernel) / np.prod(strides), 1)
    weight = g.normal(cin, per_group, *kernel) / np.sqrt(fan_in)
    operands = [x, g.const(weight)]
    if g.chance(0.6):
        operands.append(g.const(g.normal(groups * per_group) * 0.3))
    return g.add("ConvTranspose", *operands, kernel_shape=kernel, group=groups,
                 strides=strides, dilations=[g.pick(1, 1, 2) for _ in kernel],
                 pads=[g.between(0, k // 2) for k in kernel * 2],
                 output_padding=[g.between(0, s - 1) for s in strides])


@feature(2)
def gemm(g, x):
    rows, depth = g.shape(x)
    columns = g.between(1, 37)
    transposed = g.chance(0.5)
    weight = g.filter((columns, depth), depth)
    operands = [x, g.const(weight if transposed else weight.T)]
    if g.chance(0.8):
        shape = g.pick((columns,), (1, columns), (rows, columns), (1,), ())
        operands.append(g.const(g.rng.standard_normal(shape)))
    return g.add("Gemm", *operands, transB=int(transposed),
                 alpha=g.pick(None, 0.7, -1.3), beta=g.pick(None, 0.4, 2.0))


@feature(2)
def gemm_transposed_data(g, x):
    depth, _ = g.shape(x)
    weight = g.const(g.filter((depth, g.between(1, 12)), depth))
    return g.add("Gemm", x, weight, transA=1)


@feature(2, 3, 4)
def matmul_constant(g, x):
    depth = g.shape(x)[-1]
    return g.add("MatMul", x, g.const(g.filter((g.between(1, 33), depth), depth).T))


@feature(2, 3)
def matmul_constant_bias_relu(g, x):
    depth, columns = g.shape(x)[-1], g.between(2, 20)
    y = g.add("MatMul", x, g.const(g.filter((columns, depth), depth).T))
    return g.add("Relu", g.add("Add", y, g.const(g.normal(columns))))


@feature(2, 3)
def matmul_constant_left(g, x):
    depth = g.shape(x)[-2]
    return g.add("MatMul", g.const(g.filter((g.between(1, 9), depth), depth)), x)


@feature(2, 3)
def matmul_vector(g, x):
    depth = g.shape(x)[-1]
    if len(g.shape(x)) == 2 and g.shape(x)[0] == 1:
        raise Unfit("one number")
    return g.add("MatMul", x, g.const(g.normal(depth) / np.sqrt(depth)))


@feature(3, 4)
def matmul_constant_batch(g, x):
    shape = g.shape(x)
    weight = g.normal(*shape[1:-2], shape[-1], g.between(1, 9)) / np.sqrt(shape[-1])
    return g.add("MatMul", x, g.const(weight))


@feature(2, 3, 4)
def matmul_dynamic(g, x):
    """x times its own transpose, scaled as attention does."""
    rank = len(g.shape(x))
    other = g.add("Tanh", x) if g.chance(0.5) else x
    order = [*range(rank - 2), rank - 1, rank - 2]
    y = g.add("MatMul", x, g.add("Transpose", other, perm=order))
    return g.add("Div", y, g.const(np.sqrt(g.shape(x)[-1])))


@feature(3)
def attention(g, x):
    """softmax(q k^T / sqrt(d)) v of one head."""
    depth, width = g.shape(x)[-1], g.between(3, 9)
    q, k, v = (g.add("MatMul", x, g.const(g.filter((width, depth), depth).T))
               for _ in range(3))
    scores = g.add("MatMul", q, g.add("Transpose", k, perm=[0, 2, 1]))
    scores = g.add("Mul", scores, g.const(1 / np.sqrt(width)))
    return g.add("MatMul", g.add("Softmax", scores, axis=-1), v)


@feature(3, 4)
def batch_norm_after_conv(g, x):
    return batch_norm_alone(g, conv(g, x, 1))


@feature(2, 3, 4, 5)
def batch_norm_alone(g, x):
    channels = g.shape(x)[1]
    uniform = lambda low, high: g.const(g.rng.uniform(low, high, channels))
    return g.add("BatchNormalization", x, uniform(0.5, 1.5), uniform(-0.5, 0.5),
                 uniform(-0.3, 0.3), uniform(0.5, 1.5), epsilon=1e-3)


@feature(3, 4)
def residual_block(g, x):
    channels = g.shape(x)[1]
    kernel = [3] * (len(g.shape(x)) - 2)
    y = x
    for last in (False, True):
        weight = g.const(g.filter((channels, channels, *kernel), channels * 3 ** len(kernel)))
        y = g.add("Conv", y, weight, kernel_shape=kernel, pads=[1] * 2 * len(kernel))
        if not last:
            y = g.add("Relu", y)
    return g.add("Relu", g.add("Add", x, y))
