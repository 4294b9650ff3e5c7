// SPDX-License-Identifier: Apache-2.0
// Products in the form that matrix instructions of GPUs read.
#ifndef QOPT_IR_GPUOPS_TD
#define QOPT_IR_GPUOPS_TD

include "qopt/IR/QOptOpBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"

class QOpt_GpuBuffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;

def QOpt_MmaMatmulOp : Op<QOpt_Dialect, "mma_matmul",
       [AttrSizedOperandSegments, DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "8-bit matrix product with weights as rows, for matrix instructions";
  let description = [{
    For every row m and column n:

        result[m, n] = epilogue(bias[n] + sum over k < K of
                                  read(input[m, k]) * weights[n, k])

    `read` is the code of `i8` and `ui8` input, and of `i8` input with
    `unsigned_input` (the signless spelling of `ui8`) the code modulo 256. Both sides
    have k innermost: 8-bit matrix instructions of GPUs read nothing else. Rows of
    weights are padded to a multiple of 16 bytes, which are copied at once; what
    stands there has no meaning. Sums wrap at 32 bits; that the true sum fits is
    proven by the integer lowering.

    | operand      | shape                | element        |
    |--------------|----------------------|----------------|
    | `input`      | [M, K]               | i8, ui8        |
    | `weights`    | [N, 16 * ceil(K/16)] | i8             |
    | `bias`       | [N]                  | i32            |
    | `multiplier` | [N]                  | i32            |
    | `shift`      | [N]                  | i8             |
    | result       | [M, N]               | i8, ui8 or i32 |

    Epilogue: with `multiplier`, `qopt.rescale` by (multiplier, shift, rounding,
    in_zp = 0, out_zp, lo, hi) per column; without, the `i32` sum itself. A zero
    point of the input is in the bias.

    - C1: operands and result have the shapes above, with no size 0.
    - C2: multiplier, shift, out_zp, lo, hi and rounding are all given or none is;
      lo <= hi lie in the range of the result type (`i8`: signed or unsigned codes),
      and a result without a rescale is `i32`.
    - C3: unsigned_input is given for `ui8` input.
    - C4: operands are all tensors with a result of init's type, or all memrefs
      without a result.

    ```mlir
    %r = qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %e
      {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64,
       rounding = #qopt<requant_rounding single>}
      : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>,
         tensor<10xi8>, tensor<5x10xi8>) -> tensor<5x10xi8>
    ```
  }];
  let arguments = (ins QOpt_GpuBuffer<[I8, UI8]>:$input,
      QOpt_GpuBuffer<[I8]>:$weights, QOpt_GpuBuffer<[I32]>:$bias,
      Optional<QOpt_GpuBuffer<[I32]>>:$multiplier,
      Optional<QOpt_GpuBuffer<[I8]>>:$shift,
      QOpt_GpuBuffer<[I8, UI8, I32]>:$init, UnitAttr:$unsigned_input,
      OptionalAttr<I64Attr>:$out_zp, OptionalAttr<I64Attr>:$lo,
      OptionalAttr<I64Attr>:$hi, OptionalAttr<QOpt_RequantRoundingAttr>:$rounding);
  let results = (outs Optional<QOpt_GpuBuffer<[I8, UI8, I32]>>:$result);
  let assemblyFormat = [{
    $input `,` $weights `bias` $bias (`rescale` $multiplier^ `,` $shift)?
    `outs` $init attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// M, N and K of the formula.
    int64_t getRows();
    int64_t getColumns();
    int64_t getDepth();
  }];
}

#endif
