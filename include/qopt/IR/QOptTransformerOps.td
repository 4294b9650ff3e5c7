// SPDX-License-Identifier: Apache-2.0
// What transformers have and other networks have not: normalization of rows and
// the rotation of positions.
#ifndef QOPT_IR_TRANSFORMEROPS_TD
#define QOPT_IR_TRANSFORMEROPS_TD

include "qopt/IR/QOptOpBase.td"

def QOpt_NormOp : QOpt_Op<"norm", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Layer or root-mean-square normalization along the last dimension";
  let description = [{
    Of every line x along the last dimension, with c = x - mean(x) (`layer`) or
    c = x (`rms`):

        y = c / sqrt(mean(c * c) + epsilon) * gain + bias

    without gain as if it were 1, without bias as if it were 0 (Ba et al. 2016; Zhang
    and Sennrich 2019). Float form: all in f64, rounding after every operation, sums in
    16 lanes (Numerics' `laneSum`), c * (1 / sqrt(..)); the result is rounded to f32 once.
    Quantized form: quantized input and result, f32 gain and bias.
    Integer form (exact, see Numerics `IntegerNorm.h`): codes of at most 16 bits, `gain`
    i32 and `bias` i64 fixed-point numbers of result steps.

    - C1: input and result have one shape of rank >= 1.
    - C2: gain and bias have the shape of the last dimension.
    - C3: input and result are both float, both quantized or both integer; gain and bias are f32, in integer form i32 and i64.
    - C4: a quantized result has result parameters, all others have none.
    - C5: epsilon is finite and at least 0.
    - C6: the integer form has gain, bias and `fixed_point`, within the bounds of `IntegerNorm.h`; others have no `fixed_point`.

    ```mlir
    %y = qopt.norm rms %x gain %g {epsilon = 1.0e-5 : f64} : (tensor<2x8xf32>, tensor<8xf32>) -> tensor<2x8xf32>
    ```
  }];
  let arguments = (ins QOpt_Tensor:$input,
      Optional<StaticShapeTensorOf<[F32, I32]>>:$gain,
      Optional<StaticShapeTensorOf<[F32, I64]>>:$bias,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      QOpt_NormKindAttr:$kind, DefaultValuedAttr<F64Attr, "0.0">:$epsilon,
      OptionalAttr<DictionaryAttr>:$fixed_point);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $kind $input (`gain` $gain^)? (`bias` $bias^)?
    (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Of the integer form: `fixed_point` as Numerics reads it.
    ::qopt::numerics::IntegerNormSpec getIntegerSpec();
    /// And back.
    static DictionaryAttr makeFixedPoint(MLIRContext *context,
                                         const ::qopt::numerics::IntegerNormSpec &spec);
  }];
}

def QOpt_RotaryOp : QOpt_Op<"rotary", [QOpt_ResultParams, AttrSizedOperandSegments]> {
  let summary = "Rotary position embedding: pairs of the last dimension, rotated";
  let description = [{
    The last dimension, of even size H, holds H/2 pairs (a, b): elements i and i + H/2,
    or, `interleaved`, 2i and 2i + 1. Each becomes (Su et al. 2021, equation 34)

        a' = a * cos - b * sin
        b' = b * cos + a * sin

    with cos and sin of shape [..., H/2], which broadcasts (as in numpy) to the
    input's. Float form: every product and every sum rounded to f32. Quantized form:
    quantized input and result, f32 cos and sin, that computation and one encoding.

    - C1: input and result have one shape, whose last size is even.
    - C2: cos and sin have one shape, of last size H/2, that broadcasts to the input's with half its last size.
    - C3: input and result are both float or both quantized.
    - C4: a quantized result has result parameters, all others have none.

    ```mlir
    %y = qopt.rotary %x cos %c sin %s : (tensor<1x4x2x8xf32>, tensor<4x1x4xf32>, tensor<4x1x4xf32>) -> tensor<1x4x2x8xf32>
    ```
  }];
  let arguments = (ins QOpt_Tensor:$input, QOpt_FloatTensor:$cos, QOpt_FloatTensor:$sin,
      Optional<QOpt_ScaleTensor>:$result_scale,
      Optional<QOpt_ZeroPointTensor>:$result_zero_point,
      UnitAttr:$interleaved);
  let results = (outs QOpt_Tensor:$result);
  let assemblyFormat = [{
    $input `cos` $cos `sin` $sin (`interleaved` $interleaved^)?
    (`result` `(` $result_scale^ `,` $result_zero_point `)`)?
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
}

#endif
