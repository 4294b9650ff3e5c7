// SPDX-License-Identifier: Apache-2.0
// Products of 8-bit activations with low-bit weights whose scale changes along the
// summed dimension: the op that says what they are, and the two packed kernel ops
// that the CPU runs. What they compute is Numerics' RunSums.h.
#ifndef QOPT_IR_RUNSOPS_TD
#define QOPT_IR_RUNSOPS_TD

include "qopt/IR/QOptOpBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"

class QOpt_RunsBuffer<list<Type> elements>
    : AnyTypeOf<[StaticShapeTensorOf<elements>, StaticShapeMemRefOf<elements>]>;

def QOpt_MatmulRunsOp : QOpt_Op<"matmul_runs"> {
  let summary = "Matrix product of 8-bit codes with quantized weights, scaled run by run";
  let description = [{
    A border between integers and numbers, as `qopt.dequantize_sums` is, for weights
    whose scale changes along k. For every row m and column n:

        total = 0
        for each run r of k with one scale (the last may be shorter), in order:
          sum = sum over k of r: lhs[m, k] * (w[k, n] - zero_point[r, n])
          total = total + f32(sum) * (scale[r, n] * unit)
        result[m, n] = total * rows[m]              (+ bias[n], where there is one)

    Sums of codes are exact integers; f32(sum), every product and every other sum is
    rounded to f32, and no two of them are fused. w is the integer of the code: the code
    itself in a uniform format; in a table format whose values are integers times one
    power of two (ternary, E2M1, flint, powers of two, binary, ...) value / unit, `unit`
    being that power of two (1 of uniform formats), so that scale * unit is exact
    unless it is subnormal.

    Weights in `#qopt.bcq<q>` have q scales per slot. A run has one sum for each of
    its planes then, w being -1 or 1 (the plane's bit), which are added in the order
    of the planes; f32 zero points are one more plane, all of whose values are -1
    and whose scales are the zero points:

        for each run r of k, in order:
          for each plane p from 0 on:
            total = total + f32(sum over k of r: lhs[m, k] * w[p, k, n]) * scale[p, r, n]
          total = total + f32(-(sum over k of r: lhs[m, k])) * zero_point[r, n]

    - C1: lhs has rank >= 2, rhs has shape [K, N] where K is lhs' last size; the result
      has the shape of lhs but for its last size, N.
    - C2: rhs has one scale per tensor, per column (`#qopt.channel<1>`) or per group
      along k (`#qopt.group<0, n>`), and is not sparse.
    - C3: the format is uniform of at most 8 bits, a table whose values are integers
      in [-128, 127] times one power of two, or `#qopt.bcq`.
    - C4: sums of a run fit 32 bits for any codes of lhs and rhs.
    - C5: rows has the shape of lhs without its last dimension, or no dimension.
    - C6: bias has shape [N].
    - C7: zero points of rhs, where it is assembled here, are codes (i32), or any of
      `#qopt.bcq`.

    ```mlir
    %y = qopt.matmul_runs %codes, %w rows %s bias %b
       : tensor<2x64xi8>, tensor<64x10x!qopt.q<#qopt.int<s4>, #qopt.group<0, 32>>>, tensor<2xf32>, tensor<10xf32>
       -> tensor<2x10xf32>
    ```
  }];
  let arguments = (ins StaticShapeTensorOf<[I8]>:$lhs, QOpt_QTensor:$rhs,
                       QOpt_FloatTensor:$rows, Optional<QOpt_FloatTensor>:$bias);
  let results = (outs QOpt_FloatTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `rows` $rows (`bias` $bias^)? attr-dict
    `:` type($lhs) `,` type($rhs) `,` type($rows) (`,` type($bias)^)?
    `->` type($result) }];
  let hasVerifier = 1;
}

class QOpt_RunsKernelOp<string mnemonic, list<Trait> traits = []>
    : Op<QOpt_Dialect, mnemonic, !listconcat(traits, [DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>])> {
  let hasVerifier = 1;
  code sharedDeclarations = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// Sizes of the packed form; see RunsGeometry.h. Columns and bits of
    /// qopt.pack_rows are 0 and 1: rows do not depend on them.
    ::mlir::qopt::RunsGeometry getGeometry();
    /// M: how many rows there are.
    int64_t getRowCount();
  }];
  code bitsDeclarations = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      return getInitMutable();
    }
    /// Sizes of the packed form; see BitsGeometry.h. qopt.subset_sums has no columns.
    ::mlir::qopt::BitsGeometry getGeometry();
  }];
}

def QOpt_PackRowsOp : QOpt_RunsKernelOp<"pack_rows"> {
  let summary = "Rows of 8-bit codes in the order of qopt.packed_matmul_runs";
  let description = [{
    Row m of the M rows of the input is cut into runs of `run` codes (the last may be
    shorter), a run into chunks of 32 codes, a chunk into words of four (byte j of a word
    is code j; codes beyond the run's end are 0). The result is flat, outermost first:

        [R][M]                     factor * (sum of the run's codes), modulo 2^32
        [chunk of all runs][M][word of the chunk]

    so that a kernel reads the rows of a tile side by side.

    - C1: the input has rank >= 1 and elements; the result has one dimension, of
      M * (R + words of a row) elements.
    - C2: run is in [1, K], K being the last size of the input.
    - C3: operands are all tensors with a result of init's type, or all memrefs
      without a result.

    ```mlir
    %p = qopt.pack_rows %codes outs %e {run = 32 : i64, factor = -8 : i64}
       : (tensor<2x64xi8>, tensor<36xi32>) -> tensor<36xi32>
    ```
  }];
  let arguments = (ins QOpt_RunsBuffer<[I8]>:$input, QOpt_RunsBuffer<[I32]>:$init,
                       I64Attr:$run, I64Attr:$factor);
  let results = (outs Optional<QOpt_RunsBuffer<[I32]>>:$result);
  let assemblyFormat = [{
    $input `outs` $init attr-dict `:` functional-type(operands, results) }];
  let extraClassDeclaration = sharedDeclarations;
}

def QOpt_PackedMatmulRunsOp : QOpt_RunsKernelOp<"packed_matmul_runs",
                                                [AttrSizedOperandSegments]> {
  let summary = "qopt.matmul_runs with both sides packed";
  let description = [{
    `qopt.matmul_runs` on the result of `qopt.pack_rows` and on weights in words: its
    operations and their order. Weights are unsigned fields u of `bits` bits, and

        sum = start + sum over k of the run: lhs[m, k] * t(u[k, n])

    where t(u) is `table[u]` where there is a table, else u; start is the packed rows'
    first part, times -zero_points[r, n] where zero points are an operand: so the packer
    gives qopt.pack_rows the factor -zero_point, or 1.

    Fields are cut into parts of 4, 2 and 1 bits (8: one part), the widest first and
    lowest: 3 = 2 + 1, 5 = 4 + 1, 7 = 4 + 2 + 1. A chunk of 32 codes of one column takes
    `bits` words, part by part; with parts of w bits, the four codes of step s = k / 4
    lie in word s / (8 / w), each in one byte, from bit w * (s modulo 8 / w) on. So four
    codes of a column stand where a dot instruction wants them after a shift and a mask.
    Chunks at the end of a run have the words only that they need.

    Columns form panels of 16 and blocks of four panels, and codes, scales, zero points
    and integer scales are ordered and read as in `qopt.packed_codes_matmul`; W is the
    number of words of a column. `bias` has 16 elements per panel.

    - C1: the result has rank >= 2 and elements; M is the product of its leading sizes.
    - C2: bits is in [1, 8], run in [1, depth].
    - C3: input, codes, scales, zero_points and bias have the sizes above; rows has M
      elements or one.
    - C4: table has 2^bits entries in [0, 255], and bits is at most 4 then.
    - C5: operands are all tensors with a result of init's type, or all memrefs
      without a result.
    - C6: scale_shift is given for integer scales and not for others, in [0, 32 -
      their width]; scale_factor is given beside it only, positive and finite.

    ```mlir
    %r = qopt.packed_matmul_runs %p rows %s, %codes scales %t outs %e
      {depth = 64 : i64, bits = 4 : i64, run = 32 : i64}
      : (tensor<36xi32>, tensor<2xf32>, tensor<128xi32>, tensor<32xf32>,
         tensor<2x10xf32>) -> tensor<2x10xf32>
    ```
  }];
  let arguments = (ins QOpt_RunsBuffer<[I32]>:$input, QOpt_RunsBuffer<[F32]>:$rows,
      QOpt_RunsBuffer<[I32]>:$codes, QOpt_RunsBuffer<[F32, I16, I8]>:$scales,
      Optional<QOpt_RunsBuffer<[I8]>>:$zero_points,
      Optional<QOpt_RunsBuffer<[F32]>>:$bias, QOpt_RunsBuffer<[F32]>:$init,
      I64Attr:$depth, I64Attr:$bits, I64Attr:$run,
      OptionalAttr<DenseI32ArrayAttr>:$table, OptionalAttr<I64Attr>:$scale_shift,
      OptionalAttr<F32Attr>:$scale_factor);
  let results = (outs Optional<QOpt_RunsBuffer<[F32]>>:$result);
  let assemblyFormat = [{
    $input `rows` $rows `,` $codes `scales` $scales
    (`zero_points` $zero_points^)? (`bias` $bias^)? `outs` $init attr-dict
    `:` functional-type(operands, results) }];
  let extraClassDeclaration = sharedDeclarations;
}

def QOpt_SubsetSumsOp : QOpt_RunsKernelOp<"subset_sums"> {
  let summary = "Sums of all subsets of few codes, which qopt.packed_matmul_bits looks up";
  let description = [{
    One row of K 8-bit codes is cut into runs of `run` codes (the last may be shorter), a
    run into chunks of 32, a chunk into two words of 16 consecutive k (codes beyond the
    end of the run are 0). A word has fields of 6, 5 and 5 codes, from its codes 0, 6 and
    11 on, and 128 entries of 16 bits: for each field one per set of its codes, in the
    order of the numbers i whose bit j says that code j of the field is in the set; entry
    i is the sum of the codes in its set, in [-768, 762]. The result is flat, outermost
    first, entry 2e in the lower half of a word of 32 bits and 2e + 1 in the upper half:

        [word of 16 codes of all runs][entries: 64, 32 and 32]
        [R]                          factor * (sum of the run's codes), modulo 2^32

    - C1: the input is one row: its last size is positive, all others are 1; the result
      has one dimension, of 64 * words + R elements.
    - C2: operands are all tensors with a result of init's type, or all memrefs
      without a result.
    - C3: run is in [1, K].

    ```mlir
    %p = qopt.subset_sums %codes outs %e {factor = -1 : i64, run = 40 : i64}
       : (tensor<1x40xi8>, tensor<257xi32>) -> tensor<257xi32>
    ```
  }];
  let arguments = (ins QOpt_RunsBuffer<[I8]>:$input, QOpt_RunsBuffer<[I32]>:$init,
                       I64Attr:$factor, I64Attr:$run);
  let results = (outs Optional<QOpt_RunsBuffer<[I32]>>:$result);
  let assemblyFormat = [{
    $input `outs` $init attr-dict `:` functional-type(operands, results) }];
  let extraClassDeclaration = bitsDeclarations;
}

def QOpt_PackedMatmulBitsOp : QOpt_RunsKernelOp<"packed_matmul_bits",
                                                [AttrSizedOperandSegments]> {
  let summary = "One row times weights in planes of bits, by sums of subsets";
  let description = [{
    `qopt.matmul_runs` of one row with weights that are planes of two values, on the
    result of `qopt.subset_sums`:

        total = 0
        for each run r of k, in order:
          for each plane p, in order:
            sum = start[r] + step * sum over k of r: lhs[k] * u[p, k, n]
            total = total + f32(sum) * scale[r, p, n]
          total = total + f32(start[r]) * offset[r, n]    (where there are offsets)
        result[n] = total * rows[0]              (+ bias[n], where there is one)

    where u is 0 or 1 and start the last part of the input; sums of integers are exact
    and come from the tables, a look-up per field of a word. f32 of a sum, every product
    and every other sum is rounded to f32.

    Columns form groups of 32 and blocks of 16 groups, the last of which may have fewer;
    padding columns are never read back. Codes are words of 16 bits, bit j being u of the
    word's code j, flat, outermost first:

        [block][chunk of 32 k of all runs][group of the block][plane]
               [word of the chunk: 2][column: 32]

    so that a chunk's tables stay in registers while all planes of the columns of a block
    pass. `bias` has an element per column, padded to a multiple of 16. `scales` and
    `offsets` have as many per step, the columns of a block side by side:

        scales   [block][run][plane][column of the block]
        offsets  [block][run][column of the block]

    Scales of integers are read as in `qopt.packed_codes_matmul`.

    - C1: the result has rank >= 2 and is one row: its last size is positive, all others
      are 1.
    - C2: run is in [1, depth], planes in [1, 8] and step in [1, 255].
    - C3: input, codes, scales, offsets and bias have the sizes above; rows has one
      element.
    - C4: operands are all tensors with a result of init's type, or all memrefs
      without a result.
    - C5: scale_shift is given for integer scales and not for others, in [0, 32 -
      their width]; scale_factor is given beside it only, positive and finite.

    ```mlir
    %r = qopt.packed_matmul_bits %p rows %s, %codes scales %t outs %e
      {depth = 40 : i64, planes = 1 : i64, run = 40 : i64, step = 2 : i64}
      : (tensor<257xi32>, tensor<1xf32>, tensor<128xi16>, tensor<16xf32>,
         tensor<1x10xf32>) -> tensor<1x10xf32>
    ```
  }];
  let arguments = (ins QOpt_RunsBuffer<[I32]>:$input, QOpt_RunsBuffer<[F32]>:$rows,
      QOpt_RunsBuffer<[I16]>:$codes, QOpt_RunsBuffer<[F32, I16, I8]>:$scales,
      Optional<QOpt_RunsBuffer<[F32]>>:$offsets,
      Optional<QOpt_RunsBuffer<[F32]>>:$bias, QOpt_RunsBuffer<[F32]>:$init,
      I64Attr:$depth, I64Attr:$run, I64Attr:$planes, I64Attr:$step,
      OptionalAttr<I64Attr>:$scale_shift, OptionalAttr<F32Attr>:$scale_factor);
  let results = (outs Optional<QOpt_RunsBuffer<[F32]>>:$result);
  let assemblyFormat = [{
    $input `rows` $rows `,` $codes `scales` $scales (`offsets` $offsets^)?
    (`bias` $bias^)? `outs` $init attr-dict `:` functional-type(operands, results) }];
  let extraClassDeclaration = bitsDeclarations;
}

#endif
