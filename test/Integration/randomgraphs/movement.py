# SPDX-License-Identifier: Apache-2.0
#
# Operators that move values, and those that look at windows or whole axes.
"""Movement, pools and reductions."""

import numpy as np

from .builder import Unfit, feature

ANY = (2, 3, 4, 5)
SPATIAL = (3, 4, 5)


def random_axis(g, x):
    return g.between(1, len(g.shape(x)) - 1)


def pool(g, x, op, **attributes):
    sizes = g.shape(x)[2:]
    kernel = [g.between(1, min(4, n)) for n in sizes]
    pads = [g.between(0, k - 1) if g.chance(0.6) else 0 for k in kernel * 2]
    g.check_windows(x, kernel, pads, attributes.get("dilations", [1] * len(kernel)))
    return g.add(op, x, kernel_shape=kernel, pads=pads,
                 strides=[g.between(1, 3) for _ in kernel], ceil_mode=g.pick(0, 1),
                 **attributes)


@feature(*SPATIAL)
def max_pool(g, x):
    return pool(g, x, "MaxPool", dilations=[g.pick(1, 1, 2) for _ in g.shape(x)[2:]])


@feature(*SPATIAL)
def average_pool(g, x):
    return pool(g, x, "AveragePool", count_include_pad=0)


@feature(*SPATIAL)
def average_pool_with_padding(g, x):
    return pool(g, x, "AveragePool", count_include_pad=1)


@feature(4)
def average_pool_plain(g, x):
    if min(g.shape(x)[2:]) < 2:
        raise Unfit("smaller than the window")
    return g.add("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])


@feature(*SPATIAL)
def global_average_pool(g, x):
    return g.add("GlobalAveragePool", x)


@feature(*SPATIAL)
def global_max_pool(g, x):
    return g.add("GlobalMaxPool", x)


def reduce(g, x, op):
    rank = len(g.shape(x))
    axes = sorted(int(a) + 1 for a in g.rng.choice(rank - 1, g.between(1, rank - 1),
                                                   replace=False))
    keep = g.pick(0, 1) if rank - len(axes) >= 2 else 1
    if op == "ReduceSum":  # a sum grows, later functions would only saturate
        count = np.prod([g.shape(x)[a] for a in axes])
        x = g.add("Mul", x, g.const(1 / np.sqrt(count)))
        return g.add(op, x, g.ints(axes), keepdims=keep)
    return g.add(op, x, axes=axes, keepdims=keep)


@feature(*ANY)
def reduce_mean(g, x):
    return reduce(g, x, "ReduceMean")


@feature(*ANY)
def reduce_sum(g, x):
    return reduce(g, x, "ReduceSum")


@feature(*ANY)
def reduce_max(g, x):
    return reduce(g, x, "ReduceMax")


@feature(*ANY)
def reduce_min(g, x):
    return reduce(g, x, "ReduceMin")


@feature(*ANY)
def concat(g, x):
    others = [g.add("Sigmoid", x), g.add("Neg", x), x]
    return g.add("Concat", x, *others[:g.between(1, 3)], axis=random_axis(g, x))


@feature(*ANY)
def concat_with_constant(g, x):
    axis = random_axis(g, x)
    shape = list(g.shape(x))
    shape[axis] = 2
    return g.add("Concat", g.const(g.normal(*shape)), x, axis=axis)


@feature(*ANY)
def concat_of_other_ranges(g, x):
    wide = g.add("Mul", x, g.const(6.0))
    return g.add("Concat", g.add("Softmax", x, axis=-1), wide, axis=random_axis(g, x))


@feature(*ANY)
def split(g, x):
    axis = random_axis(g, x)
    size = g.shape(x)[axis]
    if size < 2:
        raise Unfit("nothing to split")
    first = g.between(1, size - 1)
    a, b = g.add("Split", x, g.ints([first, size - first]), results=2, axis=axis)
    return g.add("Concat", g.add("Relu", b), a, axis=axis)


@feature(*ANY)
def slice_forward(g, x):
    axis = random_axis(g, x)
    size = g.shape(x)[axis]
    start = g.between(0, size - 1)
    return g.add("Slice", x, g.ints([start]), g.ints([g.between(start + 1, size + 3)]),
                 g.ints([axis]), g.ints([g.between(1, 3)]))


@feature(*ANY)
def slice_backward(g, x):
    axis = random_axis(g, x)
    return g.add("Slice", x, g.ints([-1]), g.ints([-2**31]), g.ints([axis]),
                 g.ints([-g.between(1, 2)]))


@feature(*ANY)
def slice_two_axes(g, x):
    rank = len(g.shape(x))
    if rank < 3:
        raise Unfit("one axis beside the batch")
    ends = [g.shape(x)[rank - 2] - 1 or 1, g.shape(x)[rank - 1]]
    return g.add("Slice", x, g.ints([0, g.shape(x)[rank - 1] // 2]), g.ints(ends),
                 g.ints([-2, -1]))


def pad(g, x, mode, value=None, least=0):
    shape = g.shape(x)
    limit = [0] + [2 if mode == "constant" else min(n - 1, 2) for n in shape[1:]]
    pads = [g.between(least if n else 0, n) for n in limit * 2]
    return g.add("Pad", x, g.ints(pads), *([] if value is None else [g.const(value)]),
                 mode=mode)


@feature(*ANY)
def pad_zero(g, x):
    return pad(g, x, "constant")


@feature(*ANY)
def pad_value(g, x):
    return pad(g, x, "constant", g.pick(0.7, -0.4, 3.5))


@feature(*ANY)
def pad_reflect(g, x):
    return pad(g, x, "reflect")


@feature(*ANY)
def pad_edge(g, x):
    return pad(g, x, "edge")


@feature(*ANY)
def pad_crop(g, x):
    shape = g.shape(x)
    pads = [0] * 2 * len(shape)
    axis = random_axis(g, x)
    if shape[axis] < 3:
        raise Unfit("nothing to crop")
    pads[axis], pads[len(shape) + axis] = -1, g.between(0, 2)
    return g.add("Pad", x, g.ints(pads))


@feature(*ANY)
def transpose(g, x):
    order = [0] + [int(a) + 1 for a in g.rng.permutation(len(g.shape(x)) - 1)]
    return g.add("Transpose", x, perm=order)


@feature(*ANY)
def flatten_gemm(g, x):
    flat = g.add("Flatten", x, axis=1)
    depth = g.shape(flat)[1]
    return g.add("Gemm", flat, g.const(g.filter((g.between(2, 21), depth), depth)), transB=1)


@feature(*ANY)
def reshape(g, x):
    shape = g.shape(x)
    target = g.pick([shape[0], -1], [0, 1, -1], [0, -1, shape[-1]],
                    [0, shape[-1], 1, -1])
    return g.add("Reshape", x, g.ints(target))


@feature(3, 4, 5)
def squeeze(g, x):
    pooled = g.add("ReduceMax", x, axes=[len(g.shape(x)) - 1], keepdims=1)
    return g.add("Squeeze", pooled, g.ints([-1]))


@feature(2, 3, 4)
def unsqueeze(g, x):
    return g.add("Unsqueeze", x, g.ints([g.between(1, len(g.shape(x)))]))


@feature(*ANY)
def gather(g, x):
    axis = random_axis(g, x)
    size = g.shape(x)[axis]
    indices = g.rng.integers(-size, size, g.between(1, 6))
    return g.add("Gather", x, g.ints(indices), axis=axis)


@feature(*ANY)
def expand(g, x):
    shape = g.shape(x)
    pooled = g.add("ReduceMean", x, axes=[len(shape) - 1], keepdims=1)
    return g.add("Expand", pooled, g.ints([*shape[:-1], 3]))


@feature(*ANY)
def tile(g, x):
    repeats = [1] + [g.pick(1, 2) for _ in g.shape(x)[1:]]
    return g.add("Tile", x, g.ints(repeats))


@feature(4)
def depth_to_space(g, x):
    channels = g.shape(x)[1]
    weight = g.const(g.filter((4 * g.between(1, 3), channels, 1, 1), channels))
    return g.add("DepthToSpace", g.add("Conv", x, weight), blocksize=2,
                 mode=g.pick("DCR", "CRD"))


@feature(4)
def space_to_depth(g, x):
    if any(n % 2 for n in g.shape(x)[2:]):
        raise Unfit("odd sizes")
    return g.add("SpaceToDepth", x, blocksize=2)


@feature(3, 4, 5)
def resize_nearest(g, x):
    shape = g.shape(x)
    mode = g.pick("asymmetric", "half_pixel", "align_corners")
    rounding = g.pick("floor", "ceil", "round_prefer_floor", "round_prefer_ceil")
    if g.chance(0.5):
        sizes = [*shape[:2], *(g.between(1, 2 * n) for n in shape[2:])]
        extra = ["", "", g.ints(sizes)]
    else:
        extra = ["", g.const([1, 1] + [g.pick(2.0, 1.5, 0.5, 3.0) for _ in shape[2:]])]
    return g.add("Resize", x, *extra, mode="nearest", nearest_mode=rounding,
                 coordinate_transformation_mode=mode)


@feature(*ANY)
def identity_dropout(g, x):
    return g.add("Tanh", g.add("Dropout", g.add("Identity", x)))
