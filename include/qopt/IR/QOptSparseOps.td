// SPDX-License-Identifier: Apache-2.0
// Products of few rows of 8-bit codes with constant weights of N:M sparsity: only what
// is not 0 is stored. Made by qopt-pack-weights, as qopt.packed_conv is.
#ifndef QOPT_IR_SPARSEOPS_TD
#define QOPT_IR_SPARSEOPS_TD

include "qopt/IR/QOptDialect.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class QOpt_SparseBuffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;

def QOpt_PackedSparseMatmulOp : Op<QOpt_Dialect, "packed_sparse_matmul", [
    AttrSizedOperandSegments, DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "Matrix product of 8-bit codes with compressed N:M sparse weights";
  let description = [{
    result[.., n] = epilogue(bias[n] + sum over k of read(input[.., k]) * weight[k, n])

    `read`, epilogue, sums and `narrow` are those of `qopt.packed_conv` in integer
    form; of every M = `group` consecutive k of a column, from k = 0 on, at most N =
    `kept` weights are not 0, and these only are stored.

    Columns form P = ceil(N / 16) panels of 16; a panel's k form ceil(K / M) groups, and
    a group steps of four k. A group of a panel has 16 * N bytes of weights and 8 bytes of
    masks per step:

        [column: 16][N]                                        values
        [step: M / 4][column modulo 2: 2][column / 2: 8]       masks of 4 bits

    two masks per byte, the lower bits first. Bit j of a mask says that k = j of the step
    is stored: the column's values are those of its bits, in the order of k. Columns that
    have fewer bits have values that mean nothing. So a group is one piece of memory,
    a weight takes 8 * N / M + 1 bits (2:4 and 4:8 five of eight, 1:4 and 2:8 three, 1:8
    two), and masks come in the order that a shift of 64 bits per pair of columns wants.

    | operand    | type                        |
    |------------|-----------------------------|
    | weights    | [P, ceil(K/M), 16 N + 2 M] i8|
    | bias       | [1, P, 16] i32              |
    | multiplier | [1, P, 16] i32, or none     |
    | shift      | [1, P, 16] i8, or none      |

    - C1: input and result have one rank >= 2 and all sizes but the last in common; no
      size is 0.
    - C2: group is 4 or 8; kept is 1, 2 or 4, and less than group.
    - C3: weights, bias, multiplier and shift have the packed shapes.
    - C4: no column of a group has more than `kept` bits, or bits for k >= K (of
      weights that are constant; the interpreter checks all).
    - C5: a rescale has out_zp, lo, hi and rounding, lo <= hi in the range of the
      result type (`iN`: signed or unsigned codes, since `uiN` is spelled `iN`
      below lowering); without one there are none and the result is `i32`.
    - C6: `narrow` is given with a rescale only, and constant shifts then lie in
      [31, 61] (padding channels included).
    - C7: `unsigned_input` is given for `ui8` input.
    - C8: operands are all tensors with a result of init's type, or all memrefs
      without a result.

    ```mlir
    %r = qopt.packed_sparse_matmul %x, %w bias %b outs %e
      {kept = 2 : i64, group = 4 : i64}
      : (tensor<1x64xi8>, tensor<1x16x40xi8>, tensor<1x1x16xi32>, tensor<1x10xi32>)
      -> tensor<1x10xi32>
    ```
  }];
  let arguments = (ins QOpt_SparseBuffer<[I8, UI8]>:$input,
      QOpt_SparseBuffer<[I8]>:$weights, QOpt_SparseBuffer<[I32]>:$bias,
      Optional<QOpt_SparseBuffer<[I32]>>:$multiplier,
      Optional<QOpt_SparseBuffer<[I8]>>:$shift,
      QOpt_SparseBuffer<[I8, UI8, I16, UI16, I32]>:$init,
      I64Attr:$kept, I64Attr:$group, UnitAttr:$unsigned_input,
      OptionalAttr<I64Attr>:$out_zp, OptionalAttr<I64Attr>:$lo,
      OptionalAttr<I64Attr>:$hi, OptionalAttr<QOpt_RequantRoundingAttr>:$rounding,
      UnitAttr:$narrow);
  let results = (outs Optional<QOpt_SparseBuffer<[I8, UI8, I16, UI16, I32]>>:$result);
  let assemblyFormat = [{
    $input `,` $weights `bias` $bias (`rescale` $multiplier^ `,` $shift)?
    `outs` $init attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// The product as a convolution, and what is packed as in qopt.packed_conv.
    ::mlir::qopt::KernelGeometry getGeometry();
    /// The weights.
    ::mlir::qopt::SparseGeometry getSparseGeometry();
  }];
}

#endif
