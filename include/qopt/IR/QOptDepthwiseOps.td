// SPDX-License-Identifier: Apache-2.0
// Convolutions of channels apart from each other, for dot instructions of GPUs.
#ifndef QOPT_IR_DEPTHWISEOPS_TD
#define QOPT_IR_DEPTHWISEOPS_TD

include "qopt/IR/QOptOpBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"

class QOpt_DotBuffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;

def QOpt_DotDepthwiseOp : Op<QOpt_Dialect, "dot_depthwise", [AttrSizedOperandSegments,
    DestinationStyleOpInterface, DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "8-bit depthwise convolution with taps as rows, for dot instructions";
  let description = [{
    For every position m of the result (batch, then spatial dimensions, row-major) and
    channel c:

        result[m, c] = epilogue(bias[c] + sum over taps t: read(pixel(m, t)[c]) * weights[t, c])

    `pixel(m, t)` is the pixel of `input` [batch, spatial.., C] under tap t (row-major) of
    the filter at position m, found by `kernel`, `strides`, `dilations` and `padding` (lows,
    then highs); its codes are `pad_value` (0 where not given) beyond the input. `read` is
    that of `qopt.mma_matmul`: the code, modulo 256 with `unsigned_input`. Sums wrap at 32
    bits.

    Epilogue: with `multiplier`, `qopt.rescale` of the sum by (multiplier, shift, rounding,
    in_zp = 0, out_zp, lo, hi) per channel; without, the `i32` sum itself. `narrow` says
    that every |sum| < 2^30 and every shift is in [31, 61].

    | operand      | shape                | element      |
    |--------------|----------------------|--------------|
    | `input`      | [batch, spatial.., C]| i8, ui8      |
    | `weights`    | [taps, C]            | i8           |
    | `bias`       | [C]                  | i32          |
    | `multiplier` | [C]                  | i32          |
    | `shift`      | [C]                  | i8           |
    | result       | [M, C]               | i8, ui8, i32 |

    - C1: operands and result have the shapes above, with no size 0.
    - C2: multiplier, shift, out_zp, lo, hi and rounding are all given with a result of 8
      bits, whose range (`i8`: signed or unsigned codes) lo <= hi lie in; without them
      the result is `i32`.
    - C3: unsigned_input is given for `ui8` input.
    - C4: operands are all tensors with a result of init's type, or all memrefs without a
      result.
    - C5: `narrow` is given with a rescale only, and constant shifts then lie in
      [31, 61].
    - C6: kernel, strides and dilations have one positive number, padding two that are not
      negative, per spatial dimension; pad_value is a code of the input.
    - C7: C is a multiple of 4, the input has less than 2^31 bytes, dimensions with padding
      have at most 32 taps, added up, and the filter has at most 64.

    ```mlir
    %r = qopt.dot_depthwise %x, %w bias %b rescale %m, %s outs %e
      {kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>,
       padding = array<i64: 1, 0>, pad_value = -3 : i64, out_zp = 3 : i64,
       lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
      : (tensor<2x6x4xi8>, tensor<3x4xi8>, tensor<4xi32>, tensor<4xi32>, tensor<4xi8>,
         tensor<6x4xi8>) -> tensor<6x4xi8>
    ```
  }];
  let arguments = (ins QOpt_DotBuffer<[I8, UI8]>:$input, QOpt_DotBuffer<[I8]>:$weights,
      QOpt_DotBuffer<[I32]>:$bias, Optional<QOpt_DotBuffer<[I32]>>:$multiplier,
      Optional<QOpt_DotBuffer<[I8]>>:$shift, QOpt_DotBuffer<[I8, UI8, I32]>:$init,
      UnitAttr:$unsigned_input, UnitAttr:$narrow, OptionalAttr<I64Attr>:$out_zp,
      OptionalAttr<I64Attr>:$lo, OptionalAttr<I64Attr>:$hi,
      OptionalAttr<QOpt_RequantRoundingAttr>:$rounding, DenseI64ArrayAttr:$kernel,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
      DenseI64ArrayAttr:$padding, OptionalAttr<I64Attr>:$pad_value);
  let results = (outs Optional<QOpt_DotBuffer<[I8, UI8, I32]>>:$result);
  let assemblyFormat = [{
    $input `,` $weights `bias` $bias (`rescale` $multiplier^ `,` $shift)? `outs` $init
    attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// Which pixels are multiplied.
    ::mlir::qopt::PixelGeometry getPixels();
    /// M and C of the formula.
    int64_t getRows();
    int64_t getColumns();
  }];
}

#endif
