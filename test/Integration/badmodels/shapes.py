# SPDX-License-Identifier: Apache-2.0
#
# One-node models that break the rules of operators which move or reshape data:
# axes, permutations, index ranges, sizes that overflow, shapes known only at run
# time. These run in the constant folder too, where a missed check reads memory.
"""Bad Reshape, Transpose, Slice, Gather, Concat, Split, Pad, Resize, Reduce."""

import numpy as np
from onnx import helper, numpy_helper

from .suite import FLOAT, INT64, UINT8, Typed, f32, i64, op, raw_tensor, scalar

X = (1, 4, 8, 8)
HUGE = 2**40
ENORMOUS = 2**62


def add_all(suite):
    for family in (reshape, axes, joining, slicing, gather, pad, resize, reduce,
                   constants):
        family(suite)


def reshape(suite):
    def to(*shape, x=X, **attributes):
        return op("Reshape", [x, i64(*shape)], rank=len(shape), **attributes)

    suite.control("reshape", to(0, -1))
    for name, why, model in [
        ("count", "256 numbers into 1x255", to(1, 255)),
        ("two-inferred", "two -1 in one shape", to(-1, -1)),
        ("negative", "size -2", to(-2, 128)),
        ("not-divisible", "-1 next to 7: 7 does not divide 256", to(7, -1)),
        ("zero-beyond", "0 copies axis 5 of a rank-4 input", to(1, 4, 8, 8, 1, 0)),
        ("overflow", "shape product overflows to 256",
         to(2**32, 2**32, 256)),
        ("zero-and-inferred", "allowzero with both 0 and -1", to(0, -1, allowzero=1)),
        ("constant-count", "a constant of 6 numbers into 4", to(4, x=f32(6))),
        ("shape-rank", "shape of rank 2", op("Reshape", [X, i64(1, 256).reshape(1, 2)], rank=2)),
        ("shape-type", "shape of float", op("Reshape", [X, f32(2)], rank=2)),
        ("dynamic", "shape is a graph input: rank known only at run time",
         op("Reshape", [X, Typed(INT64, "K")])),
    ]:
        suite.bad("reshape-" + name, why, model)


def axes(suite):
    suite.control("transpose", op("Transpose", [X], perm=[0, 2, 3, 1]))
    suite.control("squeeze", op("Squeeze", [X, i64(0)], rank=3))
    for name, why, model in [
        ("transpose-repeated", "perm repeats axis 1", op("Transpose", [X], perm=[0, 1, 1, 3])),
        ("transpose-short", "perm of 3 for rank 4", op("Transpose", [X], perm=[0, 2, 1])),
        ("transpose-long", "perm of 5 for rank 4", op("Transpose", [X], perm=[0, 1, 2, 3, 4])),
        ("transpose-range", "perm names axis 4", op("Transpose", [X], perm=[0, 1, 2, 4])),
        ("transpose-enormous", "perm names axis 2^62",
         op("Transpose", [X], perm=[0, 1, 2, ENORMOUS])),
        ("transpose-negative", "perm names axis -9", op("Transpose", [X], perm=[0, 1, 2, -9])),
        ("transpose-constant", "perm of a constant repeats axis 0",
         op("Transpose", [f32(2, 3)], perm=[0, 0])),
        ("squeeze-size", "squeezes an axis of size 4", op("Squeeze", [X, i64(1)], rank=3)),
        ("squeeze-range", "axis 7 of rank 4", op("Squeeze", [X, i64(7)], rank=3)),
        ("unsqueeze-range", "axis 9 of result rank 5", op("Unsqueeze", [X, i64(9)], rank=5)),
        ("unsqueeze-repeated", "axis 1 twice", op("Unsqueeze", [X, i64(1, 1)], rank=6)),
        ("unsqueeze-no-axes", "Unsqueeze without axes", op("Unsqueeze", [X], rank=5)),
    ]:
        suite.bad(name, why, model)


def joining(suite):
    suite.control("concat", op("Concat", [X, (1, 2, 8, 8)], axis=1))
    suite.control("split", op("Split", [X, i64(1, 3)], outputs=2, axis=1))
    for name, why, model in [
        ("concat-sizes", "8x8 and 8x7 along axis 1", op("Concat", [X, (1, 4, 8, 7)], axis=1)),
        ("concat-rank", "rank 4 and rank 3", op("Concat", [X, (4, 8, 8)], axis=1)),
        ("concat-axis", "axis 4 of rank 4", op("Concat", [X, X], axis=4)),
        ("concat-axis-negative", "axis -5 of rank 4", op("Concat", [X, X], axis=-5)),
        ("concat-no-axis", "Concat without axis", op("Concat", [X, X])),
        ("concat-nothing", "Concat without operands", op("Concat", [], axis=0, rank=1)),
        ("concat-type", "float and int64", op("Concat", [X, Typed(INT64, *X)], axis=1)),
        ("concat-constants", "constants 2x2 and 3x3 along axis 0",
         op("Concat", [f32(2, 2), f32(3, 3)], axis=0)),
        ("split-sum", "1 + 2 out of 4", op("Split", [X, i64(1, 2)], outputs=2, axis=1)),
        ("split-negative", "sizes 5 and -1", op("Split", [X, i64(5, -1)], outputs=2, axis=1)),
        ("split-overflow", "sizes wrap around to 4",
         op("Split", [X, i64(2**63 - 1, 2**63 - 1, 6)], outputs=3, axis=1)),
        ("split-count", "3 sizes for 2 results", op("Split", [X, i64(1, 1, 2)], outputs=2, axis=1)),
        ("split-axis", "axis 4 of rank 4", op("Split", [X], outputs=2, axis=4)),
        ("split-uneven", "4 channels in 3 equal parts", op("Split", [X], outputs=3, axis=1)),
        ("split-num-outputs", "num_outputs 3, results 2",
         op("Split", [X], outputs=2, axis=1, num_outputs=3, opset=18)),
    ]:
        suite.bad(name, why, model)


def slicing(suite):
    def cut(starts=i64(0), ends=i64(4), axis=i64(2), steps=i64(1), x=X):
        return op("Slice", [x, starts, ends, axis, steps])

    suite.control("slice", cut(steps=i64(2)))
    for name, why, model in [
        ("step-zero", "step 0", cut(steps=i64(0))),
        ("step-zero-constant", "step 0 on a constant", cut(x=f32(2, 3, 4), steps=i64(0))),
        ("axis", "axis 4 of rank 4", cut(axis=i64(4))),
        ("lengths", "2 starts, 1 end", cut(starts=i64(0, 0))),
        ("repeated-axis", "axis 2 twice",
         cut(i64(0, 1), i64(4, 4), i64(2, 2), i64(1, 1))),
        ("starts-type", "starts of float", cut(starts=f32(1))),
        ("no-ends", "Slice with two operands", op("Slice", [X, i64(0)])),
    ]:
        suite.bad("slice-" + name, why, model)
    suite.maybe("slice-dynamic", "starts and ends are graph inputs",
                op("Slice", [X, Typed(INT64, 1), Typed(INT64, 1)]))


def gather(suite):
    suite.control("gather", op("Gather", [X, i64(3, -4)], axis=1))
    for name, why, model in [
        ("range", "index 4 on an axis of 4", op("Gather", [X, i64(4)], axis=1)),
        ("negative", "index -5 on an axis of 4", op("Gather", [X, i64(-5)], axis=1)),
        ("enormous", "index 2^62", op("Gather", [X, i64(ENORMOUS)], axis=1)),
        ("constant", "index 1000 into a constant of 3", op("Gather", [f32(3), i64(1000)])),
        ("axis", "axis 4 of rank 4", op("Gather", [X, i64(0)], axis=4)),
        ("float-index", "indices of float", op("Gather", [X, f32(1)], axis=1)),
        ("scalar-data", "Gather from a scalar", op("Gather", [scalar(1), i64(0)])),
    ]:
        suite.bad("gather-" + name, why, model)


def pad(suite):
    def padded(*pads, **attributes):
        return op("Pad", [X, i64(*pads)], **attributes)

    suite.control("pad", padded(0, 0, 1, 1, 0, 0, 1, 1))
    for name, why, model in [
        ("count", "6 pads for rank 4", padded(0, 0, 1, 1, 0, 0)),
        ("beyond", "removes 5 + 5 rows of 8", padded(0, 0, -5, 0, 0, 0, -5, 0)),
        ("overflow", "size overflows 63 bits", padded(0, 0, ENORMOUS, 0, 0, 0, ENORMOUS, 0)),
        ("mode", "mode `sideways`", padded(0, 0, 1, 1, 0, 0, 1, 1, mode="sideways")),
        ("reflect", "reflects 9 rows of 8", padded(0, 0, 9, 0, 0, 0, 0, 0, mode="reflect")),
        ("value-type", "float input, int64 value",
         op("Pad", [X, i64(0, 0, 1, 1, 0, 0, 1, 1), scalar(0, np.int64)])),
        ("pads-type", "pads of float", op("Pad", [X, f32(8)])),
    ]:
        suite.bad("pad-" + name, why, model)


def resize(suite):
    def scaled(*scales, sizes=None, **attributes):
        values = np.array(scales, np.float32) if scales else None
        operands = [X, None, values] + ([] if sizes is None else [sizes])
        return op("Resize", operands, **attributes)

    suite.control("resize", scaled(1, 1, 2, 2))
    for name, why, model in [
        ("nothing", "neither scales nor sizes", op("Resize", [X])),
        ("count", "3 scales for rank 4", scaled(1, 2, 2)),
        ("zero", "scale 0", scaled(1, 1, 0, 2)),
        ("negative", "scale -2", scaled(1, 1, -2, 2)),
        ("nan", "scale NaN", scaled(1, 1, np.nan, 2)),
        ("infinite", "scale infinite", scaled(1, 1, np.inf, 2)),
        ("overflow", "scale 1e30: the size fits no integer", scaled(1, 1, 1e30, 1)),
        ("sizes-count", "sizes for 3 of 4 axes", scaled(sizes=i64(1, 8, 8))),
        ("sizes-negative", "size -8", scaled(sizes=i64(1, 4, -8, 8))),
        ("both", "scales and sizes", scaled(1, 1, 2, 2, sizes=i64(1, 4, 16, 16))),
        ("mode", "mode `sideways`", scaled(1, 1, 2, 2, mode="sideways")),
        ("coordinates", "coordinate mode `sideways`",
         scaled(1, 1, 2, 2, coordinate_transformation_mode="sideways")),
    ]:
        suite.bad("resize-" + name, why, model)


def reduce(suite):
    suite.control("reducemean", op("ReduceMean", [X], axes=[2, 3]))
    suite.maybe("reducemax-empty", "maximum over 0 numbers: -inf or an error",
                op("ReduceMax", [f32(2, 0)], axes=[1]))
    suite.maybe("reducemax-repeated", "axis 1 twice", op("ReduceMax", [X], axes=[1, 1, -3]))
    for name, why, model in [
        ("reducemean-axis", "axis 4 of rank 4", op("ReduceMean", [X], axes=[4])),
        ("reducesum-axis", "axis -5 of rank 4", op("ReduceSum", [X, i64(-5)])),
        ("argmax-axis", "axis 4 of rank 4", op("ArgMax", [X], axis=4, out=INT64)),
    ]:
        suite.bad(name, why, model)


def constants(suite):
    def filled(*shape, **attributes):
        return op("ConstantOfShape", [i64(*shape)], rank=len(shape), **attributes)

    def constant(**attributes):
        return op("Constant", [], rank=1, **attributes)

    sparse = helper.make_sparse_tensor(
        numpy_helper.from_array(f32(2), "values"),
        numpy_helper.from_array(i64(1, 900), "indices"), [4])
    suite.control("constantofshape", filled(2, 3))
    for name, why, model in [
        ("constantofshape-negative", "shape [2, -3]", filled(2, -3)),
        ("constantofshape-enormous", "2^80 numbers", filled(HUGE, HUGE)),
        ("constantofshape-wraps", "2^64 numbers: the count wraps to 0", filled(2**32, 2**32)),
        ("constantofshape-value", "value of 2 numbers",
         filled(2, value=numpy_helper.from_array(f32(2)))),
        ("constant-none", "Constant without value", constant()),
        ("constant-two", "Constant with two values", constant(value_float=1.0, value_int=1)),
        ("constant-short", "100 numbers announced, 4 bytes given",
         constant(value=raw_tensor("c", FLOAT, [100], b"\0" * 4))),
        ("constant-type", "value as a text", constant(value="one")),
        ("constant-sparse-index", "sparse index 900 of 4", constant(sparse_value=sparse)),
        ("range-step-zero", "Range with step 0",
         op("Range", [scalar(0, np.int64), scalar(9, np.int64), scalar(0, np.int64)],
            rank=1, out=INT64)),
        ("result-type-constant", "float constant declared as uint8",
         constant(value=numpy_helper.from_array(f32(2)), out=UINT8)),
    ]:
        suite.bad(name, why, model)
