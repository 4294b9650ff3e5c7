// SPDX-License-Identifier: Apache-2.0
// Ops of the dialect. Every verifier constraint is numbered (C1, C2, ...) in the
// description, cited in the verifier as <op>_c<n> and tested negatively.
#ifndef QOPT_IR_OPS_TD
#define QOPT_IR_OPS_TD

include "qopt/IR/QOptOpBase.td"

//===-- Constants and the border between parts and wholes -----------------===//

def QOpt_ConstantOp : QOpt_Op<"constant", [ConstantLike]> {
  let summary = "A constant tensor, signed or unsigned";
  let description = [{
    `arith.constant` refuses unsigned element types, and codes are unsigned as
    often as signed; one constant op for the whole dialect keeps every matcher
    single.

    - C1: the value's type is the result type.

    ```mlir
    %z = qopt.constant dense<[128, 3]> : tensor<2xui8>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs StaticShapeTensorOf<[F32, AnySignlessInteger, AnyUnsignedInteger]>:$result);
  let hasCustomAssemblyFormat = 1;
  let hasFolder = 1;
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::ElementsAttr":$value), [{
    build($_builder, $_state, value.getShapedType(), value);
  }]>];
}

def QOpt_QuantizeOp : QOpt_Op<"quantize"> {
  let summary = "Real numbers to codes";
  let description = [{
    t = x / scale, one f32 division, or 0 where the scale is 0 (a block of zeros).
    Uniform formats: code = clamp(round(t) + zero_point), rounding in the stated
    mode, saturating; NaN becomes the zero point. Others: code = encode(t) of the
    format's table: the nearest value under `nearest_even`, ties as the format says.
    A scale may be any f32 value known at run time only; where x / scale is NaN,
    the code is that of NaN.

    With f32 zero points t' = f32(t + zero_point), and code = clamp(round(t')) of a
    uniform format, encode(t') of any other; in a uniform format a NaN t counts as
    0. `#qopt.bcq` chooses its bits greedily, see there. A result with N:M sparsity
    keeps in every run the N elements of largest |x| (the lower index of equals; a
    NaN is the largest), all others get the code of 0.

    - C1: input and result have one shape.
    - C2: `scale` has the shape that the granularity asks for (behind a leading
      dimension q for `#qopt.bcq<q>`).
    - C3: `zero_point` has the shape that the granularity asks for.
    - C4: constant scales are positive, finite and normal.
    - C5: constant i32 zero points are codes of the format.
    - C6: constant i32 zero points of a format that is not uniform are 0.
    - C7: constant f32 zero points are finite.
    - C8: the axis of a sparsity is a dimension, and its zero points are i32.

    ```mlir
    %q = qopt.quantize %x, %s, %z rounding nearest_even
       : tensor<1x4xf32>, tensor<f32>, tensor<i32> -> tensor<1x4x!qopt.q<#qopt.int<s8>, #qopt.tensor>>
    ```
  }];
  let arguments = (ins QOpt_FloatTensor:$input, QOpt_ScaleTensor:$scale,
                       QOpt_AnyZeroPointTensor:$zero_point, QOpt_RoundingAttr:$rounding);
  let results = (outs QOpt_QTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $zero_point `rounding` $rounding attr-dict
    `:` type($input) `,` type($scale) `,` type($zero_point) `->` type($result) }];
  let hasVerifier = 1;
}

def QOpt_DequantizeOp : QOpt_Op<"dequantize"> {
  let summary = "Codes to real numbers";
  let description = [{
    x = f32(decode(code) - zero_point) * scale, one f32 multiplication; with an f32
    zero point f32(f32(decode(code)) - zero_point). `#qopt.bcq`: see there.
    The result may be the scale of another value: scales that are quantized
    themselves (MX, NVFP4, double quantization) need no type of their own.

    - C1: input and result have one shape.
  }];
  let arguments = (ins QOpt_QTensor:$input);
  let results = (outs QOpt_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def QOpt_RequantizeOp : QOpt_Op<"requantize"> {
  let summary = "Codes of one scale to codes of another";
  let description = [{
    The number is unchanged but for rounding: result = quantize(dequantize(x)), the
    two ops' f32 arithmetic in this order. The integer stage rescales uniform formats
    instead, equal up to the rounding of a fixed-point multiplier.
    Input may be an s32 accumulator.

    - C1: input and result have one shape.
    - C2: `scale` has the shape that the result's granularity asks for.
    - C3: `zero_point` has the shape of `scale`.
    - C4: constant scales are positive, finite and normal.
    - C5: constant zero points are codes of the result's format.
    - C6: constant zero points of a result format that is not uniform are 0.
    - C7: the result has one scale per slot and no sparsity.
  }];
  let arguments = (ins QOpt_QTensor:$input, QOpt_ScaleTensor:$scale,
                       QOpt_ZeroPointTensor:$zero_point, QOpt_RoundingAttr:$rounding);
  let results = (outs QOpt_QTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $zero_point `rounding` $rounding attr-dict
    `:` type($input) `,` type($scale) `,` type($zero_point) `->` type($result) }];
  let hasVerifier = 1;
}

def QOpt_AssembleOp : QOpt_Op<"assemble"> {
  let summary = "Codes, scales and zero points become one quantized value";
  let description = [{
    What a value's parts mean is said by its format and by `qopt.dequantize`.

    - C1: codes and result have one shape.
    - C2: `scale` has the shape that the granularity asks for (behind a leading
      dimension q for `#qopt.bcq<q>`).
    - C3: `zero_point` has the shape that the granularity asks for.
    - C4: constant scales are positive, finite and normal; of a format without a
      code for 0 finite and not negative.
    - C5: constant i32 zero points are codes of the format.
    - C6: codes have the storage type of the format.
    - C7: constant codes lie in the format's range.
    - C8: constant i32 zero points of a format that is not uniform are 0.
    - C9: constant f32 zero points are finite.
    - C10: the axis of a sparsity is a dimension, and its zero points are i32.
    - C11: constant codes obey the sparsity of the type, where the code of 0 is
      known: constant zero points, or a format that is not uniform.
  }];
  let arguments = (ins QOpt_IntTensor:$codes, QOpt_ScaleTensor:$scale,
                       QOpt_AnyZeroPointTensor:$zero_point);
  let results = (outs QOpt_QTensor:$result);
  let assemblyFormat = [{
    $codes `,` $scale `,` $zero_point attr-dict
    `:` type($codes) `,` type($scale) `,` type($zero_point) `->` type($result) }];
  let hasVerifier = 1;
}

def QOpt_CodesOp : QOpt_Op<"codes"> {
  let summary = "The codes of a quantized value";
  let description = [{
    - C1: input and result have one shape.
    - C2: the result's element type is the format's storage type.
  }];
  let arguments = (ins QOpt_QTensor:$input);
  let results = (outs QOpt_IntTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QOpt_ObserveOp : Op<QOpt_Dialect, "observe"> {
  let summary = "Hand a value to a calibration observer";
  let description = [{
    Passes its operand to observer number `id` of the running session. Inserted
    by `qopt-insert-observers`, gone before any artefact is written.
  }];
  let arguments = (ins QOpt_FloatTensor:$input, I64Attr:$id);
  let assemblyFormat = "$input `id` $id attr-dict `:` type($input)";
}

//===-- Linear ops --------------------------------------------------------===//

def QOpt_ConvOp : QOpt_Op<"conv", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Convolution over any number of spatial dimensions, channels last";
  let description = [{
    result[n, o, f] = bias[f] + sum over k, c (in this order) of
      input[n, (o * stride + k * dilation - pad) / input_dilation, g*C/G + c] * filter[f, k, c]

    where positions that `input_dilation` does not divide count as 0 and
    positions outside count as zero: real 0.0 in float, the zero point in
    quantized form, the code `pad_value` in integer form. A transposed
    convolution is a convolution with input dilation = its stride.

    Shapes: input [N, S1..Sr, C], filter [F, K1..Kr, C/G], bias [F],
    result [N, O1..Or, F] with
    Oi = ((Si-1)*input_dilation_i + 1 + pad_lo_i + pad_hi_i - ((Ki-1)*dilation_i + 1)) / stride_i + 1.

    Float form: the sum starts at the bias (or 0); every product and every sum is
    rounded to f32.

    Integer form: `i8/ui8/i16` x `i8/ui8/i16` -> `i32` (or `i64`), exact: the products are
    summed without zero points; those are folded into the bias by the integer
    lowering. Positions that input dilation skips also count as `pad_value`.

    - C1: input, filter and result have rank r + 2, r >= 1.
    - C2: strides, dilations and input_dilations have r entries, all positive;
      padding has 2r entries (lows, then highs); negative padding crops.
    - C3: groups divides C and F, and filter has C/G channels.
    - C4: result has the shape of the formula, with all Oi positive.
    - C5: bias has shape [F].
    - C6: all float, all quantized or all integer.
    - C7: a quantized result has result parameters, all others have none.
    - C8: `pad_value` is given in integer form only.
  }];
  let arguments = (ins QOpt_Tensor:$input, QOpt_Tensor:$filter,
      Optional<QOpt_Tensor>:$bias,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
      DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$input_dilations,
      I64Attr:$groups, OptionalAttr<I64Attr>:$pad_value);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $filter (`bias` $bias^)?
    (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

def QOpt_MatmulOp : QOpt_Op<"matmul", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Batched matrix product";
  let description = [{
    result[b, m, n] = bias[n] + sum over k of lhs[b, m, k] * rhs[b, k, n], leading
    dimensions broadcast as in numpy. Integer form as for `qopt.conv`. Float form:
    the sum starts at the bias (or 0) and takes the products in the order of k,
    every product and every sum rounded to f32.

    Weight-only form: rhs is quantized, in any format and granularity, all else is
    float. Consecutive k whose weights share a scale form a run; a column's result is

        total = bias[n], or 0
        for each run in the order of k:
          partial = 0
          for each k of the run in order:
            partial = partial + lhs[b, m, k] * f32(value[b, k, n] - zero_point)
          total = total + partial * scale

    with every product, sum and difference rounded to f32 (no fused multiply-add).
    An f32 zero point is subtracted from f32(value).

    Weights in `#qopt.bcq<q>` are q matrices of -1 and 1 (the bits of a plane) with
    scales of their own: the result is p_0 + p_1 + ... + p_(q-1), summed in f32 in
    this order, where p_i is the product with plane i as above, and only p_0 starts
    at the bias. f32 zero points are one more matrix, p_q, all of whose values are
    -1 and whose scales are the zero points.

    - C1: lhs and rhs have rank >= 2 and equal K.
    - C2: leading dimensions broadcast; result has the broadcast shape.
    - C3: bias has shape [N].
    - C4: all float, all quantized, all integer, or all float but a quantized rhs.
    - C5: a quantized result has result parameters, all others have none.
  }];
  let arguments = (ins QOpt_Tensor:$lhs, QOpt_Tensor:$rhs,
      Optional<QOpt_Tensor>:$bias,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs (`bias` $bias^)?
    (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

//===-- Elementwise -------------------------------------------------------===//

def QOpt_UnaryOp : QOpt_Op<"unary", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Elementwise function of one operand";
  let description = [{
    `kind` names a function of Numerics (`UnaryFunctions.h`); `alpha` and `beta`
    are its parameters (leaky_relu: slope; clip: low, high; hard_sigmoid: alpha,
    beta; elu, celu, thresholded_relu: alpha; selu: alpha, gamma).
    Integer form: relu, clip, neg, abs, sign on signless integers.

    - C1: input and result have one shape.
    - C2: all float, all quantized or all integer.
    - C3: a quantized result has result parameters, all others have none.
  }];
  let arguments = (ins QOpt_Tensor:$input,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      QOpt_UnaryKindAttr:$kind,
      DefaultValuedAttr<F64Attr, "0.0">:$alpha, DefaultValuedAttr<F64Attr, "0.0">:$beta);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $kind $input (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

def QOpt_BinaryOp : QOpt_Op<"binary", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Elementwise function of two operands, broadcast as in numpy";
  let description = [{
    Integer form wraps in the element type (two's complement for `iN`, modulo
    2^N for `uiN`); div truncates toward zero.

    - C1: result has the broadcast shape of the operands.
    - C2: all float, all quantized or all integer (of one type).
    - C3: a quantized result has result parameters, all others have none.
  }];
  let arguments = (ins QOpt_Tensor:$lhs, QOpt_Tensor:$rhs,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      QOpt_BinaryKindAttr:$kind);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $kind $lhs `,` $rhs (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

def QOpt_CastOp : QOpt_Op<"cast"> {
  let summary = "Change of element type";
  let description = [{
    int -> int wraps or extends by the signedness of the input (`uiN` zero-, `iN`
    sign-extends), int -> float rounds to nearest even, float -> int truncates
    toward zero and saturates (NaN becomes 0); `i1` from a number is x != 0.

    - C1: input and result have one shape.
  }];
  let arguments = (ins StaticShapeTensorOf<[F32, AnySignlessInteger, AnyUnsignedInteger]>:$input);
  let results = (outs StaticShapeTensorOf<[F32, AnySignlessInteger, AnyUnsignedInteger]>:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

//===-- Pooling, reductions, softmax --------------------------------------===//

def QOpt_PoolOp : QOpt_Op<"pool", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Windowed maximum, average or sum, channels last";
  let description = [{
    Shapes: input [N, S1..Sr, C], result [N, O1..Or, C]. Window positions outside
    the input never win a maximum and add nothing to a sum; an average divides by the
    number of positions inside the input, or with `count_include_pad` by the number inside the
    padded input. Result sizes are free below the ceiling form
    (so ONNX's ceil_mode needs no attribute); positions beyond the high padding count nowhere.
    Integer average rounds half away from zero, by truncating division of
    sum +- count/2 (TFLite's rule). Integer sum gives `i32`.
    Quantized max keeps its operand's parameters; average and sum have their own.

    - C1: input and result have rank r + 2 and equal N and C.
    - C2: kernel, strides, dilations have r entries, all positive; padding has 2r entries >= 0.
    - C3: every Oi is positive and its last window starts inside the padded input.
    - C4: all float, all quantized or all integer.
    - C5: a quantized average or sum has result parameters, all others have none.
  }];
  let arguments = (ins QOpt_Tensor:$input,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      QOpt_PoolKindAttr:$kind, DenseI64ArrayAttr:$kernel,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
      DenseI64ArrayAttr:$dilations, UnitAttr:$count_include_pad);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $kind $input (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

def QOpt_ReduceOp : QOpt_Op<"reduce", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Reduction over axes";
  let description = [{
    Reduced dimensions stay as 1 (use `qopt.reshape` to drop them). Float sums run in index
    order. Integer form: sum (to `i32`/`i64`, or the input type, wrapping), max, min, prod, mean (truncating), l1, sum_square.

    - C1: axes are sorted, unique and in range; result has 1 there.
    - C2: all float, all quantized or all integer.
    - C3: a quantized result of a kind other than max and min has result parameters, all others have none.
  }];
  let arguments = (ins QOpt_Tensor:$input,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      QOpt_ReduceKindAttr:$kind, DenseI64ArrayAttr:$axes);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $kind $input (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

def QOpt_SoftmaxOp : QOpt_Op<"softmax", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Softmax or log-softmax along an axis";
  let description = [{
    Where `mask` is 0 an element has weight 0 and probability 0 (a causal or padding
    mask); lines of which nothing is kept become 0. The mask broadcasts as in numpy.
    Integer form (exact, see Numerics `Tables.h`): `table[d]` = round(exp(-d*scale) * 2^30)
    for the code difference d = max - x; softmax by `integerSoftmax` with
    `out_shift`, log-softmax by `integerLogSoftmax` with `in_multiplier` and
    `log_multiplier`; both add `zero_code` and clamp to [lo, hi].

    - C1: input and result have one shape; axis is in range.
    - C2: all float, all quantized or all integer.
    - C3: a quantized result has result parameters, all others have none.
    - C4: the integer form has a table of 2^bits `i32` entries, `zero_code`, `lo`, `hi` and
      `out_shift` in [0, 12] (softmax) or the two multipliers (log-softmax); others have none.
    - C5: a mask broadcasts to the input's shape, and log-softmax has none.
  }];
  let arguments = (ins QOpt_Tensor:$input,
      Optional<StaticShapeTensorOf<[I8]>>:$mask,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      Optional<StaticShapeTensorOf<[I32]>>:$table,
      I64Attr:$axis, UnitAttr:$log, OptionalAttr<I64Attr>:$zero_code,
      OptionalAttr<I64Attr>:$lo, OptionalAttr<I64Attr>:$hi,
      OptionalAttr<I64Attr>:$out_shift, OptionalAttr<I64Attr>:$in_multiplier,
      OptionalAttr<I64Attr>:$log_multiplier);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $input (`mask` $mask^)? (`table` $table^)? (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    `axis` $axis (`log` $log^)? attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

//===-- Shape ops: move elements, keep parameters -------------------------===//

class QOpt_ShapeOp<string mnemonic> : QOpt_Op<mnemonic, [QOpt_SameParams]> {
  let hasVerifier = 1;
}

def QOpt_ReshapeOp : QOpt_ShapeOp<"reshape"> {
  let summary = "Same elements in row-major order, other shape";
  let description = "- C1: element counts are equal.";
  let arguments = (ins QOpt_Tensor:$input);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}
def QOpt_TransposeOp : QOpt_ShapeOp<"transpose"> {
  let summary = "Permutation of dimensions";
  let description = [{ result dim i = input dim perm[i].
    - C1: perm is a permutation of the dimensions and the result has the permuted shape.}];
  let arguments = (ins QOpt_Tensor:$input, DenseI64ArrayAttr:$perm);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = "$input `perm` $perm attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}
def QOpt_BroadcastOp : QOpt_ShapeOp<"broadcast"> {
  let summary = "Expansion of dimensions of size 1, as in numpy";
  let description = "- C1: the input shape broadcasts to the result shape.";
  let arguments = (ins QOpt_Tensor:$input);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
}
def QOpt_ConcatOp : QOpt_ShapeOp<"concat"> {
  let summary = "Concatenation along an axis";
  let description = [{Quantized inputs must have one scale and zero point; `qopt-fuse-qdq`
    inserts requantizations where they differ.
    - C1: axis is in range, other dimensions are equal, and the axis sizes sum up.}];
  let arguments = (ins Variadic<QOpt_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = "$inputs `axis` $axis attr-dict `:` functional-type($inputs, $result)";
}
def QOpt_SliceOp : QOpt_ShapeOp<"slice"> {
  let summary = "Strided part of a tensor";
  let description = [{result[i] = input[start + i * step], steps may be negative.
    - C1: starts and steps have one entry per dimension, no step is 0.
    - C2: first and last element of every dimension lie in the input.}];
  let arguments = (ins QOpt_Tensor:$input, DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$steps);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{$input `from` $starts `step` $steps attr-dict
    `:` type($input) `->` type($result)}];
}
def QOpt_PadOp : QOpt_ShapeOp<"pad"> {
  let summary = "Elements added around a tensor (negative: removed)";
  let description = [{`value` is a real number in float and quantized form and a code in integer
    form; it is used in mode constant only.
    - C1: low and high have one entry per dimension and the result has the padded shape.
    - C2: reflect needs pads smaller than the dimension; edge, reflect and wrap need a non-empty input.}];
  let arguments = (ins QOpt_Tensor:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                       QOpt_PadModeAttr:$mode, F64Attr:$value);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{$mode $input `low` $low `high` $high `value` $value attr-dict
    `:` type($input) `->` type($result)}];
}
def QOpt_GatherOp : QOpt_Op<"gather", []> {
  let summary = "Selection along an axis by an index tensor (ONNX Gather)";
  let description = [{result shape = data[:axis] ++ indices ++ data[axis+1:]; negative indices
    count from the end; an index out of range is clamped at run time and refused when constant.
    - C1: axis is in range and the result has the stated shape and the data's element type.
    - C2: constant indices are in [-D, D).}];
  let arguments = (ins QOpt_Tensor:$data, QOpt_IntTensor:$indices, I64Attr:$axis);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{$data `,` $indices `axis` $axis attr-dict
    `:` type($data) `,` type($indices) `->` type($result)}];
  let hasVerifier = 1;
}
def QOpt_ResizeOp : QOpt_Op<"resize", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Separable interpolation, given as per-axis source positions and weights";
  let description = [{
    The importer turns ONNX's coordinate modes into `taps`: for axis i and
    output position o, `positions[i][o*T+t]` is the source index and
    `weights[i][o*T+t]` its weight (f32), T taps. Axes that keep their size are absent:
    `axes` lists the others. Weights of 1 with T = 1 is nearest: quantized nearest keeps its
    operand's parameters.

    - C1: axes are sorted, unique, in range; positions and weights have one constant [O, T] per axis.
    - C2: positions lie in the input.
    - C3: result has size O on the axes and the input's size elsewhere.
    - C4: a quantized result with more than one tap has result parameters, all others have none.
  }];
  let arguments = (ins QOpt_Tensor:$input,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      DenseI64ArrayAttr:$axes, ArrayAttr:$positions, ArrayAttr:$weights);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{$input (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results)}];
  let hasVerifier = 1;
}

//===-- Integer-only ops --------------------------------------------------===//

def QOpt_RescaleOp : QOpt_Op<"rescale"> {
  let summary = "Fixed-point requantization of integers";
  let description = [{
    result = clamp(out_zp + (((x - in_zp) * multiplier + rounding term) >> shift), lo, hi)
    in 64-bit arithmetic (Numerics `Requantize.h`); `multiplier` and `shift` are
    scalars or have one entry per index of the last dimension.
    The same operation as `tosa.rescale` with scale32.

    - C1: input and result have one shape.
    - C2: multiplier is `i32`, shift is `i8`, both tensor<1xT> or tensor<CxT>
      with C the last dimension.
    - C3: constant shifts lie in [0, 62], constant multipliers are >= 0.
    - C4: lo <= hi, both representable in the result type.
  }];
  let arguments = (ins QOpt_IntTensor:$input, StaticShapeTensorOf<[I32]>:$multiplier,
      StaticShapeTensorOf<[I8]>:$shift, I64Attr:$in_zp, I64Attr:$out_zp,
      I64Attr:$lo, I64Attr:$hi, QOpt_RequantRoundingAttr:$rounding);
  let results = (outs QOpt_IntTensor:$result);
  let assemblyFormat = [{$input `by` $multiplier `,` $shift `rounding` $rounding attr-dict
    `:` type($input) `,` type($multiplier) `,` type($shift) `->` type($result)}];
  let hasVerifier = 1;
}

def QOpt_TableOp : QOpt_Op<"table"> {
  let summary = "Function of a code by look-up";
  let description = [{
    result = table[c][code - min_code], min_code being the smallest value of the
    input's element type (-128 for `i8`, 0 for `ui8`); c is 0 for a table of
    shape [1, 256] and the last-dimension index for [C, 256].
    Canonical form: a constant table of codes that `qopt.encode` alone hands it becomes that
    op's codes.

    - C1: input and result have one shape.
    - C2: input is `i8` or `ui8`, table is [1, 256] or [C, 256] of the result's element type.
  }];
  let arguments = (ins QOpt_IntTensor:$input, QOpt_IntTensor:$table);
  let results = (outs QOpt_IntTensor:$result);
  let assemblyFormat = [{$input `,` $table attr-dict
    `:` type($input) `,` type($table) `->` type($result)}];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def QOpt_EncodeOp : QOpt_Op<"encode"> {
  let summary = "Integers to codes by decision points";
  let description = [{
    result = codes[number of thresholds <= x], element by element. What brings a
    rescaled sum into a format whose codes are not numbers (Numerics
    `IntegerEncoder.h`): thresholds are the format's decision points in units of x,
    ties included, so the code is exactly that of the number x stands for.

    - C1: input and result have one shape.
    - C2: there is at least one threshold, and one code more than thresholds.
    - C3: the input is of `i8`, `i16` or `i32`; thresholds are its values and ascend.
    - C4: codes are values of the result's element type.

    ```mlir
    // -1, 0 and 1 in two bits, of numbers in halves
    %c = qopt.encode %x thresholds [0, 2] codes [3, 0, 1] : tensor<4xi32> -> tensor<4xui8>
    ```
  }];
  let arguments = (ins QOpt_IntTensor:$input, DenseI64ArrayAttr:$thresholds,
                       DenseI64ArrayAttr:$codes);
  let results = (outs QOpt_IntTensor:$result);
  let assemblyFormat = [{$input `thresholds` $thresholds `codes` $codes attr-dict
    `:` type($input) `->` type($result)}];
  let hasVerifier = 1;
}

include "qopt/IR/QOptKernelOps.td"
include "qopt/IR/QOptTrainingOps.td"

#endif
