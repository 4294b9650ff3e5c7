// SPDX-License-Identifier: Apache-2.0
// Products of two activations: matrix products whose right side is known only at
// run time, under zero points on both sides, with the transposes around them and
// the rescale behind them taken in.
#ifndef QOPT_IR_PRODUCTOPS_TD
#define QOPT_IR_PRODUCTOPS_TD

include "qopt/IR/QOptDialect.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class QOpt_ProductBuffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;

def QOpt_ProductOp : Op<QOpt_Dialect, "product", [
    AttrSizedOperandSegments, DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "Batched product of two 8-bit activations, rescaled";
  let description = [{
    With L = transpose(left, left_perm) of shape [b.., M, K], R = transpose(right,
    right_perm) of shape [b.., K, N] and

        sum[b, m, n] = sum over k of (L[b, m, k] - left_zp) * (R[b, k, n] - right_zp)

    the result is transpose(epilogue(sum), result_perm), where `transpose` is
    `qopt.transpose` (dimension i of the result is dimension perm[i] of the input).
    A leading dimension of R of size 1 serves all of that dimension. Sums wrap at 32
    bits; that the true sum fits is proven by the integer lowering.

    Epilogue: with `multiplier` and `shift` (16 equal entries: one panel of columns),
    `qopt.rescale` by them with rounding, in_zp = 0, out_zp, lo and hi; without, the
    `i32` sum itself. `narrow` says that every |sum| < 2^30 and every shift is in
    [31, 61].

    Codes of `ui8` operands are unsigned, and those of `i8` operands where
    `unsigned_left` or `unsigned_right` says so (their spelling below lowering).

    On memrefs the op has scratch: `packed`, G * P * ceil(K/4) * 64 bytes (G: product
    of the leading dimensions, P = ceil(N/16)), for the right side in the layout of
    `qopt.packed_conv` weights with one group per batch element, and `sums`, G * (P *
    16 + M) times i32, for what the zero points add to every column and to every row.

    - C1: left, right and result have one rank r >= 2, and perms are permutations of
      r dimensions.
    - C2: L is [b.., M, K], R is [b.. or 1, K, N], the result before result_perm is
      [b.., M, N]; no size is 0.
    - C3: left_perm and result_perm leave the last dimension in its place, right_perm
      moves the last dimension of `right` to K or to N.
    - C4: zero points are codes of their operand; unsigned_left and unsigned_right
      are given for `ui8` operands.
    - C5: multiplier, shift, out_zp, lo, hi and rounding are all given or none; lo <=
      hi lie in the range of the result type (`iN`: signed or unsigned codes), which
      has at most 32 bits; without them the result is `i32`. `narrow` is given with
      them only.
    - C6: operands are all tensors with a result of init's type and without scratch,
      or all memrefs with scratch of the sizes above and without a result.

    ```mlir
    %r = qopt.product %q, rescale %m, %s, %k outs %e
      {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 2, 0>,
       result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64,
       out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64,
       rounding = #qopt<requant_rounding single>}
      : (tensor<5x2x8xi8>, tensor<16xi32>, tensor<16xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi8>)
      -> tensor<2x5x6xi8>
    ```
  }];
  let arguments = (ins QOpt_ProductBuffer<[I8, UI8]>:$left,
      Optional<QOpt_ProductBuffer<[I8]>>:$packed,
      Optional<QOpt_ProductBuffer<[I32]>>:$sums,
      Optional<QOpt_ProductBuffer<[I32]>>:$multiplier,
      Optional<QOpt_ProductBuffer<[I8]>>:$shift,
      QOpt_ProductBuffer<[I8, UI8]>:$right,
      QOpt_ProductBuffer<[I8, UI8, I16, UI16, I32]>:$init,
      DenseI64ArrayAttr:$left_perm, DenseI64ArrayAttr:$right_perm,
      DenseI64ArrayAttr:$result_perm, I64Attr:$left_zp, I64Attr:$right_zp,
      UnitAttr:$unsigned_left, UnitAttr:$unsigned_right,
      OptionalAttr<I64Attr>:$out_zp, OptionalAttr<I64Attr>:$lo,
      OptionalAttr<I64Attr>:$hi, OptionalAttr<QOpt_RequantRoundingAttr>:$rounding,
      UnitAttr:$narrow);
  let results = (outs Optional<QOpt_ProductBuffer<[I8, UI8, I16, UI16, I32]>>:$result);
  let assemblyFormat = [{
    $left `,` (`packed` $packed^ `,` $sums `,`)? (`rescale` $multiplier^ `,` $shift `,`)?
    $right `outs` $init attr-dict `:` functional-type(operands, results) }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// Sizes of the product before its result is transposed.
    ::mlir::qopt::ProductShape getProductShape();
    /// The packed right side: one group per batch element.
    ::mlir::qopt::KernelGeometry getGeometry();
    /// Elements of `sums`.
    int64_t sumCount();
  }];
}

#endif
